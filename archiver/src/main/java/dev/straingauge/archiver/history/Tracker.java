package dev.straingauge.archiver.history;

import dev.straingauge.archiver.statistics.ChangePoint;
import dev.straingauge.archiver.statistics.ChangeSearch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads a series run by run, as it came into being, and follows each change from the evaluation
 * that first saw it. So the same runs give the same changes with the same ids, whenever and by
 * whoever they are read, and nothing needs to be remembered between two evaluations. Not
 * thread-safe.
 */
final class Tracker {

  private final Series series;
  private final Gate gate;
  private final double[] values;
  private final ChangeSearch search;
  private final List<Tracked> changes = new ArrayList<>();
  private final boolean[] outliers;

  /** Places of those values that are used, and the values. */
  private final int[] used;

  private final double[] seen;
  private int count;

  Tracker(Series series, HistorySettings settings) {
    this.series = series;
    this.gate = new Gate(series, settings);
    this.values = series.values();
    this.search = new ChangeSearch(settings.search());
    this.outliers = new boolean[values.length];
    this.used = new int[values.length];
    this.seen = new double[values.length];
  }

  /** Reads all runs. */
  Tracker read() {
    if (Arrays.stream(values).distinct().limit(2).count() < 2) { // many are, and have nothing
      return this;
    }
    for (int n = 1; n <= values.length; n++) {
      evaluate(n);
    }
    return this;
  }

  List<Tracked> changes() {
    return changes;
  }

  /** Which runs are outliers after the last one. */
  boolean[] outliers() {
    return outliers;
  }

  /** One evaluation: after the first {@code n} runs. */
  private void evaluate(int n) {
    int changed = Outliers.mark(values, n, outliers);
    while (count > 0 && used[count - 1] >= changed) {
      count--;
    }
    for (int i = changed; i < n; i++) {
      if (!outliers[i]) {
        used[count] = i;
        seen[count++] = values[i];
      }
    }
    List<ChangePoint> found = search.find(Arrays.copyOf(seen, count));
    int[] usedNow = Arrays.copyOf(used, count);
    List<Tracked> unseen = new ArrayList<>(changes);
    for (ChangePoint point : found) {
      int place = used[point.index()];
      Regimes regimes = new Regimes(series, usedNow, point);
      Tracked change = same(unseen, place, Tracked.isRise(point));
      if (change == null) {
        change = Tracked.first(place, point, regimes);
        changes.add(change);
      } else {
        unseen.remove(change);
        change.seenAgain(place, regimes);
      }
      if (!change.confirmed() && gate.passes(change)) {
        change.confirmedBy = n - 1;
      }
    }
    unseen.forEach(change -> change.missing++);
  }

  /**
   * The nearest of those in the same direction that are near enough; one that is gone comes back.
   */
  private static @Nullable Tracked same(List<Tracked> candidates, int place, boolean rise) {
    Tracked nearest = null;
    for (Tracked each : candidates) {
      int distance = Math.abs(each.place - place);
      if (each.rise == rise
          && distance <= HistorySettings.TOLERANCE
          && (nearest == null || distance < Math.abs(nearest.place - place))) {
        nearest = each;
      }
    }
    return nearest;
  }
}
