package dev.straingauge.cli.summary;

import com.fasterxml.jackson.databind.JsonNode;
import dev.straingauge.archiver.compare.CompareWords;
import java.util.List;

/** The part of a comparison in Markdown: the sides, how they differ, the metrics. */
final class CompareMarkdown {

  private static final int MOST_ROWS = 200;

  private CompareMarkdown() {}

  /** Adds it; nothing for a document of something else. */
  static void add(List<String> lines, JsonNode document) {
    if (!document.has("base")) {
      return;
    }
    lines.add(
        Markdown.cell(
            CompareWords.side(document, "base")
                + " → "
                + CompareWords.side(document, "candidate")));
    lines.add("");
    Markdown.addSimulated(lines, document);
    String baseline = document.path("baseline").asText();
    if (!baseline.isEmpty()) {
      lines.add("The base is its baseline, " + Markdown.cell(baseline) + ".");
      lines.add("");
    }
    differences(lines, document);
    metrics(lines, document);
    for (JsonNode shape : document.path("shapes")) {
      if (shape.path("verdict").isTextual()) {
        lines.add("▲ " + Markdown.cell(CompareWords.shape(shape)) + ": SHAPE CHANGED");
        lines.add("");
      }
    }
    runs(lines, document);
  }

  private static void differences(List<String> lines, JsonNode document) {
    if (document.path("differences").isEmpty()) {
      return;
    }
    lines.add("▲ The sides differ in more than the driver's version, a change may come from that:");
    lines.add("");
    for (JsonNode difference : document.path("differences")) {
      lines.add("- " + Markdown.cell(CompareWords.difference(difference)));
      if (lines.size() > MOST_ROWS) {
        break;
      }
    }
    lines.add("");
  }

  private static void metrics(List<String> lines, JsonNode document) {
    lines.add(
        "| metric | %s | %s | shift | interval | p | verdict |"
            .formatted(
                Markdown.cell(CompareWords.heading(document, "base")),
                Markdown.cell(CompareWords.heading(document, "candidate"))));
    lines.add("|---|--:|--:|--:|---|--:|---|");
    int shown = 0;
    for (JsonNode metric : document.path("metrics")) {
      if (metric.path("role").asText().equals("judged") && shown++ < MOST_ROWS) {
        String verdict = metric.path("verdict").asText();
        String note = CompareWords.note(metric);
        Markdown.row(
            lines,
            metric.path("metric").asText(),
            CompareWords.median(metric, "base"),
            CompareWords.median(metric, "candidate"),
            CompareWords.shift(metric),
            CompareWords.interval(metric),
            CompareWords.p(metric.path("adjustedP")),
            CompareWords.symbol(verdict) + " " + verdict + (note.isEmpty() ? "" : ": " + note));
      }
    }
    lines.add("");
    if (shown > MOST_ROWS) {
      lines.add("… and %d more".formatted(shown - MOST_ROWS));
      lines.add("");
    }
  }

  private static void runs(List<String> lines, JsonNode document) {
    lines.add("<details><summary>Runs</summary>");
    lines.add("");
    for (String side : List.of("base", "candidate")) {
      for (JsonNode run : document.path(side).path("runs")) {
        lines.add("- %s: %s".formatted(side, Markdown.cell(run.path("run").asText())));
      }
      for (JsonNode run : document.path(side).path("leftOut")) {
        lines.add(
            "- %s, left out: %s: %s"
                .formatted(
                    side,
                    Markdown.cell(run.path("run").asText()),
                    Markdown.cell(run.path("reason").asText())));
      }
    }
    lines.add("");
    lines.add("</details>");
    lines.add("");
  }
}
