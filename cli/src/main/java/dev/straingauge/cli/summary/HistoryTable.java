package dev.straingauge.cli.summary;

import com.fasterxml.jackson.databind.JsonNode;
import dev.straingauge.archiver.history.HistoryWords;
import dev.straingauge.archiver.history.HistoryWords.Names;
import dev.straingauge.archiver.history.HistoryWords.Row;
import dev.straingauge.archiver.words.ClusterWords;
import dev.straingauge.archiver.words.Figures;
import dev.straingauge.archiver.words.VerdictWords;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;

/** The document of a history as the terminal shows it. Pure. */
public final class HistoryTable {

  private static final int MOST_LEFT_OUT = 5;

  private HistoryTable() {}

  /**
   * The lines.
   *
   * @param all whether changes that are over are shown too
   */
  public static List<String> of(JsonNode document, boolean all, int width) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "%s %s   %s"
            .formatted(
                VerdictWords.symbol(
                    document.path("verdict").asText(), document.path("exitCode").asInt()),
                document.path("verdict").asText(),
                HistoryWords.extent(document)));
    lines.add("  " + document.path("verdictReason").asText());
    lines.addAll(simulated(document));
    List<Row> rows = HistoryWords.rows(document);
    List<Row> shown = rows.stream().filter(row -> all || row.open()).toList();
    if (!shown.isEmpty()) {
      lines.add("");
      lines.addAll(grid(document, shown).fitting(width));
    }
    int over = rows.size() - shown.size();
    List<String> notes = new ArrayList<>();
    if (over > 0) {
      notes.add("%s over: --all shows them".formatted(Figures.count(over, "change")));
    }
    long few = few(document);
    if (few > 0) {
      notes.add("%d of the series have too few runs for a change to be confirmed".formatted(few));
    }
    notes.addAll(outliers(document));
    notes.addAll(leftOut(document.path("leftOut")));
    if (!notes.isEmpty()) {
      lines.add("");
      lines.addAll(notes);
    }
    return lines;
  }

  /** Said before the numbers, if it has to be. */
  static List<String> simulated(JsonNode document) {
    String simulated = ClusterWords.simulated(document);
    return simulated.isEmpty() ? List.of() : List.of("  " + simulated + " " + ClusterWords.MEANING);
  }

  private static Grid grid(JsonNode document, List<Row> rows) {
    Grid grid =
        new Grid(
            "CHANGE", "<state", "<series", "before", "since", "shift", "runs", "<between", "<note");
    Names names = Names.of(document);
    for (Row row : rows) {
      grid.row(
          row.change().path("id").asText(),
          HistoryWords.state(row),
          names.name(row.series()),
          HistoryWords.value(row, "before"),
          HistoryWords.value(row, "since"),
          HistoryWords.shift(row),
          row.change().path("runsSince").asText(),
          HistoryWords.between(row),
          HistoryWords.note(document, row));
    }
    return grid;
  }

  private static long few(JsonNode document) {
    return StreamSupport.stream(document.path("series").spliterator(), false)
        .filter(series -> !series.path("enoughRuns").asBoolean())
        .count();
  }

  private static List<String> outliers(JsonNode document) {
    List<String> lines = new ArrayList<>();
    Names names = Names.of(document);
    int count = 0;
    for (JsonNode series : document.path("series")) {
      for (JsonNode point : series.path("points")) {
        if (point.path("outlier").asBoolean() && count++ < MOST_LEFT_OUT) {
          lines.add(
              "outlier, not used: %s in %s"
                  .formatted(point.path("run").asText(), names.name(series)));
        }
      }
    }
    return first(lines, count);
  }

  private static List<String> leftOut(JsonNode leftOut) {
    List<String> lines = new ArrayList<>();
    for (JsonNode each : leftOut) {
      lines.add(
          "left out: %s: %s".formatted(each.path("run").asText(), each.path("reason").asText()));
    }
    return first(lines, lines.size());
  }

  /** The first of {@code count} lines, and how many more there are. */
  private static List<String> first(List<String> lines, int count) {
    if (count <= MOST_LEFT_OUT) {
      return lines;
    }
    List<String> some = new ArrayList<>(lines.subList(0, MOST_LEFT_OUT));
    some.add("… and %d more: -o json has them all".formatted(count - MOST_LEFT_OUT));
    return some;
  }
}
