package dev.straingauge.schemas.sketch;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.OptionalLong;

/**
 * A distribution of durations that merges without loss: a quantile is at most 1.083 % (and half a
 * nanosecond of rounding) from the exact one, whatever the data. Counts are kept per bucket of
 * {@link Buckets}, beside them the exact count, sum, smallest and largest value. Merging adds
 * bucket by bucket, so it equals recording everything in one sketch, in any order, down to the
 * serialised bytes.
 *
 * <p>Values are nanoseconds, not negative; 0 is counted by itself. Cost: recording one value is
 * O(1), merging and serialising O(buckets in use), some 300 for a typical second, at most {@link
 * Buckets#COUNT}. An empty sketch has no smallest or largest value and no quantile. Mutable, not
 * thread-safe.
 *
 * <p>Source: the OpenTelemetry exponential histogram at scale 5; nearest rank, harmonic mean of the
 * bucket's bounds.
 */
public final class LatencySketch {

  private long count;
  private long zeros;
  private long sum;
  private long min = Long.MAX_VALUE;
  private long max = -1;

  private final BucketCounts buckets = new BucketCounts();

  /**
   * Counts a value once.
   *
   * @throws IllegalArgumentException if {@code nanos} is negative
   * @throws ArithmeticException if the sum of all values leaves 64 bits; the sketch is unchanged
   */
  public void record(long nanos) {
    record(nanos, 1);
  }

  /**
   * Counts a value {@code times} times.
   *
   * @param nanos the value, not negative
   * @param times how often, not negative
   * @throws IllegalArgumentException if an argument is negative
   * @throws ArithmeticException if the count or the sum of all values leaves 64 bits; the sketch is
   *     unchanged
   */
  public void record(long nanos, long times) {
    if ((nanos | times) < 0) {
      throw new IllegalArgumentException(
          "record %d ns %d times: negative (expected at least 0)".formatted(nanos, times));
    }
    if (times == 0) {
      return;
    }
    long newSum = Math.addExact(sum, Math.multiplyExact(nanos, times));
    long newCount = Math.addExact(count, times);
    if (nanos == 0) {
      zeros += times;
    } else {
      buckets.add(Buckets.indexOf(nanos), times, newCount);
    }
    sum = newSum;
    count = newCount;
    min = Math.min(min, nanos);
    max = Math.max(max, nanos);
  }

  /**
   * Adds everything that {@code other} counted; {@code other} stays as it is.
   *
   * @throws ArithmeticException if the count or the sum of all values leaves 64 bits; the sketch is
   *     unchanged
   */
  public void merge(LatencySketch other) {
    if (other.count == 0) {
      return;
    }
    long newSum = Math.addExact(sum, other.sum);
    long newCount = Math.addExact(count, other.count);
    if (!other.buckets.isEmpty()) {
      buckets.merge(other.buckets, newCount);
    }
    zeros += other.zeros;
    count = newCount;
    sum = newSum;
    min = Math.min(min, other.min);
    max = Math.max(max, other.max);
  }

  /** How many values were counted. */
  public long count() {
    return count;
  }

  /** Whether nothing was counted. */
  public boolean isEmpty() {
    return count == 0;
  }

  /** Exact sum of all values, in nanoseconds; 0 if there are none. */
  public long sum() {
    return sum;
  }

  /** Exact smallest value; empty if there is none. */
  public OptionalLong min() {
    return count == 0 ? OptionalLong.empty() : OptionalLong.of(min);
  }

  /** Exact largest value; empty if there is none. */
  public OptionalLong max() {
    return count == 0 ? OptionalLong.empty() : OptionalLong.of(max);
  }

  /** How many values were 0. */
  public long zeroCount() {
    return zeros;
  }

  /**
   * The value of rank ⌈q · count⌉, at least 1, where q is taken as the decimal number that it
   * prints as (0.07 of 100 is rank 7). Empty if nothing was counted.
   *
   * @throws IllegalArgumentException if {@code q} is not in [0, 1]
   */
  public OptionalLong quantile(double q) {
    if (!(q >= 0 && q <= 1)) {
      throw new IllegalArgumentException("quantile %s: outside [0, 1]".formatted(q));
    }
    BigDecimal rank = BigDecimal.valueOf(q).multiply(BigDecimal.valueOf(count));
    return atRank(Math.max(1, rank.setScale(0, RoundingMode.CEILING).longValueExact()));
  }

  /**
   * The {@code rank}-th smallest value, from 1, as the middle of its bucket clamped to [min, max];
   * empty if there are fewer values.
   */
  public OptionalLong atRank(long rank) {
    if (rank < 1 || rank > count) {
      return OptionalLong.empty();
    }
    if (rank <= zeros) {
      return OptionalLong.of(0);
    }
    long seen = zeros;
    int index = buckets.first() - 1;
    while (seen < rank) {
      index++;
      seen += buckets.get(index);
    }
    return OptionalLong.of(middle(index));
  }

  /**
   * Calls {@code visitor} for each bucket that is not empty, in rising order; zeros are not in a
   * bucket.
   */
  public void forEachBucket(BucketVisitor visitor) {
    for (int index = buckets.first(); index <= buckets.last(); index++) {
      long inBucket = buckets.get(index);
      if (inBucket != 0) {
        visitor.bucket(index, inBucket);
      }
    }
  }

  /**
   * The value that stands for bucket {@code index} of this sketch, which is not empty: its middle,
   * clamped to [min, max].
   */
  public long middle(int index) {
    return Math.clamp(Buckets.middleNanos(index), min, max);
  }

  /** Forgets everything and keeps its memory. */
  public void reset() {
    buckets.clear();
    count = 0;
    zeros = 0;
    sum = 0;
    min = Long.MAX_VALUE;
    max = -1;
  }

  /**
   * This sketch as bytes; equal content gives equal bytes. For the format see {@code
   * docs/statistics.md}.
   */
  public byte[] toBytes() {
    return SketchBytes.write(this);
  }

  /**
   * The sketch that {@link #toBytes} wrote.
   *
   * @throws IllegalArgumentException if these are not the bytes of a sketch
   */
  public static LatencySketch fromBytes(byte[] bytes) {
    LatencySketch sketch = new LatencySketch();
    sketch.read(bytes);
    return sketch;
  }

  /**
   * Forgets everything and becomes the sketch that {@link #toBytes} wrote, in its own memory where
   * that suffices: much faster than {@link #fromBytes} for who reads many, one after the other.
   *
   * @throws IllegalArgumentException if these are not the bytes of a sketch; this one is empty then
   */
  public void read(byte[] bytes) {
    SketchBytes.read(bytes, this);
  }

  @Override
  public String toString() {
    return isEmpty()
        ? "LatencySketch[empty]"
        : "LatencySketch[count=%d, min=%d ns, max=%d ns]".formatted(count, min, max);
  }

  /** The counts of the buckets, those beside {@link #zeroCount}. */
  BucketCounts buckets() {
    return buckets;
  }

  /** The rest of the content, checked; {@link #buckets} is there already. */
  void fill(long newCount, long newZeros, long newSum, long newMin, long newMax) {
    count = newCount;
    zeros = newZeros;
    sum = newSum;
    min = newMin;
    max = newMax;
  }

  /** Forgets everything, also what was only begun in {@link #buckets}. */
  void forget() {
    reset();
    buckets.forget();
  }
}
