package dev.straingauge.cli.summary;

import com.fasterxml.jackson.databind.JsonNode;
import dev.straingauge.archiver.compare.CompareWords;
import dev.straingauge.archiver.words.Figures;
import dev.straingauge.cli.terminal.Launcher;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

/**
 * A comparison as text, drawn from its document ({@code straingauge.compare/1}): the verdict, in
 * what else the sides differ, then the metrics, the worst first, as a forest plot. Pure.
 */
public final class CompareTable {

  private static final int SHOWN = 8;

  /** Columns, in the order in which they are left out on a narrow terminal. */
  private enum Column {
    PLOT,
    INTERVAL,
    P,
    VALUES
  }

  private CompareTable() {}

  /** All of it, in lines of at most {@code width} columns where that can be. */
  public static List<String> lines(JsonNode document, int width) {
    List<String> lines = new ArrayList<>();
    head(document).forEach(line -> lines.addAll(Wrap.lines(line, "  ", width)));
    differences(document).forEach(line -> lines.addAll(Wrap.lines(line, "      ", width)));
    lines.add("");
    lines.addAll(metrics(document, width));
    shapes(document).forEach(line -> lines.addAll(Wrap.lines(line, "      ", width)));
    lines.add("");
    foot(document).forEach(line -> lines.addAll(Wrap.lines(line, "      ", width)));
    lines.addAll(toTry(document));
    end(document).forEach(line -> lines.addAll(Wrap.lines(line, "      ", width)));
    return lines;
  }

  private static List<String> head(JsonNode document) {
    JsonNode terms = document.path("terms");
    String baseline = document.path("baseline").asText();
    List<String> lines = new ArrayList<>();
    lines.add(
        "%s %s   %s · %s → %s"
            .formatted(
                CompareWords.symbol(document.path("verdict").asText()),
                document.path("verdict").asText(),
                document.path("scenario").asText(),
                CompareWords.side(document, "base"),
                CompareWords.side(document, "candidate")));
    if (!baseline.isEmpty()) {
      lines.add("  base is its baseline, " + baseline);
    }
    lines.add("  " + document.path("verdictReason").asText());
    lines.addAll(HistoryTable.simulated(document));
    lines.add(
        "  α = %s · minimum effect %s, of shares %s · p adjusted by Benjamini–Hochberg over %s"
            .formatted(
                terms.path("alpha").asText(),
                CompareWords.share(terms.path("minEffect").asDouble()),
                CompareWords.points(terms.path("minPoints").asDouble()),
                Figures.count(terms.path("judged").asLong(), "metric")));
    return lines;
  }

  private static List<String> differences(JsonNode document) {
    List<String> lines = new ArrayList<>();
    JsonNode differences = document.path("differences");
    if (!differences.isEmpty()) {
      lines.add("");
      lines.add(
          "▲ the sides differ in more than the driver's version, a change may come from that:");
    }
    int shown = 0;
    for (JsonNode difference : differences) {
      if (shown++ == SHOWN) {
        lines.add("    … and %d more: -o json has them".formatted(differences.size() - SHOWN));
        break;
      }
      lines.add("    " + CompareWords.difference(difference));
    }
    for (String side : List.of("base", "candidate")) {
      JsonNode leftOut = document.path(side).path("leftOut");
      if (!leftOut.isEmpty()) {
        lines.add("");
        lines.add("? %s: %s left out".formatted(side, Figures.count(leftOut.size(), "run")));
        int told = 0;
        for (JsonNode run : leftOut) {
          if (told++ == SHOWN) {
            lines.add("    … and %d more".formatted(leftOut.size() - SHOWN));
            break;
          }
          lines.add("    %s: %s".formatted(run.path("run").asText(), run.path("reason").asText()));
        }
      }
    }
    return lines;
  }

  private static List<String> metrics(JsonNode document, int width) {
    List<Column> columns = new ArrayList<>(List.of(Column.values()));
    List<String> lines = metrics(document, columns);
    while (!columns.isEmpty() && lines.stream().anyMatch(line -> Grid.length(line) > width)) {
      columns.removeFirst();
      lines = metrics(document, columns);
    }
    return lines;
  }

