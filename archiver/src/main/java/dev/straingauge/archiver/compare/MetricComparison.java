package dev.straingauge.archiver.compare;

import dev.straingauge.archiver.metrics.Metric;
import org.jspecify.annotations.Nullable;

/**
 * One metric on both sides.
 *
 * @param name its name
 * @param unit its unit
 * @param better which direction is an improvement
 * @param base what the base says
 * @param candidate what the candidate says
 * @param effect by how much they differ; null when a side has no value
 * @param test how sure that is; null when it was not tested
 * @param verdict what is said of it; null when it was not judged
 * @param note why it was not judged, or what else is to be known; empty otherwise
 */
public record MetricComparison(
    String name,
    Metric.Unit unit,
    Metric.Direction better,
    Group base,
    Group candidate,
    @Nullable Effect effect,
    @Nullable Test test,
    @Nullable CompareVerdict verdict,
    String note) {

  /**
   * Outcome of the test of Mann and Whitney.
   *
   * @param p of this metric alone
   * @param adjusted for all that were judged, by Benjamini and Hochberg
   */
  public record Test(double p, double adjusted) {}
}
