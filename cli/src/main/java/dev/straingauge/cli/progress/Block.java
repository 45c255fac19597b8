package dev.straingauge.cli.progress;

import dev.straingauge.archiver.words.Figures;
import dev.straingauge.cli.summary.Grid;
import dev.straingauge.cli.terminal.Style;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Draws a view as at most 12 lines of at most {@code width} columns. Pure. */
final class Block {

  static final int MOST_LINES = 12;

  private static final int MOST_ROWS = 6;
  private static final double TOO_EARLY = 0.02;

  private Block() {}

  static List<String> lines(LiveView view, int width, Style style) {
    List<String> lines = new ArrayList<>();
    lines.add(state(view, width));
    lines.add(bar(view, width));
    lines.add(load(view));
    lines.addAll(rows(view, width));
    if (view.rules().total() > 0) {
      lines.add(rules(view.rules()));
    }
    notes(view).ifPresent(lines::add);
    return lines.stream()
        .map(style::plain)
        .map(line -> cut(line, width))
        .limit(MOST_LINES)
        .toList();
  }

  /** Never loses its end: where it is too long, the run id gives way. */
  private static String state(LiveView view, int width) {
    String step =
        view.step().isEmpty()
            ? ""
            : "%s %d/%d".formatted(view.step(), view.stepIndex(), view.steps());
    String right =
        "%s   %s/%s   %3.0f %%"
            .formatted(
                step,
                Figures.offset(view.at()),
                Figures.offset(view.planned()),
                Math.floor(view.fraction() * 100));
    String left = view.state().words() + "  " + view.run();
    int room = width - Grids.length(right) - 2;
    return Grids.pad(cut(left, Math.max(room, 0)), room) + "  " + right;
  }

  private static String bar(LiveView view, int width) {
    String right = "   " + left(view) + "Ctrl-C ends cleanly";
    int cells = Math.max(10, width - Grids.length(right));
    int full = (int) Math.floor(view.fraction() * cells);
    return "━".repeat(full) + "─".repeat(cells - full) + right;
  }

  private static String left(LiveView view) {
    if (view.state() != LiveView.State.RUNNING || view.fraction() < TOO_EARLY) {
      return "";
    }
    double whole = view.elapsed().toNanos() / view.fraction();
    long seconds = Duration.ofNanos((long) (whole - view.elapsed().toNanos())).toSeconds();
    return seconds < 90
        ? "about %d s left · ".formatted(seconds)
        : "about %d min left · ".formatted((seconds + 30) / 60);
  }

  private static String load(LiveView view) {
    String rates =
        view.offered() < 0
            ? "offered no data   achieved no data"
            : "offered %s   achieved %s"
                .formatted(Figures.rate(view.offered()), Figures.rate(view.achieved()));
    String behind =
        view.behind().isNegative()
            ? "analysis: no window yet"
            : "analysis %s behind".formatted(Figures.time(view.behind().toNanos()));
    return "load  %s   in flight %s   lag p99 %s   %s"
        .formatted(rates, Figures.count(view.inFlight()), Figures.time(view.lagP99Nanos()), behind);
  }

  private static String rules(RulesView rules) {
    String symbol =
        rules.critical() + rules.warning() > 0
            ? "✗"
            : rules.elevated() > 0 ? "▲" : rules.noData() > 0 ? "?" : "✓";
    return "%s rules  %s%s"
        .formatted(
            symbol, rules.words(), rules.worst().isEmpty() ? "" : "   worst: " + rules.worst());
  }

  private static List<String> rows(LiveView view, int width) {
    if (view.rows().isEmpty()) {
      return List.of();
    }
    Grid grid =
        new Grid(
            "operation",
            "started",
            "ok",
            "failed",
            "timed out",
            "open",
            "complete",
            "last 1 min: rate/s",
            "p50",
            "p95",
            "n");
    List<LiveView.Row> most =
        view.rows().stream()
            .sorted(
                Comparator.comparingLong(LiveView.Row::started)
                    .reversed()
                    .thenComparing(LiveView.Row::operation))
            .limit(view.rows().size() > MOST_ROWS ? MOST_ROWS - 1 : MOST_ROWS)
            .toList();
    view.rows().stream().filter(most::contains).forEach(row -> row(grid, row));
    List<String> lines = new ArrayList<>(grid.fitting(width));
    int more = view.rows().size() - most.size();
    if (more > 0) {
      lines.add("… %d more kinds".formatted(more));
    }
    return lines;
  }

  private static void row(Grid grid, LiveView.Row row) {
    grid.row(
        row.operation(),
        Figures.count(row.started()),
        Figures.count(row.succeeded()),
        Figures.count(row.failed()),
        Figures.count(row.timedOut()),
        Figures.count(row.open()),
        row.started() == 0 ? "no data" : Figures.percent((double) row.succeeded() / row.started()),
        "%.1f".formatted(row.window().perSecond()),
        row.window().p50(),
        row.window().p95(),
        Figures.count(row.window().n()));
  }

  private static java.util.Optional<String> notes(LiveView view) {
    List<LiveView.Note> faults = view.notes().stream().filter(note -> !note.step()).toList();
    if (faults.isEmpty()) {
      return java.util.Optional.empty();
    }
    StringBuilder line = new StringBuilder();
    for (LiveView.Note note : faults.subList(Math.max(0, faults.size() - 3), faults.size())) {
      line.append(line.isEmpty() ? "" : "   ")
          .append(Figures.offset(note.at()))
          .append(' ')
          .append(note.text());
    }
    return java.util.Optional.of(line.toString());
  }

  private static String cut(String line, int width) {
    return Grids.length(line) <= width
        ? line
        : line.substring(0, line.offsetByCodePoints(0, width));
  }

  /** Widths in code points: all symbols that we use take one column. */
  private static final class Grids {
    static int length(String text) {
      return text.codePointCount(0, text.length());
    }

    static String pad(String text, int width) {
      return text + " ".repeat(Math.max(0, width - length(text)));
    }
  }
}
