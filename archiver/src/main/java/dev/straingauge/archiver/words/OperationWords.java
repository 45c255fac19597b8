package dev.straingauge.archiver.words;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** What became of operations. All static and pure. */
public final class OperationWords {

  private static final double NOTEWORTHY = 0.10;

  private OperationWords() {}

  /** Whether what survived tells another story than what started. */
  public static boolean hides(JsonNode response, JsonNode survivors) {
    for (String quantile : List.of("p50", "p90", "p95", "p99")) {
      JsonNode all = response.path(quantile).path("value");
      JsonNode ended = survivors.path(quantile).path("value");
      if (!ended.isNumber()) {
        continue;
      }
      boolean beyond = !all.isNumber() && response.path(quantile).has("above");
      if (beyond || (all.isNumber() && all.asDouble() > ended.asDouble() * (1 + NOTEWORTHY))) {
        return true;
      }
    }
    return false;
  }

  /** Operations that never took effect in time. */
  public static long lost(JsonNode operation) {
    return operation.path("failed").asLong()
        + operation.path("timedOut").asLong()
        + operation.path("unfinished").asLong();
  }

  /** Whether all operations of a run took effect, in words. */
  public static String effect(JsonNode document) {
    long started = 0;
    long lost = 0;
    for (JsonNode operation : document.path("operations")) {
      started += operation.path("started").asLong();
      lost += lost(operation);
    }
    if (lost > 0) {
      return Figures.count(lost, "operation") + " never took effect in time";
    }
    return started == 0 ? "no operations" : "every operation took effect";
  }
}
