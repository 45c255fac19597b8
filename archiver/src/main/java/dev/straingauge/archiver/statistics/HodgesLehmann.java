package dev.straingauge.archiver.statistics;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * By how much the second group lies above the first: the median of all pairwise differences (Hodges
 * and Lehmann 1963), with the interval that belongs to {@link MannWhitney} (Hollander, Wolfe and
 * Chicken 2014, 4.3). Cost O(n₁n₂ log n₁n₂). All static.
 *
 * <p>The difference to a censored value is itself an interval, open on one side (on both when both
 * are censored). The median and the bounds are order statistics, and those grow with each value; so
 * the lower bounds of the differences give a lower bound of the result, and the upper ones an upper
 * bound. Without censored values both are the usual number.
 */
public final class HodgesLehmann {

  private HodgesLehmann() {}

  /**
   * A shift.
   *
   * @param estimate a point without censored values; else where the estimate lies
   * @param confidence the interval of the wanted confidence; open on a side where censored values
   *     decide it, and on both where the groups are too small for that confidence
   */
  public record Shift(Interval estimate, Interval confidence) {}

  /** How one pair is compared: the second value with the first. */
  private interface Pair {
    Interval of(Observation first, Observation second);
  }

  /**
   * The shift in the unit of the metric: second − first.
   *
   * @param alpha 1 − confidence, in (0, 1)
   * @throws IllegalArgumentException if a group is empty or {@code alpha} is not in (0, 1)
   */
  public static Shift absolute(List<Observation> first, List<Observation> second, double alpha) {
    return shift(first, second, alpha, HodgesLehmann::difference);
  }

  /**
   * The relative shift: the median of all pairwise second ÷ first − 1. Empty if there is none: a
   * value is negative, or at least half of the first group are 0.
   *
   * @param alpha 1 − confidence, in (0, 1)
   * @throws IllegalArgumentException if a group is empty or {@code alpha} is not in (0, 1)
   */
  public static Optional<Shift> relative(
      List<Observation> first, List<Observation> second, double alpha) {
    Shift shift = shift(first, second, alpha, HodgesLehmann::ratio);
    long zeros = first.stream().filter(x -> !x.censored() && x.value() == 0).count();
    boolean negative =
        first.stream().anyMatch(x -> x.value() < 0) || second.stream().anyMatch(x -> x.value() < 0);
    return negative || 2 * zeros >= first.size() ? Optional.empty() : Optional.of(shift);
  }

  private static Shift shift(
      List<Observation> first, List<Observation> second, double alpha, Pair pair) {
    if (first.isEmpty() || second.isEmpty() || !(alpha > 0 && alpha < 1)) {
      throw new IllegalArgumentException(
          "shift between %d and %d runs at alpha %s: a group is empty or alpha is not in (0, 1)"
              .formatted(first.size(), second.size(), alpha));
    }
    double[] lower = new double[first.size() * second.size()];
    double[] upper = lower.clone();
    int i = 0;
    for (Observation x : first) {
      for (Observation y : second) {
        Interval between = pair.of(x, y);
        lower[i] = between.lower();
        upper[i] = between.upper();
        i++;
      }
    }
    Arrays.sort(lower);
    Arrays.sort(upper);
    int from = place(first.size(), second.size(), alpha);
    return new Shift(
        new Interval(median(lower), median(upper)),
        from < 1 ? Interval.EVERYTHING : new Interval(lower[from - 1], upper[upper.length - from]));
  }

  /**
   * Which smallest and which largest difference bound the interval, from 1; 0 if not even all of
   * them have the confidence. The largest k with P(U ≤ k − 1) ≤ α/2, counted up to {@link
   * MannWhitney#LARGEST_EXACT} runs (as if there were no ties: with ties the interval covers rather
   * more), above from the normal approximation.
   */
  private static int place(int n1, int n2, double alpha) {
    int n = n1 + n2;
    if (n > MannWhitney.LARGEST_EXACT) {
      double z = Probabilities.normalQuantileAbove(alpha / 2);
      double deviation = Math.sqrt((double) n1 * n2 * (n + 1) / 12);
      return Math.max(0, (int) Math.floor((double) n1 * n2 / 2 - z * deviation));
    }
    RankSums sums = new RankSums(RankSums.withoutTies(n), n2);
    int smallestSum = n2 * (n2 + 1) / 2;
    int place = 0;
    while (sums.atMost(2 * (smallestSum + place)) <= alpha / 2) {
      place++;
    }
    return place;
  }

  private static Interval difference(Observation first, Observation second) {
    double difference = second.value() - first.value();
    return new Interval(
        first.censored() ? Double.NEGATIVE_INFINITY : difference,
        second.censored() ? Double.POSITIVE_INFINITY : difference);
  }

  /** second ÷ first − 1; of two zeros nothing is known but that it is at least −1. */
  private static Interval ratio(Observation first, Observation second) {
    double ratio =
        first.value() == 0 && second.value() == 0 ? 0 : second.value() / first.value() - 1;
    boolean unknown = first.value() == 0 && second.value() == 0;
    return new Interval(
        first.censored() || unknown ? -1 : ratio,
        second.censored() || unknown ? Double.POSITIVE_INFINITY : ratio);
  }

  private static double median(double[] sorted) {
    int middle = sorted.length / 2;
    double upper = sorted[middle];
    double lower = sorted.length % 2 == 1 ? upper : sorted[middle - 1];
    // two equal infinities, or two that cancel, have no average
    return lower == upper || Double.isInfinite(lower) ? lower : (lower + upper) / 2;
  }
}
