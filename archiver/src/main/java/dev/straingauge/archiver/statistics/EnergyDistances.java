package dev.straingauge.archiver.statistics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The scaled energy distance between the two sides of every split of a stretch of a window, and the
 * split where it is largest (Matteson and James 2014, with exponent 1). For n points left of τ and
 * m points from τ up to κ:
 *
 * <pre>
 * Q(τ, κ) = 2/(n+m) · Σ|x−y| − 2m/((n+m)(n−1)) · Σ|x−x'| − 2n/((n+m)(m−1)) · Σ|y−y'|
 * </pre>
 *
 * <p>All sums come from running sums over the matrix of distances. None of them looks beyond κ, so
 * a window can grow: a point more costs O(N) per stretch that is asked for, a window of N points
 * O(N²) in all, the memory likewise. The sums are added in the order of the published
 * implementation, so that splits which are equal but for rounding are ordered as there. Not
 * thread-safe.
 */
final class EnergyDistances {

  /** A split: the first point of the right side, and how large Q is at best. */
  record Split(int index, double q) {}

  /** Windows up to so many points find their factors in a table. */
  private static final int TABLE = 64;

  private static final double[][] WITHIN = table();

  private double[] x = new double[TABLE];
  private int size;

  /** columns[c][r] = Σ |x_r − x_j| for j = r+1 … c+1, with r = 0 … c. */
  private final List<double[]> columns = new ArrayList<>();

  /** before[c] = Σ |x_i − x_(c+1)| for i = 0 … c. */
  private double[] before = new double[TABLE];

  /** By their first point. */
  private final Map<Integer, Stretch> stretches = new HashMap<>();

  /** How many points there are. */
  int size() {
    return size;
  }

  /** Adds a point at the end. */
  void add(double point) {
    if (size == x.length) {
      x = Arrays.copyOf(x, 2 * size);
      before = Arrays.copyOf(before, 2 * size);
    }
    x[size] = point;
    if (size > 0) {
      int c = size - 1;
      double[] column = c == 0 ? new double[1] : Arrays.copyOf(columns.getLast(), c + 1);
      double sum = 0;
      for (int r = 0; r <= c; r++) {
        double distance = Math.abs(x[r] - point);
        column[r] += distance;
        sum += distance;
      }
      columns.add(column);
      before[c] = sum;
    }
    size++;
  }

  /** Takes points away at the end, so that at most so many are left. */
  void cut(int most) {
    if (most < size) {
      size = most;
      columns.subList(Math.max(0, size - 1), columns.size()).clear();
      stretches.values().forEach(Stretch::cut);
    }
  }

  /** The best split of the stretch [start, end), which has at least two points. */
  Split best(int start, int end) {
    return stretches.computeIfAbsent(start, Stretch::new).best(end - start - 1);
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

  /** All stretches that begin at the same point. A column is all splits with the same κ. */
  private final class Stretch {
    private final int start;

    /** The best split of the first columns, by how many. */
    private final List<Split> best = new ArrayList<>();

    /** inLeft[i]: the sum of distances within the first i + 1 points. */
    private double[] inLeft = new double[TABLE];

    private double[] right = new double[TABLE];

    Stretch(int start) {
      this.start = start;
    }

    void cut() {
      int left = Math.max(0, columns.size() - start);
      if (left < best.size()) {
        best.subList(left, best.size()).clear();
      }
    }

    Split best(int count) {
      for (int j = best.size(); j < count; j++) {
        best.add(
            better(j == 0 ? new Split(start + 1, Double.NEGATIVE_INFINITY) : best.getLast(), j));
      }
      return best.get(count - 1);
    }

    /** The better of the best so far and those of a column; of equal ones the first split. */
    private Split better(Split known, int j) {
      double[] column = columns.get(start + j);
      makeRoom(j);
      if (j > 0) {
        inLeft[j] = inLeft[j - 1] + (before[start + j - 1] - outside(j - 1));
      }
      right[j] = 0;
      for (int i = j - 1; i >= 0; i--) {
        right[i] = right[i + 1] + column[start + i + 1];
      }
      int index = known.index;
      double most = known.q;
      double scale = 2.0 / (j + 2);
      double both = 0;
      for (int i = 0; i <= j; i++) {
        both += column[start + i];
        int n = i + 1;
        int m = j + 2 - n;
        double q = scale * (both - inLeft[i]);
        if (n > 1) {
          q -= within(n, m) * inLeft[i];
        }
        if (m > 1) {
          q -= within(m, n) * right[i];
        }
        if (q > most || (q == most && start + n < index)) {
          index = start + n;
          most = q;
        }
      }
      return index == known.index && most == known.q ? known : new Split(index, most);
    }

    /** The sum of distances of a point of the stretch to those before the stretch. */
    private double outside(int c) {
      double sum = 0;
      for (int i = 0; i < start; i++) {
        sum += Math.abs(x[i] - x[start + c + 1]);
      }
      return sum;
    }

    private void makeRoom(int j) {
      if (j == inLeft.length) {
        inLeft = Arrays.copyOf(inLeft, 2 * j);
        right = new double[2 * j];
      }
    }
  }
}
