package dev.straingauge.archiver.metrics;

/**
 * One number of one run. What a run has no sample of is not among its metrics: it is never 0.
 *
 * @param family what kind of thing it is about
 * @param subject which one: {@code attach_pod}, {@code read}; empty for the whole run
 * @param statistic which number of it: {@code p99}, {@code complete}, {@code rate}
 * @param unit its unit
 * @param better which direction is an improvement
 * @param value the number in its unit; with {@code censored} a bound that the true value lies above
 * @param censored whether the data do not reach the number
 * @param n observations that it rests on
 */
public record Metric(
    Family family,
    String subject,
    String statistic,
    Unit unit,
    Direction better,
    double value,
    boolean censored,
    long n) {

  /** What a metric is about. */
  public enum Family {
    /** Operations of the plan. */
    OPERATION(""),
    /** Phases in the life of volumes, as the watch saw them. */
    VOLUME("volume "),
    /** I/O. */
    IO("io "),
    /** What went wrong with volumes. */
    INCIDENTS("incidents "),
    /** Phases of the scenario. */
    PHASE("phase ");

    private final String prefix;

    Family(String prefix) {
      this.prefix = prefix;
    }
  }

  /** Units. */
  public enum Unit {
    /** Seconds. */
    SECONDS("s"),
    /** Share in [0, 1]. */
    RATIO("ratio"),
    /** Per second. */
    PER_SECOND("1/s"),
    /** Bytes per second. */
    BYTES_PER_SECOND("B/s"),
    /** How many. */
    COUNT("count");

    private final String word;

    Unit(String word) {
      this.word = word;
    }

    /** As in documents. */
    public String word() {
      return word;
    }
  }

  /** Which direction is an improvement. */
  public enum Direction {
    /** Small values are good. */
    LOWER,
    /** Large values are good. */
    HIGHER
  }

  /**
   * @throws IllegalArgumentException if the value is infinite or not a number
   */
  public Metric {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException(
          "metric '%s %s': %s (expected a finite number)".formatted(subject, statistic, value));
    }
  }

  /** Its name, the same in every run: {@code attach_pod p99}, {@code io read rate}. */
  public String name() {
    return family.prefix + (subject.isEmpty() ? "" : subject + " ") + statistic;
  }
}
