package dev.straingauge.archiver.statistics;

import java.util.Arrays;

/**
 * The scaled energy distance between the two sides of every split of a stretch of a series, and the
 * split where it is largest (Matteson and James 2014, with exponent 1). For n points left of τ and
 * m points from τ up to κ:
 *
 * <pre>
 * Q(τ, κ) = 2/(n+m) · Σ|x−y| − 2m/((n+m)(n−1)) · Σ|x−x'| − 2n/((n+m)(m−1)) · Σ|y−y'|
 * </pre>
 *
 * <p>All sums come from running sums over the matrix of distances: O(N²) time and memory for a
 * window of N points. The sums are added in the order of the published implementation, so that
 * splits which are equal but for rounding are ordered as there.
 */
final class EnergyDistances {

  /** A split: the first point of the right side, and how large Q is at best. */
  record Split(int index, double q) {}

  /** Windows up to so many points find their factors in a table. */
  private static final int TABLE = 64;

  private static final double[][] WITHIN = table();

  private final double[] x;

  /** rows[r][c] = Σ |x_r − x_j| for j = r+1 … c+1; 0 left of the diagonal. */
  private final double[][] rows;

  /** columns[c] = Σ |x_i − x_(c+1)| for i = 0 … c. */
  private final double[] columns;

  EnergyDistances(double[] series, int from, int to) {
    int last = to - from - 1;
    x = Arrays.copyOfRange(series, from, to);
    rows = new double[last][last];
    columns = new double[last];
    for (int r = 0; r < last; r++) {
      double sum = 0;
      for (int c = r; c < last; c++) {
        double distance = Math.abs(x[r] - x[c + 1]);
        sum += distance;
        rows[r][c] = sum;
        columns[c] += distance;
      }
    }
  }

  /** The best split of the stretch [start, end), which has at least two points. */
  Split best(int start, int end) {
    int size = end - start - 1;
    double[] left = leftSums(start, size);
    double[][] right = rightSums(start, size);
    double[] both = new double[size];
    Split best = new Split(start + 1, Double.NEGATIVE_INFINITY);
    double inLeft = 0;
    for (int i = 0; i < size; i++) {
      if (i > 0) {
        inLeft += left[i - 1];
      }
      int n = i + 1;
      for (int j = 0; j < size; j++) {
        both[j] += rows[start + i][start + j];
      }
      for (int j = i; j < size; j++) {
        int m = j + 2 - n;
        double q = 2.0 / (j + 2) * (both[j] - inLeft);
        if (n > 1) {
          q -= within(n, m) * inLeft;
        }
        if (m > 1) {
          q -= within(m, n) * right[i][j];
        }
        if (q > best.q) {
          best = new Split(start + n, q);
        }
      }
    }
    return best;
  }

  /** What the distances within a side of {@code n} points count beside one of {@code m}. */
  private static double within(int n, int m) {
    return n < TABLE && m < TABLE ? WITHIN[n][m] : factor(n, m);
  }

  private static double factor(int n, int m) {
    return 2.0 * m / ((double) (n + m) * (n - 1));
  }

  private static double[][] table() {
    double[][] table = new double[TABLE][TABLE];
    for (int n = 2; n < TABLE; n++) {
      for (int m = 1; m < TABLE; m++) {
        table[n][m] = factor(n, m);
      }
    }
    return table;
  }

  /** For each point of the stretch but the first: the sum of distances to those before it. */
  private double[] leftSums(int start, int size) {
    double[] sums = new double[size];
    for (int c = 0; c < size; c++) {
      double outside = 0;
      for (int i = 0; i < start; i++) {
        outside += Math.abs(x[i] - x[start + c + 1]);
      }
      sums[c] = columns[start + c] - outside;
    }
    return sums;
  }

  /** right[i][j]: the sum of distances within the right side of the split i up to j. */
  private double[][] rightSums(int start, int size) {
    double[][] sums = new double[size][size];
    for (int i = size - 2; i >= 0; i--) {
      for (int j = 1; j < size; j++) {
        sums[i][j] = sums[i + 1][j] + rows[start + i + 1][start + j];
      }
    }
    return sums;
  }
}
