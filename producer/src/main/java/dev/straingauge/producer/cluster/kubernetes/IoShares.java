package dev.straingauge.producer.cluster.kubernetes;

import dev.straingauge.schemas.config.Scenario.IoLoad;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Divides the I/O of a phase evenly among pods. A pod has its share for as long as possible, since
 * another one means that its fio begins anew: a pod that comes takes the share of one that went.
 * Everything is divided anew when there are more pods than shares, or when more than a tenth of the
 * shares is vacant, at most every 10 s.
 *
 * <p>Where there are less than two I/Os a second for each pod, only some of them do it: fio tells
 * its counts only when each of its jobs has had something to do. Not thread-safe.
 */
final class IoShares {

  private static final long ANEW_NANOS = 10_000_000_000L;
  private static final int VACANT_PER_SHARE = 10;
  private static final int LEAST_PER_SECOND = 2;

  private final IoLoad load;
  private final List<IoLoad> shares = new ArrayList<>();

  /** Who has the share of that index. */
  private final List<@Nullable String> holders = new ArrayList<>();

  private long dividedNanos;

  IoShares(IoLoad load) {
    this.load = load;
  }

  /**
   * Who does what from now on; a pod that is not in it waits.
   *
   * @param pods all pods that can do I/O, each once
   */
  Map<String, IoLoad> of(List<String> pods, long nowNanos) {
    Set<String> there = new HashSet<>(pods);
    holders.replaceAll(pod -> pod != null && there.contains(pod) ? pod : null);
    List<String> waiting = new ArrayList<>(pods);
    waiting.removeAll(holders);
    for (int i = 0; i < holders.size() && !waiting.isEmpty(); i++) {
      if (holders.get(i) == null) {
        holders.set(i, waiting.removeFirst());
      }
    }
    long vacant = holders.stream().filter(pod -> pod == null).count();
    boolean uneven = !waiting.isEmpty() || vacant * VACANT_PER_SHARE > holders.size();
    boolean idle = vacant == holders.size();
    if (uneven && !pods.isEmpty() && (idle || nowNanos - dividedNanos >= ANEW_NANOS)) {
      divide(pods);
      dividedNanos = nowNanos;
    }
    Map<String, IoLoad> all = new LinkedHashMap<>();
    for (int i = 0; i < holders.size(); i++) {
      String pod = holders.get(i);
      if (pod != null && !isNothing(shares.get(i))) {
        all.put(pod, shares.get(i));
      }
    }
    return all;
  }

  private void divide(List<String> pods) {
    shares.clear();
    holders.clear();
    holders.addAll(pods);
    int of = pods.size();
    for (int i = 0; i < of; i++) {
      shares.add(
          new IoLoad(
              share(load.readPerSecond(), i, of),
              share(load.writePerSecond(), i, of),
              share(load.metadataPerSecond(), i, of),
              load.sizeBytes()));
    }
  }

  /** The doers of the least are spread over the pods. */
  private static double share(double perSecond, int index, int of) {
    long doers = Math.clamp((long) (perSecond / LEAST_PER_SECOND), 1, of);
    return (index + 1) * doers / of > index * doers / of ? perSecond / doers : 0;
  }

  private static boolean isNothing(IoLoad share) {
    return share.readPerSecond() == 0
        && share.writePerSecond() == 0
        && share.metadataPerSecond() == 0;
  }
}
