package dev.straingauge.archiver.statistics;

/**
 * What one run says about one metric: a number, or (censored) only that the true value lies above
 * {@code value}, because the data end there.
 *
 * <p>{@link #rank} is the order that rank tests use: a censored value is above every number, and
 * all censored values are equal, whatever their bounds: (30 s, ∞) and (60 s, ∞) overlap, so the
 * bounds order nothing.
 *
 * @param value the number or the bound, in the unit of the metric; finite
 */
public record Observation(double value, boolean censored) {

  /**
   * @throws IllegalArgumentException if {@code value} is infinite or not a number
   */
  public Observation {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException("observe %s: not a finite number".formatted(value));
    }
  }

  /** A number. */
  public static Observation of(double value) {
    return new Observation(value, false);
  }

  /** A value that lies above {@code bound}, nobody knows how far. */
  public static Observation above(double bound) {
    return new Observation(bound, true);
  }

  /** The value by which this one is ranked: infinite if censored. */
  double rank() {
    return censored ? Double.POSITIVE_INFINITY : value;
  }
}
