package dev.straingauge.archiver.statistics;

/**
 * Two bounds with the value somewhere between them; either may be infinite, and then that side is
 * open. One point if both are equal.
 */
public record Interval(double lower, double upper) {

  /** Nothing is known. */
  public static final Interval EVERYTHING =
      new Interval(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);

  /**
   * @throws IllegalArgumentException if a bound is not a number or they are in the wrong order
   */
  public Interval {
    if (!(lower <= upper)) {
      throw new IllegalArgumentException(
          "interval [%s, %s]: the lower bound is not at or below the upper"
              .formatted(lower, upper));
    }
  }

  /** Whether both bounds are the same number. */
  public boolean isPoint() {
    return lower == upper;
  }

  /** Whether both bounds are finite. */
  public boolean isBounded() {
    return Double.isFinite(lower) && Double.isFinite(upper);
  }

  /** Whether {@code other} lies within this one, bounds included. */
  public boolean contains(Interval other) {
    return lower <= other.lower && other.upper <= upper;
  }
}
