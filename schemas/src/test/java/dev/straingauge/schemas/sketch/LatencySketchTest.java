package dev.straingauge.schemas.sketch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LatencySketchTest {

  private static final double[] QUANTILES = {
    0, 0.001, 0.01, 0.1, 0.25, 0.5, 0.9, 0.95, 0.99, 0.999, 1
  };
  private static final double GOAL = 0.0109;

  @ParameterizedTest
  @EnumSource(Samples.class)
  void staysWithinTheErrorOfTheExactSampleOnHundredSeeds(Samples shape) {
    double worst = 0;
    for (int seed = 1; seed <= 100; seed++) {
      long[] values = shape.draw(seed, 10_000);
      LatencySketch sketch = Samples.sketch(values);
      Arrays.sort(values);
      for (double q : QUANTILES) {
        long exact = values[Math.max(1, (int) Math.ceil(q * values.length)) - 1];
        long estimate = sketch.quantile(q).orElseThrow();
        worst = Math.max(worst, Math.abs(estimate - exact) / (double) exact);
      }
      assertThat(sketch.sum()).isEqualTo(Arrays.stream(values).sum());
      assertThat(sketch.count()).isEqualTo(values.length);
      assertThat(sketch.min()).hasValue(values[0]);
      assertThat(sketch.max()).hasValue(values[values.length - 1]);
    }
    assertThat(worst).isPositive().isLessThanOrEqualTo(GOAL);
  }

  @Test
  void staysWithinTheErrorAndHalfANanosecondForEachSmallValue() {
    for (long value = 1; value <= 200_000; value++) {
      LatencySketch sketch = Samples.sketch(1, value, 1_000_000);
      assertThat((double) Math.abs(sketch.atRank(2).orElseThrow() - value))
          .isLessThanOrEqualTo(0.010831 * value + 0.5);
    }
  }

  @ParameterizedTest
  @EnumSource(Samples.class)
  void mergeEqualsConcatenationInAnyOrderDownToTheBytes(Samples shape) {
    for (int seed = 1; seed <= 100; seed++) {
      long[] values = shape.draw(seed, 2_000);
      byte[] expected = Samples.sketch(values).toBytes();
      SplittableRandom random = new SplittableRandom(seed);
      LatencySketch[] parts = new LatencySketch[7];
      Arrays.setAll(parts, i -> new LatencySketch());
      for (long value : values) {
        parts[random.nextInt(parts.length)].record(value);
      }
      for (int order = 0; order < 3; order++) {
        shuffle(parts, random);
        LatencySketch merged = new LatencySketch();
        for (LatencySketch part : parts) {
          merged.merge(order == 2 ? LatencySketch.fromBytes(part.toBytes()) : part);
        }
        assertThat(merged.toBytes()).isEqualTo(expected);
        assertThat(buckets(merged)).isEqualTo(buckets(Samples.sketch(values)));
      }
    }
  }

  @Test
  void recordingSeveralTimesEqualsRecordingEach() {
    LatencySketch times = new LatencySketch();
    times.record(7, 3);
    times.record(0, 2);
    times.record(9, 0);
    assertThat(times.toBytes()).isEqualTo(Samples.sketch(0, 7, 7, 0, 7).toBytes());
  }

  @Test
  void quantilesNeverFallAndStayBetweenMinAndMax() {
    for (int seed = 1; seed <= 20; seed++) {
      LatencySketch sketch = Samples.sketch(Samples.PARETO.draw(seed, 37));
      long previous = sketch.min().orElseThrow();
      for (int i = 0; i <= 1000; i++) {
        long value = sketch.quantile(i / 1000.0).orElseThrow();
        assertThat(value).isBetween(previous, sketch.max().orElseThrow());
        previous = value;
      }
    }
  }

  @Test
  void takesTheQuantileAsTheDecimalItPrintsAs() {
    LatencySketch sketch = new LatencySketch();
    for (int i = 1; i <= 100; i++) {
      sketch.record(1L << i % 50, 1);
    }
    assertThat(0.07 * 100).isGreaterThan(7);
    assertThat(sketch.quantile(0.07)).isEqualTo(sketch.atRank(7));
    assertThat(sketch.quantile(0)).isEqualTo(sketch.atRank(1));
    assertThat(sketch.quantile(1)).isEqualTo(sketch.atRank(100));
  }

  @Test
  void hasNothingToSayWhenEmpty() {
    LatencySketch sketch = new LatencySketch();
    assertThat(sketch.isEmpty()).isTrue();
    assertThat(sketch.min()).isEmpty();
    assertThat(sketch.max()).isEmpty();
    assertThat(sketch.quantile(0.5)).isEmpty();
    assertThat(sketch.atRank(1)).isEmpty();
    assertThat(sketch.toBytes()).containsExactly(1, 0);
    assertThat(LatencySketch.fromBytes(sketch.toBytes()).isEmpty()).isTrue();
  }

  @Test
  void countsZerosApart() {
    LatencySketch sketch = Samples.sketch(0, 0, 0, 100);
    assertThat(sketch.zeroCount()).isEqualTo(3);
    assertThat(sketch.min()).hasValue(0);
    assertThat(sketch.atRank(3)).hasValue(0);
    assertThat(sketch.atRank(4)).hasValue(100);
    assertThat(sketch.atRank(5)).isEqualTo(OptionalLong.empty());
    assertThat(sketch.atRank(0)).isEqualTo(OptionalLong.empty());
  }

  @Test
  void refusesNegativeValuesAndQuantilesOutOfRange() {
    LatencySketch sketch = Samples.sketch(1);
    assertThatThrownBy(() -> sketch.record(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("record -1 ns 1 times: negative (expected at least 0)");
    assertThatThrownBy(() -> sketch.record(1, -1)).isInstanceOf(IllegalArgumentException.class);
    for (double q : new double[] {-0.1, 1.1, Double.NaN}) {
      assertThatThrownBy(() -> sketch.quantile(q)).isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(sketch.count()).isEqualTo(1);
  }

  @Test
  void refusesASumOrCountBeyond64BitsAndStaysAsItWas() {
    LatencySketch sketch = Samples.sketch(Long.MAX_VALUE);
    byte[] before = sketch.toBytes();
    assertThatThrownBy(() -> sketch.record(1)).isInstanceOf(ArithmeticException.class);
    assertThatThrownBy(() -> sketch.merge(Samples.sketch(5)))
        .isInstanceOf(ArithmeticException.class);
    assertThatThrownBy(() -> sketch.record(Long.MAX_VALUE / 2, 3))
        .isInstanceOf(ArithmeticException.class);
    assertThatThrownBy(() -> sketch.record(0, Long.MAX_VALUE))
        .isInstanceOf(ArithmeticException.class);
    assertThat(sketch.toBytes()).isEqualTo(before);
  }

  @Test
  void forgetsEverythingOnReset() {
    LatencySketch sketch = Samples.sketch(Samples.PARETO.draw(1, 500));
    sketch.reset();
    assertThat(sketch.toBytes()).isEqualTo(new LatencySketch().toBytes());
    sketch.record(5);
    assertThat(sketch.toBytes()).isEqualTo(Samples.sketch(5).toBytes());
  }

  @Test
  void usedAgainIsLikeANewOneWhateverItHeld() {
    SplittableRandom random = new SplittableRandom(1);
    LatencySketch used = new LatencySketch();
    for (int round = 0; round < 20_000; round++) {
      used.reset();
      LatencySketch fresh = new LatencySketch();
      for (int step = random.nextInt(4); step >= 0; step--) {
        long[] values = new long[1 + random.nextInt(3)];
        Arrays.setAll(values, i -> random.nextLong(1L << random.nextInt(62)));
        LatencySketch some = Samples.sketch(values);
        boolean merge = random.nextBoolean();
        for (LatencySketch each : new LatencySketch[] {used, fresh}) {
          if (merge) {
            each.merge(some);
          } else {
            Arrays.stream(values).forEach(each::record);
          }
        }
      }
      assertThat(used.toBytes()).isEqualTo(fresh.toBytes());
    }
  }

  /** Buckets grow from 16 to 64 bits at 65,535 values: any way there gives the same content. */
  @Test
  void countsExactlyWhateverTheNumbers() {
    SplittableRandom random = new SplittableRandom(7);
    LatencySketch used = new LatencySketch();
    for (int round = 0; round < 3_000; round++) {
      LatencySketch whole = new LatencySketch();
      TreeMap<Integer, Long> expected = new TreeMap<>();
      used.reset();
      for (int part = random.nextInt(5); part >= 0; part--) {
        LatencySketch some = new LatencySketch();
        for (int step = random.nextInt(4); step >= 0; step--) {
          long nanos = 1 + random.nextLong(1L << random.nextInt(1, 21));
          long times = 1 + random.nextLong(1L << random.nextInt(1, 20));
          some.record(nanos, times);
          used.record(nanos, times);
          expected.merge(Buckets.indexOf(nanos), times, Long::sum);
        }
        LatencySketch read = LatencySketch.fromBytes(some.toBytes());
        assertThat(buckets(read)).isEqualTo(buckets(some));
        whole.merge(random.nextBoolean() ? some : read);
      }
      assertThat(buckets(whole)).isEqualTo(expected);
      assertThat(buckets(used)).isEqualTo(expected);
      assertThat(used.toBytes()).isEqualTo(whole.toBytes());
      LatencySketch empty = new LatencySketch();
      empty.merge(used);
      used.read(whole.toBytes());
      assertThat(buckets(used)).isEqualTo(expected);
      assertThat(empty.toBytes()).isEqualTo(whole.toBytes());
    }
  }

  @Test
  void mergedIntoIsNoLargerThanWhatItHolds() {
    LatencySketch sketch = new LatencySketch();
    sketch.merge(Samples.sketch(1_000_000));
    assertThat(sketch.buckets().room()).isEqualTo(1);
    sketch.merge(Samples.sketch(2_000_000));
    assertThat(sketch.buckets().room())
        .isEqualTo(sketch.buckets().last() - sketch.buckets().first() + 1);
    sketch.reset();
    sketch.merge(Samples.sketch(1_000_000_000));
    assertThat(sketch.buckets().room()).as("memory that is there").isEqualTo(33);
  }

  @Test
  void doublesWhenMergedWithItself() {
    LatencySketch sketch = Samples.sketch(0, 1, 5, 1_000_000);
    sketch.merge(sketch);
    assertThat(sketch.toBytes())
        .isEqualTo(Samples.sketch(0, 1, 5, 1_000_000, 0, 1, 5, 1_000_000).toBytes());
  }

  static Map<Integer, Long> buckets(LatencySketch sketch) {
    TreeMap<Integer, Long> buckets = new TreeMap<>();
    sketch.forEachBucket(buckets::put);
    return buckets;
  }

  private static void shuffle(LatencySketch[] parts, SplittableRandom random) {
    for (int i = parts.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      LatencySketch swapped = parts[i];
      parts[i] = parts[j];
      parts[j] = swapped;
    }
  }
}
