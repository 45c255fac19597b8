package dev.straingauge.benchmarks;

import java.time.Instant;

/** The wall clock in nanoseconds since 1970, as fine as the system gives it. */
final class WallClock {

  private WallClock() {}

  static long nanos() {
    Instant now = Instant.now();
    return now.getEpochSecond() * 1_000_000_000L + now.getNano();
  }
}
