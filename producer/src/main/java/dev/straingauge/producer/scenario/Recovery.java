package dev.straingauge.producer.scenario;

import dev.straingauge.event.Failure;
import dev.straingauge.producer.cluster.Cluster;
import dev.straingauge.producer.cluster.Cluster.Accepted;
import dev.straingauge.producer.cluster.ClusterException;
import dev.straingauge.producer.cluster.Intent;
import dev.straingauge.producer.stage.Stage;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Crashes the driver's controller and waits until it runs again and a claim that was asked for
 * after the crash is provisioned: that is the recovery. A claim that fails meanwhile is followed by
 * another.
 */
final class Recovery {

  private static final Duration SHORTEST_DELAY = Duration.ofSeconds(1);

  private final Cluster cluster;
  private final Parts parts;
  private final Duration delay;

  Recovery(Cluster cluster, Parts parts, Duration delay) {
    this.cluster = cluster;
    this.parts = parts;
    this.delay = delay.compareTo(SHORTEST_DELAY) < 0 ? SHORTEST_DELAY : delay;
  }

  void crashAndRecover(Stage stage, long operationId, Instant deadline) {
    try {
      Optional<Accepted> accepted =
          stage.await(
              cluster.submit(new Intent.CrashController(operationId)), left(stage, deadline));
      if (accepted.isEmpty()) {
        parts.fail(new Failure("crash:TimedOut", ""));
        return;
      }
      parts.accepted(Course.nanos(accepted.get().at()));
      if (probed(stage, deadline)
          && stage.await(cluster.effect(operationId), left(stage, deadline)).isEmpty()) {
        parts.fail(new Failure("restart:TimedOut", ""));
      }
    } catch (ClusterException e) {
      parts.fail(new Failure("crash:" + e.reason(), e.code()));
    }
  }

  private boolean probed(Stage stage, Instant deadline) {
    while (true) {
      Duration left = left(stage, deadline);
      if (!left.isPositive()) {
        parts.fail(new Failure("recovery:TimedOut", ""));
        return false;
      }
      if (parts.probe(stage, left)) {
        return true;
      }
      if (parts.end().cutShort()) {
        return false;
      }
      Instant again = stage.now().plus(delay);
      stage.sleepUntil(again.isBefore(deadline) ? again : deadline);
    }
  }

  private static Duration left(Stage stage, Instant deadline) {
    return Duration.between(stage.now(), deadline);
  }
}
