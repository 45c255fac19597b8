package dev.straingauge.cli.summary;

import com.fasterxml.jackson.databind.JsonNode;
import dev.straingauge.archiver.words.ThresholdWords;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The thresholds of a run as a table; as two where one is too wide. */
final class ThresholdsTable {

  private ThresholdsTable() {}

  static List<String> lines(JsonNode thresholds, int width) {
    List<JsonNode> rules = ThresholdWords.sorted(thresholds);
    List<String> lines = new ArrayList<>(whole(rules));
    if (lines.stream().anyMatch(line -> Grid.length(line) > width)) {
      lines.clear();
      lines.addAll(results(rules).fitting(width, "state", "worst"));
      lines.add("");
      lines.addAll(promises(rules).fitting(width));
    }
    ThresholdWords.muted(thresholds)
        .ifPresent(muted -> lines.addAll(Wrap.lines("  " + muted, "  ", width)));
    return lines;
  }

  private static List<String> whole(List<JsonNode> rules) {
    Grid grid =
        new Grid("THRESHOLDS", "<", "<window", "<bound", "<worst", "at", "<state", "<rule of");
    for (JsonNode rule : rules) {
      grid.row(
          name(rule),
          ThresholdWords.subject(rule),
          ThresholdWords.window(rule),
          ThresholdWords.bounds(rule),
          ThresholdWords.worst(rule),
          ThresholdWords.at(rule),
          ThresholdWords.state(rule),
          source(rule));
    }
    return grid.lines();
  }

  /** What was found, a row for each series. */
  private static Grid results(List<JsonNode> rules) {
    Grid grid = new Grid("THRESHOLDS", "<", "<worst", "at", "<state");
    for (JsonNode rule : rules) {
      grid.row(
          name(rule),
          ThresholdWords.subject(rule),
          ThresholdWords.worst(rule),
          ThresholdWords.at(rule),
          ThresholdWords.outcome(rule));
    }
    return grid;
  }

  /** What was promised, a row for each rule, however many series it looks at. */
  private static Grid promises(List<JsonNode> rules) {
    Map<String, JsonNode> first = new LinkedHashMap<>();
    rules.forEach(rule -> first.putIfAbsent(rule.path("rule").asText(), rule));
    Grid grid = new Grid("BOUNDS", "<window", "<bound", "<required", "<rule of");
    for (JsonNode rule : first.values()) {
      grid.row(
          "  " + rule.path("rule").asText(),
          ThresholdWords.window(rule),
          ThresholdWords.bounds(rule),
          rule.path("required").asText(),
          source(rule));
    }
    return grid;
  }

  private static String name(JsonNode rule) {
    return ThresholdWords.symbol(rule) + " " + rule.path("rule").asText();
  }

  private static String source(JsonNode rule) {
    return rule.path("source").asText();
  }
}
