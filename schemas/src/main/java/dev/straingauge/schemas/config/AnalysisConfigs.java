package dev.straingauge.schemas.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.straingauge.schemas.config.AnalysisConfig.Window;
import dev.straingauge.schemas.json.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * {@link AnalysisConfig} as JSON, member {@code analysis} of RunStarted.config. Durations are whole
 * nanoseconds with the unit in the name:
 *
 * <pre>
 * {"maxOpenOperations":1000000,"maxSeries":1000,"operations":["create_pvc"],"scenarios":[],
 *  "windows":[{"advanceNanos":1000000000,"sizeNanos":10000000000}]}
 * </pre>
 *
 * A member that is not there has its default (no operations, no scenarios, the windows and bounds
 * of {@link AnalysisConfig}), so that logs of older versions read. One that is not known is
 * refused: it would shape results, and this version cannot know how.
 */
public final class AnalysisConfigs {

  private static final String ANALYSIS = "analysis";
  private static final String WINDOWS = "windows";
  private static final String SIZE = "sizeNanos";
  private static final String ADVANCE = "advanceNanos";
  private static final String MAX_SERIES = "maxSeries";
  private static final String MAX_OPEN_OPERATIONS = "maxOpenOperations";
  private static final String OPERATIONS = "operations";
  private static final String SCENARIOS = "scenarios";
  private static final String LEDGER = "ledger";
  private static final String MAX_LIVE = "maxLive";
  private static final String MAX_INCIDENTS = "maxIncidents";
  private static final List<String> LEDGER_BOUNDS =
      List.of(
          "slowAfterNanos",
          "stuckAfterNanos",
          "deadlockAfterNanos",
          "violationAfterNanos",
          "provisionAfterNanos",
          "mountAfterNanos",
          "terminationSlackNanos",
          "defaultGraceNanos",
          "relistAfterNanos");

  private AnalysisConfigs() {}

  /** The member {@code analysis}. */
  public static ObjectNode toJson(AnalysisConfig config) {
    ObjectNode json = Json.object();
    ArrayNode windows = json.putArray(WINDOWS);
    for (Window window : config.windows()) {
      windows
          .addObject()
          .put(SIZE, window.size().toNanos())
          .put(ADVANCE, window.advance().toNanos());
    }
    json.put(MAX_SERIES, config.maxSeries());
    json.put(MAX_OPEN_OPERATIONS, config.maxOpenOperations());
    config.operations().forEach(json.putArray(OPERATIONS)::add);
    config.scenarios().forEach(json.putArray(SCENARIOS)::add);
    json.set(LEDGER, ledger(config.ledger()));
    return json;
  }

  private static ObjectNode ledger(LedgerConfig config) {
    ObjectNode json = Json.object();
    List<Duration> bounds = boundsOf(config);
    for (int i = 0; i < bounds.size(); i++) {
      json.put(LEDGER_BOUNDS.get(i), bounds.get(i).toNanos());
    }
    return json.put(MAX_LIVE, config.maxLive()).put(MAX_INCIDENTS, config.maxIncidents());
  }

  /** In the order of {@link #LEDGER_BOUNDS}. */
  private static List<Duration> boundsOf(LedgerConfig config) {
    return List.of(
        config.slowAfter(),
        config.stuckAfter(),
        config.deadlockAfter(),
        config.violationAfter(),
        config.provisionAfter(),
        config.mountAfter(),
        config.terminationSlack(),
        config.defaultGrace(),
        config.relistAfter());
  }

  private static LedgerConfig ledger(JsonNode json) {
    List<String> known = new ArrayList<>(LEDGER_BOUNDS);
    known.add(MAX_LIVE);
    known.add(MAX_INCIDENTS);
    checkMembers(LEDGER, json, known);
    List<Duration> bounds = new ArrayList<>(boundsOf(LedgerConfig.DEFAULT));
    for (int i = 0; i < bounds.size(); i++) {
      long absent = bounds.get(i).toNanos();
      bounds.set(i, Duration.ofNanos(whole(json, LEDGER_BOUNDS.get(i), absent, Long.MAX_VALUE)));
    }
    return new LedgerConfig(
        bounds.get(0),
        bounds.get(1),
        bounds.get(2),
        bounds.get(3),
        bounds.get(4),
        bounds.get(5),
        bounds.get(6),
        bounds.get(7),
        bounds.get(8),
        (int) whole(json, MAX_LIVE, LedgerConfig.DEFAULT.maxLive(), 1_000_000),
        (int) whole(json, MAX_INCIDENTS, LedgerConfig.DEFAULT.maxIncidents(), 100_000));
  }

