package dev.straingauge.archiver.report;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.straingauge.event.Distribution;
import java.math.BigDecimal;
import java.math.MathContext;
import org.jspecify.annotations.Nullable;

/** Distributions, ratios and rates as JSON: numbers with what they rest on. */
final class Distributions {

  private static final MathContext DIGITS = new MathContext(9);

  private Distributions() {}

  /**
   * {@code {n, p50 … max}}, each {@code {value, above?, reason?}} in seconds: null with {@code
   * above} where the data do not reach the percentile, null with {@code reason} "no data" where
   * there are none.
   */
  static ObjectNode json(Distribution distribution) {
    ObjectNode json = Json.object();
    json.put("unit", "s");
    json.put("n", distribution.getCount());
    Long above = distribution.getAboveNanos();
    json.set("p50", value(distribution.getP50Nanos(), above));
    json.set("p90", value(distribution.getP90Nanos(), above));
    json.set("p95", value(distribution.getP95Nanos(), above));
    json.set("p99", value(distribution.getP99Nanos(), above));
    json.set("p99.9", value(distribution.getP999Nanos(), above));
    json.set("max", value(distribution.getMaxNanos(), null));
    return json;
  }

  private static ObjectNode value(@Nullable Long nanos, @Nullable Long above) {
    ObjectNode json = Json.object();
    if (nanos != null) {
      json.set("value", Json.seconds(nanos));
      return json;
    }
    json.putNull("value");
    if (above != null) {
      json.set("above", Json.seconds(above));
    } else {
      json.put("reason", "no data");
    }
    return json;
  }

  /** {@code name}: part ÷ whole, or null and {@code nameReason} where the whole is 0. */
  static void ratio(ObjectNode json, String name, long part, long whole) {
    quotient(json, name, BigDecimal.valueOf(part), BigDecimal.valueOf(whole));
  }

  /** {@code name}: count per second, or null and {@code nameReason} where no time was observed. */
  static void rate(ObjectNode json, String name, long count, long nanos) {
    quotient(json, name, BigDecimal.valueOf(count), BigDecimal.valueOf(nanos, 9));
  }

  private static void quotient(ObjectNode json, String name, BigDecimal part, BigDecimal whole) {
    if (whole.signum() <= 0) {
      json.putNull(name);
      json.put(name + "Reason", "no data");
    } else {
      json.set(name, Json.number(part.divide(whole, DIGITS)));
    }
  }
}
