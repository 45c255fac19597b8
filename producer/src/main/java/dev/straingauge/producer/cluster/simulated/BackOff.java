package dev.straingauge.producer.cluster.simulated;

import java.time.Duration;

/** A delay that doubles with each failure up to a bound. */
final class BackOff {

  private final long firstNanos;
  private final long maxNanos;

  BackOff(Duration first, Duration max) {
    firstNanos = first.toNanos();
    maxNanos = max.toNanos();
  }

  /**
   * @param failures so far, at least 1
   */
  long afterNanos(int failures) {
    long delay = firstNanos;
    for (int i = 1; i < failures && delay < maxNanos; i++) {
      delay *= 2;
    }
    return Math.min(delay, maxNanos);
  }
}
