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
    System.arraycopy(buckets, 0, sketch.room(buckets.length), 0, buckets.length);
    fill(sketch, zeros, sum, min, max, first, buckets.length);
    return sketch;
  }

  /**
   * Completes a sketch whose buckets were put into its {@link LatencySketch#room}.
   *
   * @param slots how many there are, the first and last not 0
   * @throws IllegalArgumentException if no values could give these parts
   */
  static void fill(
      LatencySketch sketch, long zeros, long sum, long min, long max, int first, int slots) {
    check(zeros >= 0 && sum >= 0 && min >= 0 && max >= min, "a part is negative or min above max");
    long[] buckets = sketch.counts();
    long count = total(zeros, buckets, slots);
    if (count == 0) {
      check(slots == 0 && sum == 0 && max == 0, "values without a count");
      return;
    }
    check((min == 0) == (zeros > 0), "min is 0 exactly when there are zeros");
    check((max == 0) == (slots == 0), "max is 0 exactly when there are no buckets");
    if (slots > 0) {
      checkEnds(zeros, min, max, first, buckets, slots);
    }
    check(isBetween(sum, count, min, max), "the sum is outside count · [min, max]");
    sketch.fill(count, zeros, sum, min, max, first, slots);
  }

  private static void checkEnds(
      long zeros, long min, long max, int first, long[] buckets, int slots) {
    check(buckets[0] != 0 && buckets[slots - 1] != 0, "the outer buckets are not empty");
    check(first == Buckets.indexOf(max) - slots + 1, "max is in the last bucket");
    check(
        zeros > 0 ? first >= Buckets.FIRST : first == Buckets.indexOf(min),
        "min is in the first bucket");
  }

  private static long total(long zeros, long[] buckets, int slots) {
    long total = zeros;
    long bits = zeros;
    for (int i = 0; i < slots; i++) {
      total += buckets[i];
      bits |= buckets[i];
    }
    check(bits >= 0, "counts are not negative");
    // 2,017 numbers below 2^48 fit 63 bits; only beyond it pays to look at each step
    return bits >>> 48 == 0 ? total : exactTotal(zeros, buckets, slots);
  }

  private static long exactTotal(long zeros, long[] buckets, int slots) {
    long total = zeros;
    for (int i = 0; i < slots; i++) {
      check(buckets[i] <= Long.MAX_VALUE - total, "the count fits 63 bits");
      total += buckets[i];
    }
    return total;
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
