package dev.straingauge.archiver.statistics;

import java.util.ArrayList;
import java.util.Comparator;
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
    for (int i = 0; i < series.length; i++) {
      if (!Double.isFinite(series[i])) {
        throw new IllegalArgumentException(
            "detect changes: point %d is %s (expected finite numbers)".formatted(i, series[i]));
      }
    }
    return merge(series, split(series));
  }

  /** All places that could be one, by a relaxed p-value. */
  private List<ChangePoint> split(double[] series) {
    List<Integer> indexes = new ArrayList<>();
    int start = 0;
    while (start < series.length) {
      int end = Math.min(start + window, series.length);
      List<Integer> found = splitWindow(series, start, end);
      indexes.addAll(found);
      start = Math.max(found.isEmpty() ? 0 : found.getLast(), start + window / 2);
    }
    return between(series, indexes);
  }

  private List<Integer> splitWindow(double[] series, int start, int end) {
    EnergyDistances distances = new EnergyDistances(series, start, end);
    List<Stretch> stretches = new ArrayList<>();
    stretches.add(Stretch.of(distances, 0, end - start));
    List<Integer> found = new ArrayList<>();
    while (true) {
      Stretch best = stretches.getFirst();
      for (Stretch stretch : stretches) {
        best = stretch.q() > best.q() ? stretch : best;
      }
      if (best.length() < 2) {
        return found;
      }
      int index = start + best.split();
      ChangePoint candidate =
          ChangePoint.between(series, start + best.from(), index, start + best.to());
      // not "above": a p-value that is no number ends the search too
      if (!(candidate.p() <= relaxed(maxP))) {
        return found;
      }
      int place = stretches.indexOf(best);
      stretches.set(place, Stretch.of(distances, best.from(), best.split()));
      stretches.add(place + 1, Stretch.of(distances, best.split(), best.to()));
      found.add(place, index);
    }
  }

  /** Drops the weakest until all that are left are strong enough. */
  private List<ChangePoint> merge(double[] series, List<ChangePoint> candidates) {
    List<ChangePoint> points = new ArrayList<>(candidates);
    while (!points.isEmpty()) {
      ChangePoint weakest = points.getFirst();
      for (ChangePoint point : points) {
        weakest = point.p() > weakest.p() ? point : weakest;
      }
      if (weakest.p() < maxP) {
        weakest = points.stream().min(Comparator.comparingDouble(ChangePoint::magnitude)).get();
        if (weakest.magnitude() > minMagnitude) {
          break;
        }
      }
      int place = points.indexOf(weakest);
      points.remove(place);
      // the published code renews these two, so the neighbour on the left keeps its old figures
      renew(series, points, place);
      renew(series, points, place + 1);
    }
    return between(series, points.stream().map(ChangePoint::index).toList());
  }

  private static void renew(double[] series, List<ChangePoint> points, int place) {
    if (place < points.size()) {
      int from = place == 0 ? 0 : points.get(place - 1).index();
      int to = place == points.size() - 1 ? series.length : points.get(place + 1).index();
      points.set(place, ChangePoint.between(series, from, points.get(place).index(), to));
    }
  }

  private static List<ChangePoint> between(double[] series, List<Integer> indexes) {
    List<ChangePoint> points = new ArrayList<>();
    for (int i = 0; i < indexes.size(); i++) {
      int left = i == 0 ? 0 : indexes.get(i - 1);
      int right = i == indexes.size() - 1 ? series.length : indexes.get(i + 1);
      points.add(ChangePoint.between(series, left, indexes.get(i), right));
    }
    return points;
  }

  private static double relaxed(double p) {
    if (p < 0.05) {
      return 10 * p;
    }
    return p < 0.5 ? 2 * p : p;
  }

  /** A stretch [from, to) of a window and its best split; q is −∞ if it is too short for one. */
  private record Stretch(int from, int to, int split, double q) {

    static Stretch of(EnergyDistances distances, int from, int to) {
      if (to - from < 2) {
        return new Stretch(from, to, to, Double.NEGATIVE_INFINITY);
      }
      EnergyDistances.Split best = distances.best(from, to);
      return new Stretch(from, to, best.index(), best.q());
    }

    int length() {
      return to - from;
    }
  }
}
