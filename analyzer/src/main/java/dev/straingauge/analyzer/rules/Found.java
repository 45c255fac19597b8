package dev.straingauge.analyzer.rules;

import dev.straingauge.event.RuleValue;
import dev.straingauge.schemas.config.Rule;
import dev.straingauge.schemas.config.Rule.Metric;
import dev.straingauge.schemas.config.Rule.Statistic;
import dev.straingauge.schemas.sketch.LatencySketch;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What a rule finds in a window: a quotient of two whole numbers, so that it compares exactly with
 * a bound. Of a percentile that the data do not reach it is the last censoring time, which the
 * percentile lies above.
 *
 * @param numerator of the value
 * @param denominator of it, positive; nanoseconds where the value is a rate
 * @param perNano whether the value is {@code numerator ÷ denominator} per nanosecond, and counts
 *     per second
 * @param reached false: the value lies above
 * @param count observations
 * @param succeeded that ended well
 * @param ended that ended in any way
 */
record Found(
    long numerator,
    long denominator,
    boolean perNano,
    boolean reached,
    long count,
    long succeeded,
    long ended) {

  private static final long BILLION = 1_000_000_000L;

  /** From here on a measurement is kept as a whole number, below in billionths. */
  private static final double MOST_BILLIONTHS = 9e9;

  /** The value of {@code rule} in a window; null if there is nothing that it could be made of. */
  static @Nullable Found of(Rule rule, WindowContent content) {
    return switch (rule.statistic().kind()) {
      case PERCENTILE -> times(rule, content, rule.statistic().perMillion());
      case MAX -> largest(rule, content);
      case RATIO -> ratio(rule.metric(), content);
      case COUNT ->
          new Found(
              counted(rule.metric(), content),
              1,
              false,
              true,
              0,
              content.succeeded,
              content.ended());
      case RATE ->
          content.coveredNanos <= 0
              ? null
              : new Found(
                  counted(rule.metric(), content),
                  content.coveredNanos,
                  true,
                  true,
                  0,
                  content.succeeded,
                  content.ended());
    };
  }

  /** Compares the value with a bound in billionths of the unit. */
  int compareTo(long billionths) {
    return compareProducts(
        numerator, perNano ? BILLION * BILLION : BILLION, billionths, denominator);
  }

  /** Compares two values of one rule; one that is not reached ranks above every number. */
  int compareTo(Found other) {
    if (reached != other.reached) {
      return reached ? -1 : 1;
    }
    return compareProducts(numerator, other.denominator, other.numerator, denominator);
  }

  RuleValue toRecord() {
    return new RuleValue(numerator, denominator, reached, count, succeeded, ended);
  }

  static Found of(RuleValue value, boolean perNano) {
    return new Found(
        value.getNumerator(),
        value.getDenominator(),
        perNano,
        value.getReached(),
        value.getCount(),
        value.getSucceeded(),
        value.getEnded());
  }

  /** Compares a·b with c·d, all 128 bits of them. */
  static int compareProducts(long a, long b, long c, long d) {
    int high = Long.compare(Math.multiplyHigh(a, b), Math.multiplyHigh(c, d));
    return high != 0 ? high : Long.compareUnsigned(a * b, c * d);
  }

  private static @Nullable Found largest(Rule rule, WindowContent content) {
    return rule.metric() == Metric.VALUE
        ? measured(content)
        : times(rule, content, Statistic.MILLION);
  }

  private static @Nullable Found measured(WindowContent content) {
    if (content.measurements == 0) {
      return null;
    }
    double value = content.largestMeasurement;
    boolean small = Math.abs(value) < MOST_BILLIONTHS;
    return new Found(
        Math.round(small ? value * BILLION : value),
        small ? BILLION : 1,
        false,
        true,
        content.measurements,
        0,
        0);
  }

  /**
   * Nearest rank over all that ended; what failed or timed out ranks above every number. I/O whose
   * response time nobody measured has none.
   */
  private static @Nullable Found times(Rule rule, WindowContent content, int perMillion) {
    boolean response = rule.metric() == Metric.RESPONSE;
    LatencySketch ended = response ? content.response : content.service;
    long count = ended.count() + content.errors();
    if (count == 0 || ended.count() != content.succeeded) {
      return null;
    }
    long rank =
        count / Statistic.MILLION * perMillion
            + Math.ceilDiv(count % Statistic.MILLION * perMillion, (long) Statistic.MILLION);
    OptionalLong value = ended.atRank(Math.max(1, rank));
    long above =
        Math.max(
            ended.max().orElse(0),
            response ? content.lastCensoredResponse : content.lastCensoredService);
    return new Found(
        value.orElse(above),
        BILLION,
        false,
        value.isPresent(),
        count,
        content.succeeded,
        content.ended());
  }

  private static @Nullable Found ratio(Metric metric, WindowContent content) {
    boolean planned = metric == Metric.STARTED || metric == Metric.SKIPPED;
    long whole = planned ? content.started + content.skipped : content.ended();
    return whole == 0
        ? null
        : new Found(
            counted(metric, content),
            whole,
            false,
            true,
            whole,
            content.succeeded,
            content.ended());
  }

  private static long counted(Metric metric, WindowContent content) {
    return switch (metric) {
      case STARTED -> content.started;
      case SKIPPED -> content.skipped;
      case SUCCEEDED -> content.succeeded;
      case FAILED -> content.failed;
      case TIMED_OUT -> content.timedOut;
      case ERRORS -> content.errors();
      case ENDED -> content.ended();
      case BYTES -> content.bytes;
      case RESPONSE, SERVICE, VALUE ->
          throw new IllegalStateException(
              "count %s: it is no number of things (expected one that is)".formatted(metric));
    };
  }
}
