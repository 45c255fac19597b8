package dev.straingauge.archiver.metrics;

import dev.straingauge.schemas.config.NearestName;
import dev.straingauge.schemas.run.RunId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A group of runs as a user names it: {@code TEST@driver_version=1.3.2,last=7}. Values may hold
 * {@code *} for any text. {@code TEST@} is all of them.
 *
 * @param testName its test
 * @param wanted which value each key must have, as patterns
 * @param last how many of the newest; {@link Integer#MAX_VALUE} for all
 */
record GroupReference(String testName, Map<String, Pattern> wanted, int last) {

  private static final String LAST = "last";
  private static final String LABEL = "label.";
  private static final String VERSION = "driver_version";
  private static final List<String> KEYS =
      List.of(VERSION, "driver", "cluster", "scenario", "seed", LABEL + "KEY", LAST);

  /**
   * Reads it; empty when the text names no group but, perhaps, a run.
   *
   * @throws IllegalArgumentException if it names a group that cannot be
   */
  static Optional<GroupReference> parse(String text) {
    int at = text.indexOf('@');
    if (at < 0) {
      return Optional.empty();
    }
    String testName = text.substring(0, at);
    if (!RunId.isTestName(testName)) {
      throw wrong(text, "'%s' is no name of a test".formatted(testName), "TEST@KEY=VALUE,…");
    }
    Map<String, Pattern> wanted = new LinkedHashMap<>();
    int last = Integer.MAX_VALUE;
    String criteria = text.substring(at + 1);
    for (String each : criteria.isEmpty() ? new String[0] : criteria.split(",", -1)) {
      int equals = each.indexOf('=');
      String key = equals < 0 ? each : each.substring(0, equals);
      String value = equals < 0 ? "" : each.substring(equals + 1);
      requireKnown(text, key);
      if (value.isEmpty()) {
        throw wrong(text, "'%s' has no value".formatted(key), key + "=VALUE");
      }
      if (key.equals(LAST)) {
        last = number(text, value);
      } else if (wanted.put(key, Glob.ofValue(value)) != null) {
        throw wrong(text, "'%s' a second time".formatted(key), "each key once");
      }
    }
    return Optional.of(new GroupReference(testName, wanted, last));
  }

  /** Whether a run with that version of the driver can be one of them: told without its report. */
  boolean mayFit(String driverVersion) {
    return fits(VERSION, driverVersion);
  }

  /** Whether the run is one of them. */
  boolean fits(RunFacts facts) {
    return wanted.keySet().stream().allMatch(key -> fits(key, value(key, facts)));
  }

  private boolean fits(String key, String value) {
    Pattern pattern = wanted.get(key);
    return pattern == null || pattern.matcher(value).matches();
  }

  private static String value(String key, RunFacts facts) {
    return switch (key) {
      case VERSION -> facts.driver().version();
      case "driver" -> facts.driver().name();
      case "cluster" -> facts.cluster().fingerprint();
      case "scenario" -> facts.scenario();
      case "seed" -> Long.toString(facts.seed());
      default -> facts.labels().getOrDefault(key.substring(LABEL.length()), "");
    };
  }

  private static void requireKnown(String text, String key) {
    boolean label = key.startsWith(LABEL) && key.length() > LABEL.length();
    if (!label && (!KEYS.contains(key) || key.equals(LABEL + "KEY"))) {
      throw wrong(
          text,
          "unknown key '%s'%s".formatted(key, NearestName.hint(key, KEYS)),
          String.join(", ", KEYS));
    }
  }

  private static int number(String text, String value) {
    try {
      int number = Integer.parseInt(value);
      if (number > 0) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw wrong(text, "last=" + value, "a number of runs, at least 1");
    }
    throw wrong(text, "last=" + value, "a number of runs, at least 1");
  }

  private static IllegalArgumentException wrong(String text, String found, String expected) {
    return new IllegalArgumentException(
        "read group '%s': %s (expected %s)".formatted(text, found, expected));
  }
}
