package dev.straingauge.producer.cluster.simulated;

import dev.straingauge.producer.cluster.simulated.DriverProfile.Clients;
import dev.straingauge.producer.stage.Timeline;
import org.jspecify.annotations.Nullable;

/**
 * How much the API server can do at once: so many requests a second, one after the other in the
 * order in which they come, so that what is asked for in a crowd waits. Without a bound nothing
 * does.
 */
final class ApiCapacity {

  private static final double SECOND = 1e9;

  private final Timeline timeline;
  private final long requestNanos;
  private long freeNanos;

  ApiCapacity(Timeline timeline, @Nullable Clients clients) {
    this.timeline = timeline;
    requestNanos = clients == null ? 0 : (long) (SECOND / clients.serverPerSecond());
  }

  /** Whether there is a bound. */
  boolean isBounded() {
    return requestNanos > 0;
  }

  /** How long a request that comes now waits until it was worked on, in nanoseconds. */
  long takeNanos() {
    long now = timeline.nowNanos();
    freeNanos = Math.max(now, freeNanos) + requestNanos;
    return freeNanos - now;
  }

  /**
   * Runs {@code task} when so many requests, made one after the other, were worked on: at once
   * without a bound.
   */
  void then(int requests, Runnable task) {
    if (isBounded() && requests > 0) {
      timeline.at(timeline.nowNanos() + takeNanos(), () -> then(requests - 1, task));
    } else {
      task.run();
    }
  }
}
