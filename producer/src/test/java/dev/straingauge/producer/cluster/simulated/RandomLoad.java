package dev.straingauge.producer.cluster.simulated;

import dev.straingauge.producer.cluster.Cluster;
import dev.straingauge.producer.cluster.Cluster.Effect;
import dev.straingauge.producer.cluster.Intent;
import dev.straingauge.producer.stage.Promise;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Random intents, sensible and not: what exists is made again, what is gone is deleted, submissions
 * are repeated.
 */
final class RandomLoad {

  private final QueueTimeline timeline;
  private final Cluster cluster;
  private final RandomGenerator random;
  private final Map<Long, Integer> ends = new HashMap<>();
  private final List<Promise<Effect>> replaced = new ArrayList<>();
  private long operations;

  RandomLoad(QueueTimeline timeline, Cluster cluster) {
    this.timeline = timeline;
    this.cluster = cluster;
    random = timeline.random("load");
  }

  /** One intent each {@code everyNanos} on average, for so many seconds. */
  void run(double seconds, long everyNanos, int names) {
    long end = timeline.nowNanos() + (long) (seconds * 1e9);
    while (timeline.nowNanos() < end) {
      timeline.runTo(timeline.nowNanos() + random.nextLong(2 * everyNanos));
      submit(intent(++operations, names));
    }
  }

  long operations() {
    return operations;
  }

  /** How often an operation ended, by operation. */
  Map<Long, Integer> ends() {
    return ends;
  }

  private void submit(Intent intent) {
    cluster.submit(intent);
    if (random.nextInt(20) == 0) {
      replaced.add(cluster.effect(intent.operationId()));
      timeline.runFor(random.nextDouble());
      cluster.submit(intent);
    }
    cluster
        .effect(intent.operationId())
        .whenDone(p -> ends.merge(intent.operationId(), 1, Integer::sum));
  }

  private Intent intent(long operation, int names) {
    String claim = "vol-" + random.nextInt(names);
    String pod = "pod-" + random.nextInt(3 * names);
    return switch (random.nextInt(12)) {
      case 0, 1, 2 -> new Intent.CreateClaim(operation, claim, Rig.GIB);
      case 3, 4, 5, 6 -> new Intent.CreatePod(operation, pod, claims(claim, names));
      case 7, 8 -> new Intent.DeletePod(operation, pod);
      case 9 -> new Intent.DeleteClaim(operation, claim);
      case 10 ->
          new Intent.VerifyReadWrite(
              operation, "step", claim, pod, "pod-" + random.nextInt(3 * names));
      default ->
          random.nextInt(50) == 0
              ? new Intent.CrashController(operation)
              : new Intent.DeletePod(operation, pod);
    };
  }

  private List<String> claims(String claim, int names) {
    return random.nextInt(4) == 0 ? List.of(claim, "vol-" + random.nextInt(names)) : List.of(claim);
  }
}
