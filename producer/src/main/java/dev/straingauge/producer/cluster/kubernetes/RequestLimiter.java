package dev.straingauge.producer.cluster.kubernetes;

/**
 * Our own limit of requests: a token bucket, kept as the time at which it is full again (GCRA), so
 * that requests are served in the order in which they asked. The server can ask for a pause beside
 * it. Thread-safe; times are of one clock of the caller's, in nanoseconds.
 */
final class RequestLimiter {

  private final long intervalNanos;
  private final long burstNanos;
  private long fullAtNanos = Long.MIN_VALUE;
  private long pausedUntilNanos = Long.MIN_VALUE;
  private long throttled;

  /**
   * @param perSecond requests per second, positive
   * @param burst requests at once, at least 1
   */
  RequestLimiter(double perSecond, int burst) {
    intervalNanos = Math.max(1, (long) (1e9 / perSecond));
    burstNanos = Math.multiplyExact(intervalNanos, (long) burst - 1);
  }

  /** Takes a token that is or will be there; how long to wait for it, not negative. */
  synchronized long reserve(long nowNanos) {
    long from = fullAtNanos == Long.MIN_VALUE ? nowNanos : fullAtNanos;
    long start = Math.max(nowNanos, from - burstNanos);
    fullAtNanos = Math.max(start, from) + intervalNanos;
    return start - nowNanos;
  }

  /** The server answered that it has too much to do. */
  synchronized void throttled(long nowNanos, long retryAfterNanos) {
    throttled++;
    pausedUntilNanos = Math.max(pausedUntilNanos, nowNanos + retryAfterNanos);
  }

  /** How long the server still wants us to wait, not negative. */
  synchronized long pauseNanos(long nowNanos) {
    return pausedUntilNanos == Long.MIN_VALUE ? 0 : Math.max(0, pausedUntilNanos - nowNanos);
  }

  /** How often the server answered so. */
  synchronized long throttled() {
    return throttled;
  }
}
