package dev.straingauge.archiver.page;

import dev.straingauge.archiver.words.Figures;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Two distributions over each other: a line for all runs of a side, a band from the lowest to the
 * highest of its runs. As percentiles (x: the logarithm of 1 ÷ (1 − q), y: time), or as shares (x:
 * time, y: the share that had ended by then).
 */
final class OverlayChart {

  private static final int WIDTH = 720;
  private static final int HEIGHT = 330;
  private static final double LEFT = 64;
  private static final double RIGHT = WIDTH - 24.0;
  private static final double TOP = 44;
  private static final double BOTTOM = HEIGHT - 44.0;
  private static final int STEPS = 96;
  private static final double[] PERCENTILES = {2, 10, 100, 1_000, 10_000, 100_000};
  private static final String[] LABELS = {"50 %", "90 %", "99 %", "99.9 %", "99.99 %", "99.999 %"};

  private final Overlay base;
  private final Overlay candidate;
  private final double least;
  private final double most;

  OverlayChart(Overlay base, Overlay candidate) {
    this.base = base;
    this.candidate = candidate;
    List<Curve.Point> all = new ArrayList<>(base.merged().points());
    all.addAll(candidate.merged().points());
    double lowest =
        all.stream().mapToDouble(Curve.Point::nanos).filter(x -> x > 0).min().orElse(1e6);
    this.least = lowest / 1.3;
    this.most =
        Math.max(lowest * 2, all.stream().mapToDouble(Curve.Point::nanos).max().orElse(1e9) * 1.3);
  }

  void percentiles(Markup out, String kind, String[] sides, String id) {
    Svg svg = begin(out, kind + ": percentiles of the response time", sides, id);
    Scale.Log x =
        new Scale.Log(
            1, Math.clamp(Math.max(base.count(), candidate.count()), 1_000, 100_000), LEFT, RIGHT);
    Scale.Log y = new Scale.Log(least, most, BOTTOM, TOP);
    for (int i = 0; i < PERCENTILES.length && PERCENTILES[i] <= x.to(); i++) {
      double at = x.at(PERCENTILES[i]);
      svg.line(at, TOP, at, BOTTOM, Ink.GRID, 0.6, "");
      svg.text(at, BOTTOM + 16, LABELS[i], Ink.QUIET, at > RIGHT - 20 ? "end" : "middle");
    }
    for (Scale.Tick tick : Scale.durations(least, most)) {
      svg.line(LEFT, y.at(tick.value()), RIGHT, y.at(tick.value()), Ink.GRID, 0.6, "");
      svg.text(LEFT - 6, y.at(tick.value()) + 4, tick.label(), Ink.QUIET, "end");
    }
    band(svg, base, x, y, Ink.NO_DATA);
    band(svg, candidate, x, y, Ink.UPPER);
    svg.path(byPercentile(base.merged(), x, y), Ink.TEXT, 2, "5 3");
    svg.path(byPercentile(candidate.merged(), x, y), Ink.UPPER, 2, "");
    svg.text(
        LEFT,
        HEIGHT - 8,
        "share of those that started, which had ended by then",
        Ink.QUIET,
        "start");
    svg.end();
  }

  void shares(Markup out, String kind, String[] sides, String id) {
    Svg svg = begin(out, kind + ": share that had ended by a time", sides, id);
    Scale.Log x = new Scale.Log(least, most, LEFT, RIGHT);
    Scale.Linear y = new Scale.Linear(0, 1, BOTTOM, TOP);
    for (Scale.Tick tick : Scale.durations(least, most)) {
      svg.line(x.at(tick.value()), TOP, x.at(tick.value()), BOTTOM, Ink.GRID, 0.6, "");
      svg.text(x.at(tick.value()), BOTTOM + 16, tick.label(), Ink.QUIET, "middle");
    }
    for (int i = 0; i <= 4; i++) {
      svg.line(LEFT, y.at(i / 4.0), RIGHT, y.at(i / 4.0), Ink.GRID, 0.6, "");
      svg.text(LEFT - 6, y.at(i / 4.0) + 4, 25 * i + " %", Ink.QUIET, "end");
    }
    svg.path(byTime(base.merged(), x, y), Ink.TEXT, 2, "5 3");
    svg.path(byTime(candidate.merged(), x, y), Ink.UPPER, 2, "");
    svg.text(LEFT, HEIGHT - 8, "response time", Ink.QUIET, "start");
    svg.end();
  }

