package dev.straingauge.analyzer.ledger;

import dev.straingauge.analyzer.state.StateReader;
import dev.straingauge.analyzer.state.StateWriter;

/**
 * What is remembered of a pod that is gone, by {@code namespace/name}: Kubernetes tells its events
 * through a recorder of its own, and a hook that failed may be heard of after the pod's end.
 */
final class GonePod extends Entity {

  /** For how long: recorders and rate limits hold events back by a minute or two. */
  static final long KEPT_NANOS = 180_000_000_000L;

  String uid = "";
  String node = "";
  String claim = "";
  String volume = "";

  /** What was told already. */
  boolean hookFailed;

  boolean stale;

  GonePod(String key) {
    super(key);
  }

  /** What there is to remember of a pod that goes now. */
  static GonePod of(PodEntry pod, boolean stale, long at) {
    GonePod gone = new GonePod(pod.key);
    gone.seen = true;
    gone.lastSeen = at;
    gone.uid = pod.uid;
    gone.node = pod.node == null ? "" : pod.node;
    if (pod.claims.length > 0) {
      gone.claim = pod.claims[0].name();
      VolumeEntry of = pod.claims[0].volume;
      gone.volume = of == null ? "" : of.key;
    }
    gone.hookFailed = pod.hookFailed;
    gone.stale = stale;
    return gone;
  }

  String namespace() {
    return key.substring(0, key.indexOf('/'));
  }

  String name() {
    return key.substring(key.indexOf('/') + 1);
  }

  @Override
  byte cell() {
    return Cells.GONE_POD;
  }

  @Override
  void write(StateWriter out) {
    super.write(out);
    out.writeText(uid).writeText(node).writeText(claim).writeText(volume);
    out.writeBoolean(hookFailed).writeBoolean(stale);
  }

  @Override
  void read(StateReader in) {
    super.read(in);
    uid = in.readText();
    node = in.readText();
    claim = in.readText();
    volume = in.readText();
    hookFailed = in.readBoolean();
    stale = in.readBoolean();
  }
}
