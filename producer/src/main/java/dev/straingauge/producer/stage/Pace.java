package dev.straingauge.producer.stage;

/**
 * How fast virtual time passes beside the wall clock. It only delays the queue: stamps stay
 * virtual, so every pace writes the same events (contract K2).
 *
 * @param factor virtual seconds per second of wall time, positive; infinite: as fast as the machine
 *     can
 */
public record Pace(double factor) {

  /**
   * @throws IllegalArgumentException if the factor is not positive
   */
  public Pace {
    if (!(factor > 0)) {
      throw new IllegalArgumentException(
          "pace a run: %s times real time (expected above 0)".formatted(factor));
    }
  }

  /** As fast as the machine can. */
  public static Pace max() {
    return new Pace(Double.POSITIVE_INFINITY);
  }

  /** One virtual second per second. */
  public static Pace realtime() {
    return new Pace(1);
  }

  /**
   * {@code factor} virtual seconds per second.
   *
   * @throws IllegalArgumentException if the factor is not positive
   */
  public static Pace times(double factor) {
    return new Pace(factor);
  }

  /** Whether nothing is delayed. */
  public boolean isMax() {
    return Double.isInfinite(factor);
  }

  /** The wall time that {@code virtualNanos} take. */
  public long wallNanos(long virtualNanos) {
    return isMax() ? 0 : (long) (virtualNanos / factor);
  }
}
