package dev.straingauge.archiver.statistics;

import dev.straingauge.schemas.sketch.Buckets;
import dev.straingauge.schemas.sketch.LatencySketch;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How far two distributions of durations are apart in shape: the largest difference of their
 * cumulative shares (Kolmogorov and Smirnov). Over the buckets of sketches this is exact for all
 * bounds of buckets; between two bounds the true distance can be larger by what lies in one bucket.
 * No p-value: operations of one run are not independent. All static.
 */
public final class KolmogorovSmirnov {

  private KolmogorovSmirnov() {}

  /**
   * The distance and where it is.
   *
   * @param distance in [0, 1]
   * @param atNanos the duration at which the shares below it differ most, nanoseconds
   * @param firstShare share of the first sketch at or below {@code atNanos}, in [0, 1]
   * @param secondShare that of the second
   */
  public record Distance(double distance, long atNanos, double firstShare, double secondShare) {}

  /** The distance between two sketches; empty if one of them is. */
  public static Optional<Distance> between(LatencySketch first, LatencySketch second) {
    if (first.isEmpty() || second.isEmpty()) {
      return Optional.empty();
    }
    SortedMap<Integer, long[]> counts = new TreeMap<>();
    first.forEachBucket(
        (index, count) -> counts.computeIfAbsent(index, i -> new long[2])[0] = count);
    second.forEachBucket(
        (index, count) -> counts.computeIfAbsent(index, i -> new long[2])[1] = count);
    long[] below = {first.zeroCount(), second.zeroCount()};
    Distance widest = distance(0, below, first, second);
    for (var bucket : counts.entrySet()) {
      below[0] += bucket.getValue()[0];
      below[1] += bucket.getValue()[1];
      Distance here = distance(Buckets.upperNanos(bucket.getKey()), below, first, second);
      widest = here.distance() > widest.distance() ? here : widest;
    }
    return Optional.of(widest);
  }

  private static Distance distance(
      long atNanos, long[] below, LatencySketch first, LatencySketch second) {
    double firstShare = (double) below[0] / first.count();
    double secondShare = (double) below[1] / second.count();
    return new Distance(Math.abs(firstShare - secondShare), atNanos, firstShare, secondShare);
  }
}
