package dev.straingauge.archiver.metrics;

import com.fasterxml.jackson.databind.JsonNode;
import dev.straingauge.archiver.store.StoreException;
import java.util.List;

/** Reads fields of a report that anybody may have written. */
record ReportFields(String what) {

  private static final int MOST_CHARACTERS = 200;

  /** A whole number of at least 0. */
  long count(JsonNode parent, String name) {
    JsonNode value = parent.path(name);
    if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < 0) {
      throw corrupt(name, value, "a whole number of at least 0");
    }
    return value.longValue();
  }

  /** A finite number of at least 0. */
  double number(JsonNode parent, String name) {
    JsonNode value = parent.path(name);
    double number = value.isNumber() ? value.doubleValue() : Double.NaN;
    if (!Double.isFinite(number) || number < 0) {
      throw corrupt(name, value, "a finite number of at least 0");
    }
    return number;
  }

  /** A text of at most 200 characters; a missing one is empty. */
  String text(JsonNode parent, String name) {
    JsonNode value = parent.path(name);
    if (value.isMissingNode() || value.isNull()) {
      return "";
    }
    if (!value.isTextual() || value.textValue().length() > MOST_CHARACTERS) {
      throw corrupt(name, value, "a text of at most %d characters".formatted(MOST_CHARACTERS));
    }
    return value.textValue();
  }

  /** A whole number of either sign. */
  long integer(JsonNode parent, String name) {
    JsonNode value = parent.path(name);
    if (!value.isIntegralNumber() || !value.canConvertToLong()) {
      throw corrupt(name, value, "a whole number");
    }
    return value.longValue();
  }

  StoreException corrupt(String name, JsonNode found, String expected) {
    String shown = found.isMissingNode() ? "nothing" : found.toString();
    return new StoreException(
        StoreException.CORRUPT,
        "read '%s': '%s' is %s (expected %s)"
            .formatted(what, name, shown.substring(0, Math.min(shown.length(), 100)), expected),
        List.of(),
        null);
  }
}
