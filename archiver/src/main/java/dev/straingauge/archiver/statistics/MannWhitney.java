package dev.straingauge.archiver.statistics;

import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;

/**
 * The test of Mann and Whitney (1947): do two groups of runs differ in location? Two-sided. All
 * static.
 *
 * <p>Up to {@link #LARGEST_EXACT} runs in all the p-value is exact, also with ties: all choices of
 * the second group among the mid-ranks are counted, and p = 2 · min(P(U ≤ u), P(U ≥ u)), at most 1.
 * Above, it is the normal approximation with correction for ties and continuity. Censored values
 * rank as {@link Observation} says. When all values are equal p is 1.
 */
public final class MannWhitney {

  /** Most runs of both groups together whose p-value is counted exactly. */
  public static final int LARGEST_EXACT = 20;

  private MannWhitney() {}

  /**
   * The outcome.
   *
   * @param u how many pairs (one of each group) have the larger value in the second group, an equal
   *     pair counts one half
   * @param p two-sided p-value in [0, 1]
   * @param exact whether p was counted, not approximated
   */
  public record Result(double u, double p, boolean exact) {}

  /**
   * Compares two groups.
   *
   * @throws IllegalArgumentException if a group is empty
   */
  public static Result test(List<Observation> first, List<Observation> second) {
    if (first.isEmpty() || second.isEmpty()) {
      throw new IllegalArgumentException(
          "compare %d with %d runs: a group is empty".formatted(first.size(), second.size()));
    }
    double[] all =
        DoubleStream.concat(
                first.stream().mapToDouble(Observation::rank),
                second.stream().mapToDouble(Observation::rank))
            .toArray();
    int[] doubledRanks = doubledRanks(all);
    int doubledSum = 0;
    for (int i = first.size(); i < all.length; i++) {
      doubledSum += doubledRanks[i];
    }
    double n2 = second.size();
    double u = doubledSum / 2.0 - n2 * (n2 + 1) / 2;
    return all.length <= LARGEST_EXACT
        ? new Result(u, exact(doubledRanks, doubledSum, second.size()), true)
        : new Result(u, approximate(u, first.size(), n2, all), false);
  }

  /**
   * The smallest two-sided p-value that groups of these sizes can give, whatever the data: 2 / C(n1
   * + n2, n1), at most 1.
   *
   * @throws IllegalArgumentException if a size is not positive
   */
  public static double smallestP(int n1, int n2) {
    if (n1 < 1 || n2 < 1) {
      throw new IllegalArgumentException(
          "compare %d with %d runs: a group is empty".formatted(n1, n2));
    }
    double choices = 1;
    for (int i = 1; i <= Math.min(n1, n2); i++) {
      choices = choices * (n1 + n2 - Math.min(n1, n2) + i) / i;
    }
    return Math.min(1, 2 / choices);
  }

  private static double exact(int[] doubledRanks, int doubledSum, int size) {
    RankSums sums = new RankSums(doubledRanks, size);
    return Math.min(1, 2 * Math.min(sums.atMost(doubledSum), sums.atLeast(doubledSum)));
  }

  private static double approximate(double u, double n1, double n2, double[] all) {
    double n = n1 + n2;
    double variance = n1 * n2 / 12 * (n + 1 - tieTerm(all) / (n * (n - 1)));
    if (variance <= 0) {
      return 1;
    }
    double z = (Math.abs(u - n1 * n2 / 2) - 0.5) / Math.sqrt(variance);
    return Math.min(1, 2 * Probabilities.normalAbove(z));
  }

  /** Σ (t³ − t) over the groups of t equal values. */
  private static double tieTerm(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    double term = 0;
    for (int from = 0, to = 0; from < sorted.length; from = to) {
      while (to < sorted.length && sorted[to] == sorted[from]) {
        to++;
      }
      double t = to - from;
      term += t * t * t - t;
    }
    return term;
  }

  /** Twice the mid-rank of each value: (number below) + (number at or below) + 1. */
  private static int[] doubledRanks(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int[] doubled = new int[sorted.length];
    for (int from = 0, to = 0; from < sorted.length; from = to) {
      while (to < sorted.length && sorted[to] == sorted[from]) {
        to++;
      }
      Arrays.fill(doubled, from, to, from + to + 1);
    }
    int[] ranks = new int[values.length];
    Arrays.setAll(ranks, i -> doubled[Arrays.binarySearch(sorted, values[i])]);
    return ranks;
  }
}
