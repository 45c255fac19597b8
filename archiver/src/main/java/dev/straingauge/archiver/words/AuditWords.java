package dev.straingauge.archiver.words;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.Optional;

/** What a run says about Straingauge itself, in words. */
public final class AuditWords {

  /** Seconds; starts that are later than this are told. */
  private static final BigDecimal IN_TIME = new BigDecimal("0.020");

  private AuditWords() {}

  /**
   * What to know when more than one operation of a hundred was started more than 20 ms after its
   * time; empty when they were in time, or there were none.
   */
  public static Optional<String> late(JsonNode audit) {
    JsonNode p99 = audit.path("lag").path("p99");
    JsonNode seconds = p99.path("value").isNumber() ? p99.path("value") : p99.path("above");
    if (!seconds.isNumber() || seconds.decimalValue().compareTo(IN_TIME) <= 0) {
      return Optional.empty();
    }
    return Optional.of(
        "operations were started late: lag p99 %s (expected at most 20 ms); it is in response times, which count from the intended start"
            .formatted(Cells.quantile(p99)));
  }
}
