package dev.straingauge.archiver.page;

import com.fasterxml.jackson.databind.JsonNode;
import dev.straingauge.archiver.compare.CompareWords;

/**
 * The effect of a metric as an interval: the shaded band is the minimum effect, the ends of the
 * scale are four times that, an arrow leaves the scale. The same as in the terminal.
 */
final class ForestRow {

  private static final int WIDTH = 260;
  private static final int HEIGHT = 26;
  private static final int BOUNDS = 4;
  private static final double LEFT = 8;
  private static final double RIGHT = WIDTH - 8.0;
  private static final double MIDDLE = HEIGHT / 2.0;
  private static final Scale.Linear X = new Scale.Linear(-BOUNDS, BOUNDS, LEFT, RIGHT);

  private ForestRow() {}

  /** What the scale means, of metrics whose effect is a share. */
  static String heading(double minEffect) {
    return "−%1$s · −%2$s · 0 · +%2$s · +%1$s"
        .formatted(CompareWords.share(BOUNDS * minEffect), CompareWords.share(minEffect));
  }

  static void draw(Markup out, JsonNode metric, String id) {
    Svg svg =
        Svg.begin(
            out,
            id,
            WIDTH,
            HEIGHT,
            metric.path("metric").asText() + ": shift and its interval",
            CompareWords.line(metric));
    svg.rect(X.at(-1), 2, X.at(1) - X.at(-1), HEIGHT - 4, Ink.BAND, "1");
    for (int tick : new int[] {-BOUNDS, -1, 1, BOUNDS}) {
      svg.line(X.at(tick), 2, X.at(tick), HEIGHT - 2, Ink.GRID, 1, "2 2");
    }
    svg.line(X.at(0), 1, X.at(0), HEIGHT - 1, Ink.QUIET, 1, "");
    JsonNode effect = metric.path("effect");
    double bound = effect.path("bound").asDouble(0);
    JsonNode low = effect.path("interval").path(0);
    JsonNode high = effect.path("interval").path(1);
    boolean open = !low.isNumber() || (isRelative(effect) && low.asDouble() <= -1);
    if (bound <= 0 || (open && !high.isNumber())) {
      svg.text(LEFT + 4, MIDDLE + 4, "nothing to draw", Ink.QUIET, "start");
    } else {
      Ink ink = ink(metric.path("verdict").asText());
      side(svg, open ? -Double.MAX_VALUE : low.asDouble() / bound, ink, -1);
      side(svg, high.isNumber() ? high.asDouble() / bound : Double.MAX_VALUE, ink, 1);
      double from = place(open ? -Double.MAX_VALUE : low.asDouble() / bound);
      double to = place(high.isNumber() ? high.asDouble() / bound : Double.MAX_VALUE);
      // of one that is wholly beyond the scale a piece is seen, with its arrow
      svg.line(Math.min(from, RIGHT - 20), MIDDLE, Math.max(to, LEFT + 20), MIDDLE, ink, 2, "");
      estimate(svg, effect.path("estimate"), bound, ink);
    }
    svg.end();
  }

  /** The end of the interval: a bar, or an arrow where it goes on; nothing beyond the other end. */
  private static void side(Svg svg, double bounds, Ink ink, int direction) {
    if (bounds * direction < -BOUNDS) {
      return;
    }
    double at = place(bounds);
    if (bounds * direction > BOUNDS) {
      svg.path(
          "M%s %sl%s -5m%s 5l%s 5"
              .formatted(
                  Svg.of(at),
                  Svg.of(MIDDLE),
                  Svg.of(-6.0 * direction),
                  Svg.of(6.0 * direction),
                  Svg.of(-6.0 * direction)),
          ink,
          2,
          "");
    } else {
      svg.line(at, MIDDLE - 5, at, MIDDLE + 5, ink, 2, "");
    }
  }

  private static void estimate(Svg svg, JsonNode estimate, double bound, Ink ink) {
    double bounds = estimate.path(0).asDouble() / bound;
    if (estimate.path(0).isNumber()
        && estimate.path(0).equals(estimate.path(1))
        && Math.abs(bounds) <= BOUNDS) {
      svg.area(Svg.circle(X.at(bounds), MIDDLE, 4), ink, "1");
    }
  }

  private static boolean isRelative(JsonNode effect) {
    return effect.path("kind").asText().equals("relative");
  }

  private static double place(double bounds) {
    return X.at(Math.clamp(bounds, -BOUNDS, BOUNDS));
  }

  /** The colour of a verdict; the word stands beside it. */
  static Ink ink(String verdict) {
    return switch (verdict) {
      case "REGRESSION" -> Ink.CRITICAL;
      case "IMPROVEMENT" -> Ink.PASS;
      case "SHAPE CHANGED" -> Ink.ELEVATED;
      default -> Ink.QUIET;
    };
  }
}
