package dev.straingauge.schemas.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A threshold: what a run promises of a number over a window, in levels. Immutable, checked by
 * whoever read it; {@code docs/guide/thresholds.md} says what each value means.
 *
 * @param id unique in its set
 * @param source where it comes from, for a reader: {@code etcd.yaml:41}, {@code profile efs}
 * @param subject what it looks at
 * @param metric which number of it
 * @param statistic what is made of that number
 * @param window size of the rolling window; zero stands for the run so far
 * @param bounds the levels
 * @param hold how long a level's condition must hold before the level fires ({@code for})
 * @param keepFiring how long a level goes on firing when its condition is over
 * @param minSamples observations that a window needs to be judged
 * @param noDataFor how long nothing may come where something is expected
 * @param steps phases of the scenario that it is judged in; empty: all but warm-ups
 * @param muteFaults whether windows that a planned fault reaches into are left out
 * @param required whether a run that never judged it is undecided
 * @param abort whether its highest level ends a live run
 */
public record Rule(
    String id,
    String source,
    Subject subject,
    Metric metric,
    Statistic statistic,
    Duration window,
    Bounds bounds,
    Duration hold,
    Duration keepFiring,
    long minSamples,
    Duration noDataFor,
    List<String> steps,
    boolean muteFaults,
    boolean required,
    boolean abort) {

  public Rule {
    steps = List.copyOf(steps);
  }

  /** Unit of its bounds and values, for a reader. */
  public Unit unit() {
    return switch (statistic.kind()) {
      case RATIO -> Unit.RATIO;
      case RATE -> metric == Metric.BYTES ? Unit.BYTES_PER_SECOND : Unit.PER_SECOND;
      case COUNT -> metric == Metric.BYTES ? Unit.BYTES : Unit.COUNT;
      case MAX, PERCENTILE ->
          metric.isDuration() ? Unit.SECONDS : metric == Metric.VALUE ? Unit.MEASURED : Unit.COUNT;
    };
  }

  /** What values and bounds count. */
  public enum Unit {
    /** Seconds. */
    SECONDS,
    /** Part of a whole, in [0,1]. */
    RATIO,
    /** Operations or I/Os per second. */
    PER_SECOND,
    /** Bytes per second. */
    BYTES_PER_SECOND,
    /** A number of things. */
    COUNT,
    /** Bytes. */
    BYTES,
    /** Whatever was measured. */
    MEASURED
  }

  /** What is looked at. */
  public enum Measure {
    /** Operations of the plan. */
    OPERATION,
    /** Background I/O. */
    IO,
    /** What somebody measured: Measurement events. */
    MEASUREMENT
  }

  /**
   * Which series.
   *
   * @param measure of what kind
   * @param names kinds of operation or of I/O, each a series of its own; of a measurement its name.
   *     Empty: all kinds
   * @param each with no names: each kind of the plan is a series of its own; else all are one
   * @param labels of a measurement: those that it must have, sorted by key
   */
  public record Subject(Measure measure, List<String> names, boolean each, List<Tag> labels) {
    public Subject {
      names = List.copyOf(names);
      labels = List.copyOf(labels);
    }
  }

  /**
   * A label that a measurement must have.
   *
   * @param key its key
   * @param value its value
   */
  public record Tag(String key, String value) {}

  /** A number of a series. */
  public enum Metric {
    /** Completion − intended start. */
    RESPONSE,
    /** Completion − actual start. */
    SERVICE,
    /** Operations started. */
    STARTED,
    /** Operations planned and not started. */
    SKIPPED,
    /** What ended well. */
    SUCCEEDED,
    /** What failed. */
    FAILED,
    /** What was given up at its time-out. */
    TIMED_OUT,
    /** What failed or was given up. */
    ERRORS,
    /** What ended in any way. */
    ENDED,
    /** Bytes moved. */
    BYTES,
    /** The value of a measurement. */
    VALUE;

    /** Whether it is a time. */
    public boolean isDuration() {
      return this == RESPONSE || this == SERVICE;
    }
  }

  /**
   * What is made of a number.
   *
   * @param kind how
   * @param perMillion which percentile, in millionths: 990,000 is p99; 0 for other kinds
   */
  public record Statistic(Kind kind, int perMillion) {

    /** A whole. */
    public static final int MILLION = 1_000_000;

    /**
     * @throws IllegalArgumentException if a percentile is not between p0 and p100, or another kind
     *     has one
     */
    public Statistic {
      boolean percentile = kind == Kind.PERCENTILE;
      if (percentile ? perMillion <= 0 || perMillion >= MILLION : perMillion != 0) {
        throw new IllegalArgumentException(
            "configure the statistic %s of %d millionths (expected above 0 and below %d for a percentile, else 0)"
                .formatted(kind, perMillion, MILLION));
      }
    }

    /** How. */
    public enum Kind {
      /** How many. */
      COUNT,
      /** How many per second of observed time. */
      RATE,
      /** Part of what ended; of what was planned, for started and skipped. */
      RATIO,
      /** Nearest rank over all that ended; what failed or timed out ranks above every number. */
      PERCENTILE,
      /** The largest. */
      MAX
    }
  }

  /** How bad a value is. */
  public enum Level {
    /** Between what is acceptable and what is warned of. */
    ELEVATED,
    /** Beyond the warning bound. */
    WARNING,
    /** Beyond the critical bound. */
    CRITICAL
  }

  /**
   * The levels of a rule.
   *
   * @param above whether large values are bad; else small ones are
   * @param acceptable values on the good side of it are acceptable, all else is elevated
   * @param warning values beyond it are warned of
   * @param critical values beyond it are critical
   */
  public record Bounds(
      boolean above,
      Optional<Bound> acceptable,
      Optional<Bound> warning,
      Optional<Bound> critical) {

    /** The bound of a level. */
    public Optional<Bound> of(Level level) {
      return switch (level) {
        case ELEVATED -> acceptable;
        case WARNING -> warning;
        case CRITICAL -> critical;
      };
    }

    /** The worst level that there is. */
    public Level highest() {
      return critical.isPresent()
          ? Level.CRITICAL
          : warning.isPresent() ? Level.WARNING : Level.ELEVATED;
    }
  }

  /**
   * A bound in billionths of the rule's unit: nanoseconds for times.
   *
   * @param billionths where the level begins
   * @param clear where it ends once it fires; on the good side of the bound, or on it
   */
  public record Bound(long billionths, long clear) {}
}
