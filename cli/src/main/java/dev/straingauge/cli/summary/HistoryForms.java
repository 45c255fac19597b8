package dev.straingauge.cli.summary;

import com.fasterxml.jackson.databind.JsonNode;
import dev.straingauge.archiver.history.HistoryWords;
import dev.straingauge.archiver.history.HistoryWords.Names;
import dev.straingauge.archiver.history.HistoryWords.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The document of a history as Markdown and as cases of JUnit. Pure. */
final class HistoryForms {

  private static final int MOST_ROWS = 100;

  private HistoryForms() {}

  /** A series as a test case; the parts are empty where they do not apply. */
  record Case(String name, String outcome, String text) {}

  /** One case per series: regressions fail, too few runs are skipped, all else is told. */
  static List<Case> cases(JsonNode document) {
    if (!isHistory(document)) {
      return List.of();
    }
    List<Case> cases = new ArrayList<>();
    Names names = Names.of(document);
    Map<String, List<Row>> open =
        HistoryWords.rows(document).stream()
            .filter(Row::open)
            .collect(Collectors.groupingBy(row -> row.series().path("series").asText()));
    for (JsonNode series : document.path("series")) {
      List<Row> own = open.getOrDefault(series.path("series").asText(), List.of());
      String text =
          own.stream()
              .map(row -> HistoryWords.line(document, row))
              .collect(Collectors.joining("\n"));
      boolean fails = own.stream().anyMatch(row -> HistoryWords.fails(document, row));
      boolean enough = series.path("enoughRuns").asBoolean();
      cases.add(
          new Case(
              names.name(series),
              fails ? "failure" : enough ? "" : "skipped",
              fails || enough ? text : "insufficient: too few runs for a change to be confirmed"));
    }
    return cases;
  }

  /** Adds the changes to a Markdown text. */
  static void addMarkdown(List<String> lines, JsonNode document) {
    if (!isHistory(document)) {
      return;
    }
    lines.add(Markdown.cell(HistoryWords.extent(document)));
    lines.add("");
    Markdown.addSimulated(lines, document);
    List<Row> open = HistoryWords.rows(document).stream().filter(Row::open).toList();
    if (!open.isEmpty()) {
      Names names = Names.of(document);
      lines.add("| change | state | series | before | since | shift | between | note |");
      lines.add("|---|---|---|--:|--:|--:|---|---|");
      for (Row row : open.subList(0, Math.min(MOST_ROWS, open.size()))) {
        Markdown.row(
            lines,
            row.change().path("id").asText(),
            HistoryWords.state(row),
            names.name(row.series()),
            HistoryWords.value(row, "before"),
            HistoryWords.value(row, "since"),
            HistoryWords.shift(row),
            HistoryWords.between(row),
            HistoryWords.note(document, row));
      }
      lines.add("");
    }
    if (open.size() > MOST_ROWS) {
      lines.add("… and %d more".formatted(open.size() - MOST_ROWS));
      lines.add("");
    }
  }

  private static boolean isHistory(JsonNode document) {
    return document.path("schema").asText().startsWith("straingauge.history/");
  }
}
