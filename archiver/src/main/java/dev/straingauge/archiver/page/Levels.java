package dev.straingauge.archiver.page;

import dev.straingauge.archiver.words.Figures;
import dev.straingauge.event.OperationSummary;
import dev.straingauge.event.RuleSummary;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The bounds that hold for the response time of a kind of operation. */
final class Levels {

  /**
   * A bound.
   *
   * @param nanos its value
   * @param ink its level's
   * @param label what it says
   */
  record Level(long nanos, Ink ink, String label) {}

  private static final Comparator<Level> HIGHEST_FIRST =
      Comparator.comparingLong(Level::nanos).reversed().thenComparing(Level::label);

  private Levels() {}

  static List<Level> of(Contents contents, OperationSummary operation) {
    List<Level> levels = new ArrayList<>();
    for (RuleSummary rule : contents.summary().getRules()) {
      String of = rule.getSeries().getOperation();
      boolean ours =
          rule.getMetric().equals("response")
              && rule.getUnit().equals("seconds")
              && rule.getSeries().getMeasure().equals("operation")
              && (of.isEmpty() || of.equals(operation.getOperation()));
      if (ours) {
        add(levels, rule, rule.getWarningBillionths(), "warning", Ink.WARNING);
        add(levels, rule, rule.getCriticalBillionths(), "critical", Ink.CRITICAL);
      }
    }
    return levels;
  }

  private static void add(
      List<Level> levels, RuleSummary rule, @Nullable Long bound, String word, Ink ink) {
    if (bound != null && bound > 0) {
      levels.add(
          new Level(
              bound, ink, "%s %s %s".formatted(word, rule.getStatistic(), Figures.time(bound))));
    }
  }

  /** Lines of the bounds; of one that is far from the data only its name, at the top. */
  static void draw(
      Svg svg,
      List<Level> levels,
      TimeRows rows,
      Scale.Log y,
      double left,
      double right,
      double top) {
    List<Level> sorted = levels.stream().sorted(HIGHEST_FIRST).toList();
    for (Level level : sorted) {
      if (level.nanos() <= rows.highest()) {
        double at = place(level, rows, y);
        svg.line(left, at, right, at, Ink.PAPER, 3, "");
        svg.line(left, at, right, at, level.ink(), 1.2, "6 3");
      }
    }
    double used = top - 4;
    for (Level level : sorted) {
      boolean far = level.nanos() > rows.highest();
      double at = far ? top : place(level, rows, y);
      used = Math.max(at - 4 < used + 12 ? at + 12 : at - 4, used + 12);
      svg.label(right - 4, used, far ? "↑ " + level.label() : level.label(), level.ink(), "end");
    }
  }

  private static double place(Level level, TimeRows rows, Scale.Log y) {
    return Math.min(y.at(Math.max((double) level.nanos(), rows.lowest())), y.start());
  }
}
