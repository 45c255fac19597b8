package dev.straingauge.archiver.statistics;

/**
 * A place where a series changes its level.
 *
 * @param index first point of the new regime, at least 1
 * @param from first point of the regime before
 * @param to first point after the new regime
 * @param meanBefore mean of [from, index)
 * @param meanAfter mean of [index, to)
 * @param p p-value of Student's t between the two; NaN for two equal constants
 */
public record ChangePoint(
    int index, int from, int to, double meanBefore, double meanAfter, double p) {

  /** The change at {@code index} between the regimes [from, index) and [index, to). */
  static ChangePoint between(double[] series, int from, int index, int to) {
    Moments left = Moments.of(series, from, index);
    Moments right = Moments.of(series, index, to);
    return new ChangePoint(
        index, from, to, left.mean(), right.mean(), Moments.studentP(left, right));
  }

  /**
   * How large it is, seen from the side where it is larger: max(|after/before − 1|, |before/after −
   * 1|), where the side whose divisor is 0 counts 0.
   */
  public double magnitude() {
    return Math.max(relative(meanBefore, meanAfter), relative(meanAfter, meanBefore));
  }

  private static double relative(double from, double to) {
    return from == 0 ? 0 : Math.abs(to / from - 1);
  }
}
