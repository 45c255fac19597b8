package dev.straingauge.archiver.page;

import dev.straingauge.event.StepSummary;
import java.util.ArrayList;
import java.util.List;

/** The load over time: offered, achieved and lost per second, what was open, and the lag. */
final class LoadChart {

  static final int WIDTH = 1100;
  static final int HEIGHT = 372;
  private static final double LEFT = 64;
  private static final double RIGHT = WIDTH - 14.0;

  private final Contents contents;
  private final Column[] columns;
  private final long columnNanos;
  private final TimeFrame frame;
  private final Svg svg;

  private LoadChart(Markup out, Contents contents, Column[] columns) {
    this.contents = contents;
    this.columns = columns;
    this.columnNanos = contents.time().columnNanos();
    this.frame = new TimeFrame(contents, LEFT, RIGHT);
    this.svg =
        Svg.begin(
            out,
            "load",
            WIDTH,
            HEIGHT,
            "Load over time" + (contents.isSimulated() ? " (simulated cluster)" : ""),
            "Per second in columns of %s: offered, that is planned for then, achieved, that is succeeded then, and lost, that is failed or timed out; operations open; mean time from intended to actual start. The table below holds the numbers."
                .formatted(RunTime.width(columnNanos)));
  }

  static void draw(Markup out, Contents contents) {
    new LoadChart(out, contents, columns(contents)).draw();
  }

  /** All kinds that the plan draws, together. */
  static Column[] columns(Contents contents) {
    Column[] sum = Column.empty(contents.time().columns());
    List<String> kinds =
        contents.planned().isEmpty()
            ? contents.summary().getOperations().stream().map(o -> o.getOperation()).toList()
            : contents.planned();
    for (String kind : kinds) {
      Column[] columns = contents.slices().operation(kind);
      for (int i = 0; i < columns.length; i++) {
        sum[i].add(columns[i]);
      }
    }
    return sum;
  }

  private void draw() {
    svg.label(LEFT, 14, "operations per second" + Words.simulated(contents), Ink.TEXT, "start");
    legend();
    frame.phases(svg, 30);
    double[] achieved = new double[columns.length];
    double[] lost = new double[columns.length];
    double[] offered = new double[columns.length];
    double[] open = new double[columns.length];
    double[] lag = new double[columns.length];
    for (int i = 0; i < columns.length; i++) {
      Column one = columns[i];
      double seconds = seconds(i);
      achieved[i] = one.succeeded / seconds;
      lost[i] = one.lost() / seconds;
      offered[i] = isOpenLoad(i) ? (one.started + one.skipped) / seconds : Double.NaN;
      open[i] = one.mostInFlight;
      lag[i] = one.meanLagNanos() < 0 ? Double.NaN : one.meanLagNanos() / 1e6;
    }
    panel(
        36,
        180,
        "",
        List.of(
            new Line(achieved, Ink.PASS, 1.8, "", false),
            new Line(offered, Ink.TEXT, 1.2, "5 3", false),
            new Line(lost, Ink.CRITICAL, 1.4, "", true)));
    frame.faults(svg, 48);
    panel(206, 262, "in flight", List.of(new Line(open, Ink.QUIET, 1.4, "", true)));
    panel(288, 330, "lag, ms", List.of(new Line(lag, Ink.UPPER, 1.4, "", false)));
    frame.axis(svg, 330);
    svg.text(LEFT, HEIGHT - 6, "time since the start of the run", Ink.QUIET, "start");
    svg.end();
  }

  private void legend() {
    double at = RIGHT - 330;
    svg.line(at, 10, at + 20, 10, Ink.TEXT, 1.2, "5 3");
    svg.text(at + 24, 14, "offered", Ink.QUIET, "start");
    svg.line(at + 84, 10, at + 104, 10, Ink.PASS, 1.8, "");
    svg.text(at + 108, 14, "achieved", Ink.QUIET, "start");
    svg.line(at + 178, 10, at + 198, 10, Ink.CRITICAL, 1.4, "");
    svg.text(at + 202, 14, "failed or timed out", Ink.QUIET, "start");
  }

  /** Observed seconds of a column: the last one ends with the run. */
  private double seconds(int column) {
    long from = column * columnNanos;
    return (Math.min(from + columnNanos, contents.time().length()) - from) / 1e9;
  }

  /** Closed load has no plan for its starts. */
  private boolean isOpenLoad(int column) {
    long middle = contents.time().start() + column * columnNanos + columnNanos / 2;
    for (StepSummary step : contents.summary().getSteps()) {
      Long ended = step.getEndedAt();
      if (step.getStartedAt() <= middle && (ended == null || middle < ended)) {
        return step.getPlanned() != null;
      }
    }
    return false;
  }

  @SuppressWarnings("ArrayRecordComponent") // a carrier, never compared
  private record Line(double[] values, Ink ink, double width, String dash, boolean filled) {}

  private void panel(double top, double bottom, String name, List<Line> lines) {
    double most = 0;
    for (Line line : lines) {
      for (double value : line.values()) {
        most = Math.max(most, Double.isNaN(value) ? 0 : value);
      }
    }
    double scaleTo = most == 0 ? 1 : most * 1.05;
    Scale.Linear y = new Scale.Linear(0, scaleTo, bottom, top);
    frame.ground(svg, top, bottom);
    List<Scale.Tick> ticks = new ArrayList<>(Scale.amounts(scaleTo));
    for (Scale.Tick tick : bottom - top < 80 ? ends(ticks) : ticks) {
      svg.line(LEFT, y.at(tick.value()), RIGHT, y.at(tick.value()), Ink.GRID, 0.6, "");
      svg.text(LEFT - 6, y.at(tick.value()) + 4, tick.label(), Ink.QUIET, "end");
    }
    svg.line(LEFT, bottom, RIGHT, bottom, Ink.QUIET, 1, "");
    if (!name.isEmpty()) {
      svg.label(LEFT, top - 6, most == 0 ? name + ": 0 throughout" : name, Ink.TEXT, "start");
    }
    for (Line line : lines) {
      String path = frame.steps(line.values(), columnNanos, y, top);
      if (line.filled() && !path.isEmpty()) {
        svg.area(filled(path, bottom), line.ink(), "0.25");
      }
      svg.path(path, line.ink(), line.width(), line.dash());
    }
  }

  private static List<Scale.Tick> ends(List<Scale.Tick> ticks) {
    return ticks.size() < 2 ? ticks : List.of(ticks.getFirst(), ticks.getLast());
  }

  /** A step line down to the ground: it goes on from its first point to its last. */
  private static String filled(String path, double bottom) {
    String start = path.substring(1, path.indexOf(' '));
    return path.indexOf('M', 1) < 0 ? path + "V%sH%sz".formatted(Svg.of(bottom), start) : "";
  }
}