  private Svg begin(Markup out, String title, String[] sides, String id) {
    Svg svg =
        Svg.begin(
            out,
            id,
            WIDTH,
            HEIGHT,
            title,
            "Dashed: %s, %s started. Solid: %s, %s started. What did not succeed never ended: a curve stops where the data stop. The table of metrics holds the percentiles."
                .formatted(
                    sides[0],
                    Figures.count(base.count()),
                    sides[1],
                    Figures.count(candidate.count())));
    svg.label(LEFT, 14, title, Ink.TEXT, "start");
    svg.line(LEFT, 30, LEFT + 24, 30, Ink.TEXT, 2, "5 3");
    svg.text(LEFT + 30, 34, sides[0], Ink.QUIET, "start");
    svg.line(LEFT + 300, 30, LEFT + 324, 30, Ink.UPPER, 2, "");
    svg.text(LEFT + 330, 34, sides[1], Ink.QUIET, "start");
    svg.line(LEFT, BOTTOM, RIGHT, BOTTOM, Ink.QUIET, 1, "");
    return svg;
  }

  /** Where a run ends before a percentile, the band has no upper end there. */
  private void band(Svg svg, Overlay side, Scale.Log x, Scale.Log y, Ink ink) {
    if (side.runs().size() < 2) {
      return;
    }
    List<String> upper = new ArrayList<>();
    List<String> lower = new ArrayList<>();
    for (int i = 0; i <= STEPS; i++) {
      double at = LEFT + (RIGHT - LEFT) * i / STEPS;
      double left = 1 / StrictMath.exp(StrictMath.log(x.to()) * i / STEPS);
      double low = Double.POSITIVE_INFINITY;
      double high = 0;
      for (Curve run : side.runs()) {
        OptionalDouble nanos = run.at(left);
        low = Math.min(low, nanos.orElse(Double.POSITIVE_INFINITY));
        high = Math.max(high, nanos.orElse(Double.POSITIVE_INFINITY));
      }
      if (low == Double.POSITIVE_INFINITY) {
        break;
      }
      upper.add(Svg.of(at) + " " + Svg.of(y.at(Math.clamp(high, least, most))));
      lower.addFirst(Svg.of(at) + " " + Svg.of(y.at(Math.clamp(low, least, most))));
    }
    if (upper.size() > 1) {
      svg.area("M" + String.join("L", upper) + "L" + String.join("L", lower) + "z", ink, "0.2");
    }
  }

  private String byPercentile(Curve curve, Scale.Log x, Scale.Log y) {
    StringBuilder path = new StringBuilder();
    for (Curve.Point point : curve.points()) {
      double place = point.left() <= 0 ? x.to() : Math.min(1 / point.left(), x.to());
      add(path, x.at(place), y.at(Math.clamp(point.nanos(), least, most)));
    }
    return path.toString();
  }

  private String byTime(Curve curve, Scale.Log x, Scale.Linear y) {
    StringBuilder path = new StringBuilder();
    for (Curve.Point point : curve.points()) {
      add(path, x.at(Math.clamp(point.nanos(), least, most)), y.at(1 - point.left()));
    }
    return path.toString();
  }

  private static void add(StringBuilder path, double x, double y) {
    path.append(path.isEmpty() ? 'M' : 'L').append(Svg.of(x)).append(' ').append(Svg.of(y));
  }
}
