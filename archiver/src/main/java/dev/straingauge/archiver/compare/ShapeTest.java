package dev.straingauge.archiver.compare;

import dev.straingauge.archiver.statistics.KolmogorovSmirnov;
import dev.straingauge.archiver.statistics.KolmogorovSmirnov.Distance;
import dev.straingauge.schemas.sketch.LatencySketch;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Whether two groups of runs differ in the shape of a distribution: a permutation test of the
 * Kolmogorov–Smirnov distance between the merged sketches. What is exchanged is whole runs, since
 * operations of one run depend on each other. Up to {@link #MOST} divisions of the runs are all
 * tried and p is exact; else that many are drawn with a fixed seed, and p = (1 + as far) ÷ (1 +
 * drawn). All static.
 */
final class ShapeTest {

  /** Most divisions that are tried. */
  static final int MOST = 4000;

  private static final double ROUNDING = 1e-12;

  /** Outcome: how far apart the groups are, and p in (0, 1]. */
  record Result(Distance distance, double p) {}

  private ShapeTest() {}

  /**
   * Compares two groups of sketches of which none is empty.
   *
   * @throws IllegalArgumentException if a group or a sketch is empty
   */
  static Result test(List<LatencySketch> base, List<LatencySketch> candidate) {
    List<LatencySketch> all = new ArrayList<>(base);
    all.addAll(candidate);
    boolean[] inBase = new boolean[all.size()];
    for (int i = 0; i < base.size(); i++) {
      inBase[i] = true;
    }
    Distance distance = distance(all, inBase);
    double wide = distance.distance() - ROUNDING;
    long[] seen = new long[2]; // divisions, and those as far apart
    if (divisions(all.size(), base.size()) <= MOST) {
      each(all, new boolean[all.size()], 0, base.size(), wide, seen);
      return new Result(distance, (double) seen[1] / seen[0]);
    }
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(1);
    for (int i = 0; i < MOST; i++) {
      seen[1] += distance(all, drawn(random, all.size(), base.size())).distance() >= wide ? 1 : 0;
    }
    return new Result(distance, (1.0 + seen[1]) / (1.0 + MOST));
  }

  private static double divisions(int n, int chosen) {
    double ways = 1;
    for (int i = 1; i <= chosen; i++) {
      ways = ways * (n - chosen + i) / i;
    }
    return ways;
  }

  private static void each(
      List<LatencySketch> all, boolean[] inBase, int from, int open, double wide, long[] seen) {
    if (open == 0) {
      seen[0]++;
      seen[1] += distance(all, inBase).distance() >= wide ? 1 : 0;
      return;
    }
    for (int i = from; i <= all.size() - open; i++) {
      inBase[i] = true;
      each(all, inBase, i + 1, open - 1, wide, seen);
      inBase[i] = false;
    }
  }

  /** Each division is as likely: Floyd's choice of {@code chosen} of {@code n}. */
  private static boolean[] drawn(RandomGenerator random, int n, int chosen) {
    boolean[] inBase = new boolean[n];
    for (int i = n - chosen; i < n; i++) {
      int at = random.nextInt(i + 1);
      inBase[inBase[at] ? i : at] = true;
    }
    return inBase;
  }

  private static Distance distance(List<LatencySketch> all, boolean[] inBase) {
    LatencySketch base = new LatencySketch();
    LatencySketch candidate = new LatencySketch();
    for (int i = 0; i < inBase.length; i++) {
      (inBase[i] ? base : candidate).merge(all.get(i));
    }
    return KolmogorovSmirnov.between(base, candidate)
        .orElseThrow(() -> new IllegalArgumentException("compare shapes: a group is empty"));
  }
}
