package dev.straingauge.schemas.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Members of a JSON object of the configuration, each of its type; any other value is an {@code
 * IllegalArgumentException} that says what was found where.
 */
final class JsonFields {

  private static final BigDecimal BILLION = BigDecimal.valueOf(1_000_000_000L);

  private final String what;
  private final JsonNode json;

  /**
   * @param known members that there may be; any other one would shape results in a way that this
   *     version cannot know
   */
  JsonFields(String what, JsonNode json, List<String> known) {
    this.what = what;
    this.json = json;
    if (!json.isObject()) {
      throw bad(json.toString(), "an object");
    }
    Set<String> unknown = new TreeSet<>();
    json.fieldNames().forEachRemaining(unknown::add);
    unknown.removeAll(known);
    if (!unknown.isEmpty()) {
      throw bad("unknown " + unknown, "only " + known);
    }
  }

  boolean has(String name) {
    return json.has(name);
  }

  JsonNode get(String name) {
    if (!json.has(name)) {
      throw bad("no " + name, "one");
    }
    return json.get(name);
  }

  String text(String name) {
    JsonNode value = get(name);
    if (!value.isTextual()) {
      throw bad(name + ": " + value, "a string");
    }
    return value.textValue();
  }

  boolean flag(String name, boolean absent) {
    if (!json.has(name)) {
      return absent;
    }
    if (!json.get(name).isBoolean()) {
      throw bad(name + ": " + json.get(name), "true or false");
    }
    return json.get(name).booleanValue();
  }

  long whole(String name) {
    JsonNode value = get(name);
    if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < 0) {
      throw bad(name + ": " + value, "a whole number from 0");
    }
    return value.longValue();
  }

  Duration nanos(String name) {
    return Duration.ofNanos(whole(name));
  }

  /** A decimal number as text, in billionths. */
  long billionths(String name) {
    try {
      return new BigDecimal(text(name)).multiply(BILLION).longValueExact();
    } catch (ArithmeticException | NumberFormatException e) {
      throw bad(name + ": " + json.get(name), "a number with at most nine decimals");
    }
  }

  /** What {@link #billionths} reads. */
  static String decimal(long billionths) {
    return BigDecimal.valueOf(billionths, 9).stripTrailingZeros().toPlainString();
  }

  <E extends Enum<E>> E word(String name, Class<E> type) {
    return Words.of(type, text(name))
        .orElseThrow(() -> bad(name + ": " + json.get(name), String.join(", ", Words.all(type))));
  }

  <T> Optional<T> part(String name, Function<JsonNode, T> reader) {
    return json.has(name) ? Optional.of(reader.apply(json.get(name))) : Optional.empty();
  }

  <T> List<T> list(String name, Function<JsonNode, T> item) {
    List<T> items = new ArrayList<>();
    if (json.has(name)) {
      if (!json.get(name).isArray()) {
        throw bad(name + ": " + json.get(name), "an array");
      }
      json.get(name).forEach(each -> items.add(item.apply(each)));
    }
    return items;
  }

  List<String> texts(String name) {
    return list(
        name,
        each -> {
          if (!each.isTextual()) {
            throw bad(name + ": " + each, "strings");
          }
          return each.textValue();
        });
  }

  IllegalArgumentException bad(String found, String expected) {
    return new IllegalArgumentException(
        "read the configuration of the thresholds: %s: %s (expected %s)"
            .formatted(what, found, expected));
  }
}
