package dev.straingauge.archiver.statistics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds change points as {@link EDivisive} describes, again and again in a series that grows: what
 * it found in a window it keeps, and takes it when the window comes again unchanged; of a window
 * that grew it looks at the new points only. Points may also be others than before: what rests on
 * them is forgotten. Not thread-safe.
 */
public final class ChangeSearch {

  private final EDivisive settings;
  private final Map<Integer, Window> windows = new HashMap<>();
  private final Map<Place, ChangePoint> known = new HashMap<>();
  private double[] last = {};

  /** With nothing found yet. */
  public ChangeSearch(EDivisive settings) {
    this.settings = settings;
  }

  /**
   * The change points of a series, by index; empty for a series of fewer than two points.
   *
   * @throws IllegalArgumentException if a point is infinite or not a number
   */
  public List<ChangePoint> find(double... series) {
    for (int i = 0; i < series.length; i++) {
      if (!Double.isFinite(series[i])) {
        throw new IllegalArgumentException(
            "detect changes: point %d is %s (expected finite numbers)".formatted(i, series[i]));
      }
    }
    int same = Arrays.mismatch(last, series);
    if (same >= 0 && same < last.length) {
      known.keySet().removeIf(place -> place.to() > same);
      windows.forEach((start, window) -> window.cut(same - start));
    }
    last = series.clone();
    return merge(series, split(series));
  }

  /** A change point by its place alone: the same as long as the points stay the same. */
  private record Place(int from, int index, int to) {}

  private ChangePoint between(double[] series, int from, int index, int to) {
    Place place = new Place(from, index, to);
    ChangePoint point = known.get(place);
    if (point == null) {
      point = ChangePoint.between(series, from, index, to);
      known.put(place, point);
    }
    return point;
  }

  /** All places that could be one, by a relaxed p-value. */
  private List<ChangePoint> split(double[] series) {
    List<Integer> indexes = new ArrayList<>();
    int start = 0;
    while (start < series.length) {
      int end = Math.min(start + settings.window(), series.length);
      List<Integer> found = window(series, start, end);
      indexes.addAll(found);
      start = Math.max(found.isEmpty() ? 0 : found.getLast(), start + settings.window() / 2);
    }
    return between(series, indexes);
  }

  private List<Integer> window(double[] series, int start, int end) {
    Window window = windows.computeIfAbsent(start, any -> new Window());
    if (window.size != end - start) {
      for (int i = start + window.distances.size(); i < end; i++) {
        window.distances.add(series[i]);
      }
      window.found = splitWindow(series, start, end, window.distances);
      window.size = end - start;
      if (window.size == settings.window()) { // it will not grow
        window.distances = new EnergyDistances();
      }
    }
    return window.found;
  }

  private List<Integer> splitWindow(
      double[] series, int start, int end, EnergyDistances distances) {
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
      ChangePoint candidate = between(series, start + best.from(), index, start + best.to());
      // not "above": a p-value that is no number ends the search too
      if (!(candidate.p() <= settings.relaxedP())) {
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
      if (weakest.p() < settings.maxP()) {
        weakest = points.stream().min(Comparator.comparingDouble(ChangePoint::magnitude)).get();
        if (weakest.magnitude() > settings.minMagnitude()) {
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

  private void renew(double[] series, List<ChangePoint> points, int place) {
    if (place < points.size()) {
      int from = place == 0 ? 0 : points.get(place - 1).index();
      int to = place == points.size() - 1 ? series.length : points.get(place + 1).index();
      points.set(place, between(series, from, points.get(place).index(), to));
    }
  }

  private List<ChangePoint> between(double[] series, List<Integer> indexes) {
    List<ChangePoint> points = new ArrayList<>();
    for (int i = 0; i < indexes.size(); i++) {
      int left = i == 0 ? 0 : indexes.get(i - 1);
      int right = i == indexes.size() - 1 ? series.length : indexes.get(i + 1);
      points.add(between(series, left, indexes.get(i), right));
    }
    return points;
  }

  /** A window that was searched. */
  private static final class Window {
    private int size;
    private List<Integer> found = List.of();
    private EnergyDistances distances = new EnergyDistances();

    /** Forgets the points from there on. */
    void cut(int most) {
      size = most < size ? 0 : size;
      distances.cut(Math.max(0, most)); // it may have more points: those of a search before
    }
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
