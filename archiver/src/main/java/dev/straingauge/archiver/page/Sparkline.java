package dev.straingauge.archiver.page;

import dev.straingauge.event.RuleEpisode;
import org.jspecify.annotations.Nullable;

/**
 * The value of a rule ÷ its bound over time: 1 is the bound, beyond 2 it is cut. Where small values
 * are bad it is bound ÷ value, so that up is always worse.
 */
final class Sparkline {

  static final int WIDTH = 200;
  private static final int HEIGHT = 34;
  private static final double MOST = 2;

  private Sparkline() {}

  static void draw(Markup out, Contents contents, RuleLine line, String id) {
    Double bound = line.bound();
    Svg svg =
        Svg.begin(
            out,
            id,
            WIDTH,
            HEIGHT,
            "%s of %s: value ÷ bound over time".formatted(line.summary.getRule(), of(line)),
            "The dashed line is the bound; shaded: it fired. Up is worse.");
    TimeFrame frame = new TimeFrame(contents, 1, WIDTH - 1);
    Scale.Linear y = new Scale.Linear(0, MOST, HEIGHT - 2, 2);
    for (RuleEpisode episode : line.summary.getEpisodes()) {
      double from = frame.atMoment(episode.getSince());
      Long cleared = episode.getClearedAt();
      double to = cleared == null ? WIDTH - 1 : frame.atMoment(cleared);
      svg.rect(from, 2, Math.max(2, to - from), HEIGHT - 4, Ink.CRITICAL, "0.18");
    }
    svg.line(1, HEIGHT - 2, WIDTH - 1, HEIGHT - 2, Ink.GRID, 1, "");
    svg.line(1, y.at(1), WIDTH - 1, y.at(1), Ink.CRITICAL, 1, "4 3");
    double[] shares = shares(line, bound);
    if (isEmpty(shares)) {
      svg.text(WIDTH / 2.0, HEIGHT - 6, "no value in any window", Ink.QUIET, "middle");
    }
    svg.path(frame.steps(shares, contents.time().columnNanos(), y, 2), Ink.TEXT, 1.5, "");
    svg.end();
  }

  static String of(RuleLine line) {
    String name = line.summary.getSeries().getOperation();
    return name.isEmpty() ? "all" : name;
  }

  /** Per column value ÷ bound, at most 2; NaN where there is none. */
  static double[] shares(RuleLine line, @Nullable Double bound) {
    double[] shares = new double[line.values.length];
    for (int i = 0; i < shares.length; i++) {
      shares[i] =
          bound == null || Double.isNaN(line.values[i])
              ? Double.NaN
              : Math.min(MOST, share(line.values[i], bound, line.summary.getAbove()));
    }
    return shares;
  }

  /** Without a positive bound any excess is beyond the scale. */
  private static double share(double value, double bound, boolean above) {
    double part = above ? value : bound;
    double whole = above ? bound : value;
    if (whole > 0) {
      return part / whole;
    }
    return part > 0 ? MOST : 0;
  }

  private static boolean isEmpty(double[] values) {
    for (double value : values) {
      if (!Double.isNaN(value)) {
        return false;
      }
    }
    return true;
  }
}
