package dev.straingauge.archiver.statistics;

import java.util.Arrays;

/**
 * The distribution of a group's rank sum when every choice of {@code size} among the given ranks is
 * equally likely: counted, not approximated. Ranks are doubled, so that mid-ranks of ties are whole
 * numbers. Cost O(n · size · sum of ranks); exact while the number of choices is below 2^53, so for
 * up to 50 ranks.
 */
final class RankSums {

  /** How many choices have a (doubled) sum of at most the index; the last one is all of them. */
  private final double[] atMost;

  RankSums(int[] doubledRanks, int size) {
    int largest = Arrays.stream(doubledRanks).sum();
    double[][] ways = new double[size + 1][largest + 1];
    ways[0][0] = 1;
    for (int rank : doubledRanks) {
      for (int chosen = size; chosen > 0; chosen--) {
        for (int sum = largest; sum >= rank; sum--) {
          ways[chosen][sum] += ways[chosen - 1][sum - rank];
        }
      }
    }
    atMost = ways[size];
    Arrays.parallelPrefix(atMost, Double::sum);
  }

  /** Ranks 1..n without ties, doubled. */
  static int[] withoutTies(int n) {
    int[] ranks = new int[n];
    Arrays.setAll(ranks, i -> 2 * (i + 1));
    return ranks;
  }

  /** Probability of a doubled sum of at most {@code doubledSum}. */
  double atMost(int doubledSum) {
    return doubledSum < 0
        ? 0
        : atMost[Math.min(doubledSum, atMost.length - 1)] / atMost[atMost.length - 1];
  }

  /** Probability of a doubled sum of at least {@code doubledSum}. */
  double atLeast(int doubledSum) {
    double all = atMost[atMost.length - 1];
    double below = doubledSum <= 0 ? 0 : atMost[Math.min(doubledSum, atMost.length) - 1];
    return (all - below) / all;
  }
}
