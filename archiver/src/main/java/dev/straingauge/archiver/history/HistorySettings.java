package dev.straingauge.archiver.history;

import dev.straingauge.archiver.statistics.EDivisive;

/**
 * How changes are found and when one is believed.
 *
 * @param search the detector
 * @param gated whether a change needs to be confirmed; without it every change that the detector
 *     finds is listed as it is, and no run is taken for an outlier
 * @param minEffect smallest effect that is confirmed: a relative change, 0.05 for 5 %
 * @param minRatioEffect the same of ratios, as a difference: 0.01 for one percentage point
 */
public record HistorySettings(
    EDivisive search, boolean gated, double minEffect, double minRatioEffect) {

  /** What holds unless somebody wants it otherwise. */
  public static final HistorySettings DEFAULT =
      new HistorySettings(EDivisive.PUBLISHED, true, 0.05, 0.01);

  /** Runs that the regime before a change needs. */
  static final int LEAST_BEFORE = 5;

  /** Runs that the new regime needs. */
  static final int LEAST_SINCE = 3;

  /** Mann-Whitney's p between the two must be below. */
  static final double MOST_P = 0.003;

  /** Evaluations, one after the other, that must find the change. */
  static final int EVALUATIONS = 2;

  /** By how many runs a change may move from one evaluation to the next and be the same. */
  static final int TOLERANCE = 2;

  /**
   * @throws IllegalArgumentException if an effect is negative or not a number
   */
  public HistorySettings {
    if (!(minEffect >= 0) || !(minRatioEffect >= 0)) {
      throw new IllegalArgumentException(
          "minimum effect %s, of ratios %s: negative (expected at least 0)"
              .formatted(minEffect, minRatioEffect));
    }
  }

  /** Least number of runs after which anything can be confirmed. */
  public static int leastRuns() {
    return LEAST_BEFORE + LEAST_SINCE;
  }

  /** Whether a level that shifts by so much has changed enough to matter. */
  boolean matters(String unit, double before, double shift) {
    return shift > 0
        && shift >= (unit.equals(Series.RATIO) ? minRatioEffect : minEffect * Math.abs(before));
  }
}