  private static List<String> metrics(JsonNode document, List<Column> columns) {
    List<String> headings = new ArrayList<>(List.of("  METRIC"));
    if (columns.contains(Column.VALUES)) {
      headings.add(CompareWords.heading(document, "base"));
      headings.add(CompareWords.heading(document, "candidate"));
    }
    headings.add("shift");
    JsonNode terms = document.path("terms");
    if (columns.contains(Column.INTERVAL)) {
      headings.add(
          "<%s interval".formatted(CompareWords.share(1 - terms.path("alpha").asDouble())));
    }
    if (columns.contains(Column.P)) {
      headings.add("p");
    }
    if (columns.contains(Column.PLOT)) {
      headings.add("<" + ForestPlot.heading(terms.path("minEffect").asDouble()));
    }
    headings.add("<verdict");
    Grid grid = new Grid(headings.toArray(String[]::new));
    for (JsonNode metric : document.path("metrics")) {
      if (metric.path("role").asText().equals("judged")) {
        grid.row(row(metric, columns));
      }
    }
    return grid.isEmpty() ? List.of("  no metric was judged") : grid.lines();
  }

  private static String[] row(JsonNode metric, List<Column> columns) {
    List<String> cells = new ArrayList<>();
    String verdict = metric.path("verdict").asText();
    cells.add(CompareWords.symbol(verdict) + " " + metric.path("metric").asText());
    if (columns.contains(Column.VALUES)) {
      cells.add(CompareWords.median(metric, "base"));
      cells.add(CompareWords.median(metric, "candidate"));
    }
    cells.add(CompareWords.shift(metric));
    if (columns.contains(Column.INTERVAL)) {
      cells.add(CompareWords.interval(metric));
    }
    if (columns.contains(Column.P)) {
      cells.add(CompareWords.p(metric.path("adjustedP")));
    }
    if (columns.contains(Column.PLOT)) {
      cells.add(ForestPlot.row(metric.path("effect")));
    }
    String note = columns.contains(Column.P) ? CompareWords.note(metric) : "";
    cells.add(verdict + (note.isEmpty() ? "" : " (" + note + ")"));
    return cells.toArray(String[]::new);
  }

  private static List<String> shapes(JsonNode document) {
    List<String> lines = new ArrayList<>();
    for (JsonNode shape : document.path("shapes")) {
      if (!shape.path("verdict").isNull()) {
        lines.add("▲ " + CompareWords.shape(shape) + "  SHAPE CHANGED");
      }
    }
    if (!lines.isEmpty()) {
      lines.addFirst("");
    }
    return lines;
  }

  private static List<String> foot(JsonNode document) {
    List<String> lines = new ArrayList<>();
    StringJoiner same = new StringJoiner(" · ");
    long aside = 0;
    long incidents = 0;
    for (JsonNode metric : document.path("metrics")) {
      switch (metric.path("role").asText()) {
        case "same" -> {
          String name = metric.path("metric").asText();
          if (name.startsWith("incidents ")) {
            incidents++;
          } else if (!name.startsWith("volume ") && !name.startsWith("phase ")) {
            same.add(name + " " + CompareWords.median(metric, "base"));
          }
        }
        case "aside" -> aside++;
        default -> {}
      }
    }
    if (incidents > 0) {
      same.add("incidents of %d classes".formatted(incidents));
    }
    if (same.length() > 0) {
      lines.add("the same in every run: " + same);
    }
    if (aside > 0) {
      lines.add(
          "not judged: %s; these runs can judge %s at once, --metric GLOB says which"
              .formatted(
                  Figures.count(aside, "metric"),
                  Figures.count(document.path("terms").path("mostMetrics").asLong())));
    }
    return lines;
  }

  /** A line for each command, whole however narrow the terminal is: they are to be pasted. */
  private static List<String> toTry(JsonNode document) {
    List<String> lines = new ArrayList<>();
    for (JsonNode error : document.path("errors")) {
      if (error.path("try").isTextual()) {
        lines.add("");
        String head = "try: ";
        for (String command : error.path("try").asText().split("; ", -1)) {
          lines.add(head + command);
          head = " ".repeat(head.length());
        }
      }
    }
    return lines;
  }

  private static List<String> end(JsonNode document) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "next     %s %s -o json".formatted(Launcher.command(), CompareWords.command(document)));
    int exitCode = document.path("exitCode").asInt();
    lines.add(
        exitCode == 0
            ? "exit 0"
            : "exit %d: %s".formatted(exitCode, document.path("verdict").asText()));
    return lines;
  }
}