  /**
   * The analysis configuration of a run.
   *
   * @param runStartedConfig RunStarted.config; without the member {@code analysis} all is default
   * @throws IllegalArgumentException if it is no JSON object, or the member is not as above
   */
  public static AnalysisConfig fromConfig(String runStartedConfig) {
    ObjectNode config = Json.readObject(runStartedConfig);
    return config.has(ANALYSIS) ? fromJson(config.get(ANALYSIS)) : fromJson(Json.object());
  }

  /**
   * What {@link #toJson} wrote.
   *
   * @throws IllegalArgumentException if it is not as above
   */
  public static AnalysisConfig fromJson(JsonNode analysis) {
    checkMembers(
        ANALYSIS,
        analysis,
        List.of(WINDOWS, MAX_SERIES, MAX_OPEN_OPERATIONS, OPERATIONS, SCENARIOS, LEDGER));
    return new AnalysisConfig(
        analysis.has(WINDOWS)
            ? list(analysis, WINDOWS, AnalysisConfigs::window)
            : AnalysisConfig.DEFAULT_WINDOWS,
        (int) whole(analysis, MAX_SERIES, AnalysisConfig.DEFAULT_MAX_SERIES, Integer.MAX_VALUE),
        (int)
            whole(
                analysis,
                MAX_OPEN_OPERATIONS,
                AnalysisConfig.DEFAULT_MAX_OPEN_OPERATIONS,
                Integer.MAX_VALUE),
        list(analysis, OPERATIONS, AnalysisConfigs::text),
        list(analysis, SCENARIOS, AnalysisConfigs::text),
        analysis.has(LEDGER) ? ledger(analysis.get(LEDGER)) : LedgerConfig.DEFAULT);
  }

  private static Window window(JsonNode json) {
    checkMembers(WINDOWS, json, List.of(SIZE, ADVANCE));
    return new Window(
        Duration.ofNanos(whole(json, SIZE, 0, Long.MAX_VALUE)),
        Duration.ofNanos(whole(json, ADVANCE, 0, Long.MAX_VALUE)));
  }

  private static String text(JsonNode json) {
    if (!json.isTextual()) {
      throw bad(json.toString(), "a string");
    }
    return json.textValue();
  }

  private static long whole(JsonNode parent, String name, long absent, long most) {
    if (!parent.has(name)) {
      return absent;
    }
    JsonNode json = parent.get(name);
    if (!json.isIntegralNumber() || !json.canConvertToLong() || json.longValue() > most) {
      throw bad(name + ": " + json, "a whole number up to " + most);
    }
    return json.longValue();
  }

  private static <T> List<T> list(JsonNode parent, String name, Function<JsonNode, T> item) {
    List<T> items = new ArrayList<>();
    if (parent.has(name)) {
      JsonNode json = parent.get(name);
      if (!json.isArray()) {
        throw bad(name + ": " + json, "an array");
      }
      json.forEach(each -> items.add(item.apply(each)));
    }
    return items;
  }

  private static void checkMembers(String what, JsonNode json, List<String> known) {
    if (!json.isObject()) {
      throw bad(what + ": " + json, "an object");
    }
    Set<String> unknown = new TreeSet<>();
    json.fieldNames().forEachRemaining(unknown::add);
    unknown.removeAll(known);
    if (!unknown.isEmpty()) {
      throw bad(what + ": unknown " + unknown, "only " + known);
    }
  }

  private static IllegalArgumentException bad(String found, String expected) {
    return new IllegalArgumentException(
        "read the analysis configuration: %s (expected %s)".formatted(found, expected));
  }
}
