package dev.straingauge.archiver.compare;

import dev.straingauge.archiver.metrics.Glob;
import java.util.List;

/**
 * How two groups are compared.
 *
 * @param alpha share of false alarms that is accepted, in (0, 1); intervals have confidence 1 −
 *     alpha
 * @param minEffect relative change below which nothing is said to have changed, in (0, 10]; of
 *     shapes the share of operations
 * @param metrics names of the metrics to judge, {@code *} stands for any text; empty: those that
 *     matter most, as many as the runs can judge
 */
public record Terms(double alpha, double minEffect, List<String> metrics) {

  /** The minimum effect of shares: one point of percent. */
  public static final double MIN_POINTS = 0.01;

  /** What is taken when nothing is said. */
  public static final Terms DEFAULT = new Terms(0.01, 0.05, List.of());

  /**
   * @throws IllegalArgumentException if a number is outside its range
   */
  public Terms {
    if (!(alpha > 0 && alpha < 1)) {
      throw new IllegalArgumentException(
          "compare with alpha %s (expected above 0 and below 1)".formatted(alpha));
    }
    if (!(minEffect > 0 && minEffect <= 10)) {
      throw new IllegalArgumentException(
          "compare with a minimum effect of %s (expected above 0 and at most 10, 0.05 is 5 %%)"
              .formatted(minEffect));
    }
    metrics = List.copyOf(metrics);
  }

  /** Whether the user asks for that metric; false for all when nothing is asked for. */
  boolean asksFor(String metric) {
    return Glob.fitsAny(metrics, metric);
  }
}
