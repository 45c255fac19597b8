package dev.straingauge.archiver.words;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.Duration;

/**
 * Values of the document as cells: a number with its unit, {@code > 60 s} where the data end, words
 * where there is no number.
 */
public final class Cells {

  private static final BigDecimal NANOS = BigDecimal.valueOf(1_000_000_000L);

  private Cells() {}

  /** A duration in seconds of the document. */
  public static String time(JsonNode seconds) {
    return seconds.isNumber() ? Figures.time(nanos(seconds)) : "n/a";
  }

  /** A percentile or maximum: {@code {value, above?, reason?}}. */
  public static String quantile(JsonNode quantile) {
    JsonNode value = quantile.path("value");
    if (value.isNumber()) {
      return Figures.time(nanos(value));
    }
    JsonNode above = quantile.path("above");
    return above.isNumber()
        ? "> " + Figures.time(nanos(above))
        : quantile.path("reason").asText("no data");
  }

  /** An offset in seconds of the document. */
  public static String offset(JsonNode seconds) {
    return Figures.offset(Duration.ofNanos(nanos(seconds)));
  }

  /** A count, or {@code n/a}. */
  public static String count(JsonNode count) {
    return count.isNumber() ? Figures.count(count.asLong()) : "n/a";
  }

  /** A ratio beside its reason: {@code completeness}, {@code completenessReason}. */
  public static String percent(JsonNode parent, String name) {
    JsonNode ratio = parent.path(name);
    return ratio.isNumber()
        ? Figures.percent(ratio.asDouble())
        : parent.path(name + "Reason").asText("n/a");
  }

  /** A rate beside its reason. */
  public static String rate(JsonNode parent, String name) {
    JsonNode rate = parent.path(name);
    return rate.isNumber()
        ? Figures.rate(rate.asDouble())
        : parent.path(name + "Reason").asText("n/a");
  }

  /** Seconds of the document as nanoseconds. */
  public static long nanos(JsonNode seconds) {
    return seconds.decimalValue().multiply(NANOS).longValue();
  }
}
