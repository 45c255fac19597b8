package dev.straingauge.producer.cluster.simulated;

import java.time.Duration;

/**
 * A latency distribution as a driver profile writes it: a lognormal above {@code min}.
 *
 * @param p50 median
 * @param p99 99th percentile
 * @param min nothing is faster
 */
public record Latency(Duration p50, Duration p99, Duration min) {

  /**
   * @throws IllegalArgumentException unless 0 &lt;= min &lt; p50 &lt;= p99
   */
  public Latency {
    if (min.isNegative() || p50.compareTo(min) <= 0 || p99.compareTo(p50) < 0) {
      throw new IllegalArgumentException(
          "make a latency of p50 %s, p99 %s, min %s: out of order (expected 0 <= min < p50 <= p99)"
              .formatted(p50, p99, min));
    }
  }

  /** Always {@code time}: for tests and for what a profile does not vary. */
  static Latency fixed(Duration time) {
    return new Latency(time, time, Duration.ZERO);
  }
}
