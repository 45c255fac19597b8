package dev.straingauge.cli.summary;

import com.fasterxml.jackson.databind.JsonNode;
import dev.straingauge.archiver.compare.CompareWords;
import java.util.Arrays;

/**
 * Effects drawn as intervals on one scale: the middle is no change, the inner marks are the minimum
 * effect, the ends four times that. An arrow leaves the scale.
 */
final class ForestPlot {

  private static final int PER_BOUND = 4;
  private static final int BOUNDS = 4;
  private static final int MIDDLE = PER_BOUND * BOUNDS;
  private static final int WIDTH = 2 * MIDDLE + 1;

  private ForestPlot() {}

  /** The scale in words. */
  static String heading(double minEffect) {
    char[] line = blank(' ');
    put(line, 0, "−" + CompareWords.share(BOUNDS * minEffect));
    centre(line, MIDDLE - PER_BOUND - 1, "−" + CompareWords.share(minEffect));
    put(line, MIDDLE, "0");
    centre(line, MIDDLE + PER_BOUND + 1, "+" + CompareWords.share(minEffect));
    String last = "+" + CompareWords.share(BOUNDS * minEffect);
    put(line, WIDTH - last.length(), last);
    return new String(line);
  }

  /** The effect of a metric; the empty scale where there is none to draw. */
  static String row(JsonNode effect) {
    char[] line = blank(' ');
    line[0] = '┊';
    line[MIDDLE - PER_BOUND] = '┊';
    line[MIDDLE] = '│';
    line[MIDDLE + PER_BOUND] = '┊';
    line[WIDTH - 1] = '┊';
    double bound = effect.path("bound").asDouble(0);
    JsonNode low = effect.path("interval").path(0);
    JsonNode high = effect.path("interval").path(1);
    boolean unknown = !high.isNumber() && (!low.isNumber() || low.asDouble() <= -1);
    if (bound > 0 && !unknown) {
      draw(
          line,
          place(low, bound, Double.NEGATIVE_INFINITY),
          place(high, bound, Double.POSITIVE_INFINITY));
      JsonNode estimate = effect.path("estimate");
      double at = place(estimate.path(0), bound, Double.NaN);
      if (estimate.path(0).equals(estimate.path(1)) && at > -0.5 && at < WIDTH - 0.5) {
        line[(int) Math.round(at)] = '●';
      }
    }
    return new String(line).stripTrailing();
  }

  private static void draw(char[] line, double low, double high) {
    int from = (int) Math.round(Math.clamp(low, 0, WIDTH - 3));
    int to = (int) Math.round(Math.clamp(high, 2, WIDTH - 1));
    for (int i = from; i <= to; i++) {
      line[i] = '─';
    }
    line[from] = low < -0.5 ? '◀' : low >= WIDTH - 0.5 ? '─' : '├';
    line[to] = high > WIDTH - 0.5 ? '▶' : high <= -0.5 ? '─' : '┤';
  }

  private static double place(JsonNode value, double bound, double open) {
    return value.isNumber() ? MIDDLE + PER_BOUND * value.asDouble() / bound : open;
  }

  private static char[] blank(char fill) {
    char[] line = new char[WIDTH];
    Arrays.fill(line, fill);
    return line;
  }

  private static void centre(char[] line, int at, String text) {
    put(line, at - text.length() / 2, text);
  }

  private static void put(char[] line, int at, String text) {
    for (int i = 0; i < text.length() && at + i < line.length; i++) {
      if (at + i >= 0) {
        line[at + i] = text.charAt(i);
      }
    }
  }
}
