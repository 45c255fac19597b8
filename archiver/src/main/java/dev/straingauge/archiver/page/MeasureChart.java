package dev.straingauge.archiver.page;

/** One series of measurements: the largest value per column. */
final class MeasureChart {

  private static final int WIDTH = 540;
  private static final int HEIGHT = 150;
  private static final double LEFT = 64;
  private static final double RIGHT = WIDTH - 14.0;
  private static final double TOP = 28;
  private static final double BOTTOM = HEIGHT - 24.0;

  private MeasureChart() {}

  static void draw(Markup out, Contents contents, EventFold.Measured series, String id) {
    double most = 0;
    double least = 0;
    for (double value : series.largest()) {
      most = Double.isNaN(value) ? most : Math.max(most, value);
      least = Double.isNaN(value) ? least : Math.min(least, value);
    }
    String unit = series.unit().isEmpty() ? "" : ", " + series.unit();
    Svg svg =
        Svg.begin(
            out,
            id,
            WIDTH,
            HEIGHT,
            series.name() + unit + (contents.isSimulated() ? " (simulated cluster)" : ""),
            "The largest value per %s; at most %s in the run."
                .formatted(RunTime.width(contents.time().columnNanos()), Words.measured(most)));
    svg.label(LEFT - 56, 14, series.name() + unit + Words.simulated(contents), Ink.TEXT, "start");
    TimeFrame frame = new TimeFrame(contents, LEFT, RIGHT);
    frame.ground(svg, TOP, BOTTOM);
    Scale.Linear y =
        new Scale.Linear(
            least, most > least ? most + (most - least) * 0.05 : least + 1, BOTTOM, TOP);
    for (double value : most > least ? new double[] {least, most} : new double[] {least}) {
      svg.line(LEFT, y.at(value), RIGHT, y.at(value), Ink.GRID, 0.6, "");
      svg.text(LEFT - 6, y.at(value) + 4, Words.measured(value), Ink.QUIET, "end");
    }
    svg.path(
        frame.steps(series.largest(), contents.time().columnNanos(), y, TOP), Ink.PASS, 1.6, "");
    frame.axis(svg, BOTTOM);
    svg.end();
  }
}
