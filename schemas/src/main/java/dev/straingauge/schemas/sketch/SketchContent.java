package dev.straingauge.schemas.sketch;

/** Makes a sketch of parts that come from outside, if one sketch can have them all. */
final class SketchContent {

  private SketchContent() {}

  /**
   * The sketch with these parts.
   *
   * @param first index of the first of {@code buckets}; of no meaning without buckets
   * @param buckets counts, the first and last not 0
   * @throws IllegalArgumentException if no values could give these parts
   */
  static LatencySketch sketch(long zeros, long sum, long min, long max, int first, long[] buckets) {
    LatencySketch sketch = new LatencySketch();
    sketch.buckets().begin(first, buckets.length, Long.MAX_VALUE);
    for (int slot = 0; slot < buckets.length; slot++) {
      sketch.buckets().put(slot, buckets[slot]);
    }
    fill(sketch, zeros, sum, min, max);
    return sketch;
  }

  /**
   * Completes a sketch whose {@link LatencySketch#buckets} are there.
   *
   * @throws IllegalArgumentException if no values could give these parts
   */
  static void fill(LatencySketch sketch, long zeros, long sum, long min, long max) {
    check(zeros >= 0 && sum >= 0 && min >= 0 && max >= min, "a part is negative or min above max");
    BucketCounts buckets = sketch.buckets();
    long count = buckets.total(zeros);
    check(count >= 0, "counts are not negative and altogether fit 63 bits");
    if (count == 0) {
      check(buckets.isEmpty() && sum == 0 && max == 0, "values without a count");
      return;
    }
    check((min == 0) == (zeros > 0), "min is 0 exactly when there are zeros");
    check((max == 0) == buckets.isEmpty(), "max is 0 exactly when there are no buckets");
    if (!buckets.isEmpty()) {
      checkEnds(zeros, min, max, buckets);
    }
    check(isBetween(sum, count, min, max), "the sum is outside count · [min, max]");
    sketch.fill(count, zeros, sum, min, max);
  }

  private static void checkEnds(long zeros, long min, long max, BucketCounts buckets) {
    int first = buckets.first();
    int last = buckets.last();
    check(buckets.get(first) != 0 && buckets.get(last) != 0, "the outer buckets are not empty");
    check(last == Buckets.indexOf(max), "max is in the last bucket");
    check(
        zeros > 0 ? first >= Buckets.FIRST : first == Buckets.indexOf(min),
        "min is in the first bucket");
  }

  /** count · min ≤ sum ≤ count · max, in 128 bits. */
  private static boolean isBetween(long sum, long count, long min, long max) {
    boolean leastFits = Math.multiplyHigh(count, min) == 0 && count * min >= 0;
    boolean mostFits = Math.multiplyHigh(count, max) == 0 && count * max >= 0;
    return leastFits && count * min <= sum && (!mostFits || sum <= count * max);
  }

  private static void check(boolean holds, String rule) {
    if (!holds) {
      throw new IllegalArgumentException(
          "make a latency sketch: impossible content (expected: %s)".formatted(rule));
    }
  }
}
