package dev.straingauge.archiver.page;

import dev.straingauge.archiver.words.Figures;
import dev.straingauge.event.Distribution;
import dev.straingauge.event.OperationSummary;
import java.util.List;

/**
 * The percentiles of a kind: x is the logarithm of 1 ÷ (1 − q), y that of time, beside the heatmap
 * and on its scale. The curve over all that started ends where the data end; the one of the
 * survivors goes on, dotted, as if the others had never been.
 */
final class PercentilePlot {

  static final int WIDTH = 380;
  private static final double LEFT = 56;
  private static final double RIGHT = WIDTH - 20.0;
  private static final double TOP = HeatmapChart.TOP;
  private static final double BOTTOM = HeatmapChart.BOTTOM;
  private static final List<Scale.Tick> TICKS =
      List.of(
          new Scale.Tick(2, "50 %"),
          new Scale.Tick(10, "90 %"),
          new Scale.Tick(100, "99 %"),
          new Scale.Tick(1_000, "99.9 %"),
          new Scale.Tick(10_000, "99.99 %"),
          new Scale.Tick(100_000, "99.999 %"));

  private final OperationSummary operation;
  private final Scale.Log x;
  private final Scale.Log y;
  private final Svg svg;

  private PercentilePlot(
      Markup out, Contents contents, OperationSummary operation, TimeRows rows, String id) {
    this.operation = operation;
    double most = Math.clamp(operation.getResponse().getCount(), 1_000, 100_000);
    this.x = new Scale.Log(1, most, LEFT, RIGHT);
    this.y = rows.scale(BOTTOM, TOP);
    this.svg =
        Svg.begin(
            out,
            id,
            WIDTH,
            HeatmapChart.HEIGHT,
            "%s: percentiles of the response time%s"
                .formatted(
                    operation.getOperation(), contents.isSimulated() ? " (simulated cluster)" : ""),
            description(operation));
  }

  static void draw(
      Markup out,
      Contents contents,
      OperationSummary operation,
      TimeRows rows,
      List<Levels.Level> levels,
      String id) {
    new PercentilePlot(out, contents, operation, rows, id).draw(contents, rows, levels);
  }

  private static String description(OperationSummary operation) {
    Distribution all = operation.getResponse();
    return "p50 %s, p90 %s, p95 %s, p99 %s, p99.9 %s over all %s started; %s never took effect in time."
        .formatted(
            Words.quantile(all, all.getP50Nanos()),
            Words.quantile(all, all.getP90Nanos()),
            Words.quantile(all, all.getP95Nanos()),
            Words.quantile(all, all.getP99Nanos()),
            Words.quantile(all, all.getP999Nanos()),
            Figures.count(all.getCount()),
            Figures.count(lost(operation)));
  }

  private static long lost(OperationSummary operation) {
    return operation.getFailed() + operation.getTimedOut() + operation.getUnfinished();
  }

  private void draw(Contents contents, TimeRows rows, List<Levels.Level> levels) {
    svg.label(LEFT, 14, "percentiles" + Words.simulated(contents), Ink.TEXT, "start");
    legend();
    for (Scale.Tick tick : TICKS) {
      if (tick.value() <= x.to()) {
        double at = x.at(tick.value());
        svg.line(at, TOP, at, BOTTOM, Ink.GRID, 0.6, "");
        svg.text(at, BOTTOM + 16, tick.label(), Ink.QUIET, at > RIGHT - 20 ? "end" : "middle");
      }
    }
    for (Scale.Tick tick : Scale.durations(rows.lowest(), rows.highest())) {
      double at = y.at(tick.value());
      svg.line(LEFT, at, RIGHT, at, Ink.GRID, 0.6, "");
      svg.text(LEFT - 6, at + 4, tick.label(), Ink.QUIET, "end");
    }
    svg.line(LEFT, BOTTOM, RIGHT, BOTTOM, Ink.QUIET, 1, "");
    svg.text(LEFT, HeatmapChart.HEIGHT - 6, "share that had ended by then", Ink.QUIET, "start");
    for (Levels.Level level : levels) {
      if (level.nanos() <= rows.highest() && level.nanos() >= rows.lowest()) {
        svg.line(
            LEFT,
            y.atWhole(level.nanos()),
            RIGHT,
            y.atWhole(level.nanos()),
            level.ink(),
            1.2,
            "6 3");
      }
    }
    if (operation.getResponse().getCount() == 0) {
      svg.text((LEFT + RIGHT) / 2, (TOP + BOTTOM) / 2, "no data", Ink.QUIET, "middle");
    } else {
      curves(rows);
    }
    svg.end();
  }

  private void legend() {
    svg.line(LEFT, 30, LEFT + 20, 30, Ink.UPPER, 2, "");
    svg.text(
        LEFT + 24,
        34,
        "all %s started".formatted(Figures.count(operation.getResponse().getCount())),
        Ink.QUIET,
        "start");
    if (lost(operation) > 0) {
      svg.line(LEFT, 46, LEFT + 20, 46, Ink.NO_DATA, 1.6, "1.5 2.5");
      svg.text(
          LEFT + 24,
          50,
          "the %s survivors only".formatted(Figures.count(operation.getSucceeded())),
          Ink.QUIET,
          "start");
    }
  }

  private void curves(TimeRows rows) {
    List<Curve.Point> all = Curve.ofAll(operation).points();
    if (lost(operation) > 0) {
      svg.path(path(Curve.ofSurvivors(operation).points(), rows), Ink.NO_DATA, 1.6, "1.5 2.5");
    }
    svg.path(path(all, rows), Ink.UPPER, 2, "");
    Long above = operation.getResponse().getAboveNanos();
    if (above != null) {
      beyond(all.isEmpty() ? 1 : x(all.getLast()), above, rows);
    }
  }

  /** The rest has no end: an arrow from where the data stop, at the last time at which they did. */
  private void beyond(double from, long above, TimeRows rows) {
    double at = y.at(Math.clamp((double) above, rows.lowest(), rows.highest()));
    double start = Math.min(x.at(from), RIGHT - 14);
    String ends = "%s %s".formatted(Svg.of(RIGHT + 6), Svg.of(at));
    svg.path(
        "M%s %sL%sm-7 -4l7 4l-7 4".formatted(Svg.of(start), Svg.of(at), ends), Ink.CRITICAL, 2, "");
    svg.label(
        Math.min(start, RIGHT - 120),
        at - 7,
        "> %s: %s of %s"
            .formatted(
                Figures.time(above),
                Figures.count(lost(operation)),
                Figures.count(operation.getResponse().getCount())),
        Ink.CRITICAL,
        "start");
  }

  private double x(Curve.Point point) {
    return point.left() <= 0 ? x.to() : Math.min(1 / point.left(), x.to());
  }

  /** Points that are half a unit apart at least. */
  private String path(List<Curve.Point> points, TimeRows rows) {
    StringBuilder path = new StringBuilder();
    double lastX = -1;
    double lastY = -1;
    for (int i = 0; i < points.size(); i++) {
      Curve.Point point = points.get(i);
      double toX = x.at(x(point));
      double toY = y.at(Math.clamp(point.nanos(), rows.lowest(), rows.highest()));
      boolean last = i == points.size() - 1;
      if (path.isEmpty()) {
        path.append('M').append(Svg.of(LEFT)).append(' ').append(Svg.of(toY));
      }
      if (last || Math.abs(toX - lastX) + Math.abs(toY - lastY) >= 1) {
        path.append('L').append(Svg.of(toX)).append(' ').append(Svg.of(toY));
        lastX = toX;
        lastY = toY;
      }
    }
    return path.toString();
  }
}
