package dev.straingauge.archiver.statistics;

import java.util.List;

/**
 * Finds the places where a series changes its level: E-divisive means (Matteson and James 2014) in
 * windows, judged by Student's t and merged, as published by Fleming and others (2023, "Hunter").
 * Agrees point by point with their implementation, including where it is peculiar. Steps, formulas
 * and limits: docs/statistics.md. Cost O(window²) per window. Immutable.
 *
 * @param window points looked at together, at least 2; windows overlap by half
 * @param maxP a change with at least this p-value is dropped, in (0, 1]
 * @param minMagnitude a change of at most this magnitude is dropped, at least 0
 */
public record EDivisive(int window, double maxP, double minMagnitude) {

  /** What the published tool uses. */
  public static final EDivisive PUBLISHED = new EDivisive(50, 0.001, 0);

  /**
   * @throws IllegalArgumentException if a parameter is outside its range
   */
  public EDivisive {
    if (window < 2 || !(maxP > 0 && maxP <= 1) || !(minMagnitude >= 0)) {
      throw new IllegalArgumentException(
          "detect changes with window %d, p %s, magnitude %s: expected window ≥ 2, p in (0, 1], magnitude ≥ 0"
              .formatted(window, maxP, minMagnitude));
    }
  }

  /**
   * The change points of a series, by index; empty for a series of fewer than two points.
   *
   * @throws IllegalArgumentException if a point is infinite or not a number
   */
  public List<ChangePoint> changePoints(double... series) {
    return new ChangeSearch(this).find(series);
  }

  /** The p-value up to which a split is kept at first; merging then applies {@link #maxP}. */
  double relaxedP() {
    if (maxP < 0.05) {
      return 10 * maxP;
    }
    return maxP < 0.5 ? 2 * maxP : maxP;
  }
}
