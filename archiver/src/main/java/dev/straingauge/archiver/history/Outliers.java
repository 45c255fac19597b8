package dev.straingauge.archiver.history;

import java.util.Arrays;

/**
 * Single runs that stand out from the runs around them. They are listed and not used: one bad run
 * is no new level. All static.
 *
 * <p>A run is one when it is more than {@link #LIMIT} deviations from the median of the {@link
 * #AROUND} runs nearest to it, itself included, and neither neighbour is more than half as far out
 * on the same side: two such runs in a row may be the beginning of a new level. The deviation is
 * 1.4826 · MAD, the median distance from that median (Hampel's identifier). Where more than half of
 * the runs are equal, the MAD is 0 and a run counts that differs by more than 20 %. Fewer than 7
 * runs have no outlier.
 */
public final class Outliers {

  private static final int AROUND = 15;
  private static final int LEAST = 7;
  private static final double LIMIT = 6;
  private static final double NORMAL = 1.4826;
  private static final double LEAST_DISTANCE = 0.2;

  private Outliers() {}

  /**
   * Marks which of the first {@code n} values are outliers among them.
   *
   * @param outliers what was marked for the first {@code n − 1}
   * @return the first value whose mark may be another now: those before it have the newest value
   *     not around them
   */
  static int mark(double[] values, int n, boolean[] outliers) {
    if (n < LEAST) {
      return n - 1;
    }
    // those with the newest value around them all have the same ones around them
    double[] around = Arrays.copyOfRange(values, Math.max(0, n - AROUND), n);
    double median = median(around);
    for (int i = 0; i < around.length; i++) {
      around[i] = Math.abs(around[i] - median);
    }
    double deviation = NORMAL * median(around);
    double limit = deviation > 0 ? LIMIT * deviation : LEAST_DISTANCE * Math.abs(median);
    int first = n > AROUND ? n - AROUND / 2 - 1 : 0;
    for (int i = first; i < n; i++) {
      double far = values[i] - median;
      outliers[i] =
          Math.abs(far) > limit
              && !follows(values, n, i - 1, median, far)
              && !follows(values, n, i + 1, median, far);
    }
    return first;
  }

  private static boolean follows(double[] values, int n, int i, double median, double far) {
    return i >= 0 && i < n && (values[i] - median) / far > 0.5;
  }

  /** The median; sorts the array. */
  private static double median(double[] values) {
    Arrays.sort(values);
    int middle = values.length / 2;
    return values.length % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
  }
}
