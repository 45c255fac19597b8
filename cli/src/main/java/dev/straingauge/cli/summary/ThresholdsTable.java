package dev.straingauge.cli.summary;

import com.fasterxml.jackson.databind.JsonNode;
import dev.straingauge.archiver.words.Figures;
import dev.straingauge.archiver.words.ThresholdWords;
import java.util.ArrayList;
import java.util.List;

/** The thresholds of a run as a table. */
final class ThresholdsTable {

  private ThresholdsTable() {}

  static List<String> lines(JsonNode thresholds, int width) {
    Grid grid =
        new Grid("THRESHOLDS", "<", "<window", "<bound", "<worst", "at", "<state", "<rule of");
    for (JsonNode rule : ThresholdWords.sorted(thresholds)) {
      grid.row(
          ThresholdWords.symbol(rule) + " " + rule.path("rule").asText(),
          ThresholdWords.subject(rule),
          ThresholdWords.window(rule),
          ThresholdWords.bounds(rule),
          ThresholdWords.worst(rule),
          ThresholdWords.at(rule),
          ThresholdWords.state(rule),
          rule.path("source").asText());
    }
    List<String> lines = new ArrayList<>(grid.fitting(width, "state", "worst"));
    long muted = 0;
    for (JsonNode rule : thresholds) {
      muted += rule.path("windows").path("muted").asLong() > 0 ? 1 : 0;
    }
    if (muted > 0) {
      lines.add(
          "  planned faults: their windows are not judged by %s (faults: judge does)"
              .formatted(Figures.count(muted, "rule")));
    }
    return lines;
  }
}
