package dev.straingauge.archiver.statistics;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The correction of Benjamini and Hochberg (1995) for looking at many metrics at once. All static.
 */
public final class FalseDiscovery {

  private FalseDiscovery() {}

  /**
   * Adjusted p-values in the order of {@code ps}: a metric whose adjusted p is at most q is among
   * those of which a share of at most q is false on average. min over j ≥ i of p₍ⱼ₎ · m / j, at
   * most 1. Empty for no p-values.
   *
   * @throws IllegalArgumentException if a p-value is not in [0, 1]
   */
  public static double[] adjusted(double... ps) {
    List<Integer> falling =
        IntStream.range(0, ps.length)
            .boxed()
            .sorted(Comparator.comparingDouble((Integer i) -> ps[i]).reversed())
            .toList();
    double[] adjusted = new double[ps.length];
    double smallest = 1;
    for (int place = 0; place < ps.length; place++) {
      int i = falling.get(place);
      if (!(ps[i] >= 0 && ps[i] <= 1)) {
        throw new IllegalArgumentException("adjust p-value %s: outside [0, 1]".formatted(ps[i]));
      }
      smallest = Math.min(smallest, ps[i] * ps.length / (ps.length - place));
      adjusted[i] = smallest;
    }
    return adjusted;
  }
}
