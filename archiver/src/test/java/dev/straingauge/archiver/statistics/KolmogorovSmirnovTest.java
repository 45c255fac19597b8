package dev.straingauge.archiver.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.straingauge.schemas.sketch.Buckets;
import dev.straingauge.schemas.sketch.LatencySketch;
import java.util.Arrays;
import java.util.Random;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.Test;

class KolmogorovSmirnovTest {

  @Test
  void equalsTheLargestDifferenceOfTheSharesOfTheValuesThemselves() {
    Random random = new Random(6);
    for (int round = 0; round < 50; round++) {
      long[] first = random.longs(300, 0, 5_000_000).toArray();
      long[] second = random.longs(200, 0, 6_000_000).map(x -> x * x / 6_000_000).toArray();

      KolmogorovSmirnov.Distance distance =
          KolmogorovSmirnov.between(sketch(first), sketch(second)).orElseThrow();

      // over values rounded up to their bucket's bound, the definition needs no buckets
      LongUnaryOperator up = x -> x == 0 ? 0 : Buckets.upperNanos(Buckets.indexOf(x));
      double widest =
          Arrays.stream(first)
              .map(up)
              .mapToDouble(x -> Math.abs(share(first, up, x) - share(second, up, x)))
              .max()
              .orElseThrow();
      assertThat(distance.distance()).isGreaterThanOrEqualTo(widest - 1e-12);
      assertThat(distance.firstShare()).isEqualTo(share(first, up, distance.atNanos()));
      assertThat(distance.secondShare()).isEqualTo(share(second, up, distance.atNanos()));
      assertThat(Math.abs(distance.firstShare() - distance.secondShare()))
          .isCloseTo(distance.distance(), within(1e-15));
    }
  }

  @Test
  void equalSketchesHaveNoDistanceDisjointOnesTheWholeAndEmptyOnesNone() {
    LatencySketch low = sketch(1, 2, 3);
    LatencySketch high = sketch(1000, 2000);

    assertThat(KolmogorovSmirnov.between(low, low).orElseThrow().distance()).isZero();
    assertThat(KolmogorovSmirnov.between(low, high).orElseThrow().distance()).isEqualTo(1);
    assertThat(KolmogorovSmirnov.between(low, new LatencySketch())).isEmpty();
  }

  @Test
  void seesASecondModeThatLeavesTheMedianAlone() {
    LatencySketch one = new LatencySketch();
    one.record(1_000_000_000L, 100);
    LatencySketch two = new LatencySketch();
    two.record(1_000_000_000L, 80);
    two.record(30_000_000_000L, 20);

    KolmogorovSmirnov.Distance distance = KolmogorovSmirnov.between(one, two).orElseThrow();

    assertThat(distance.distance()).isCloseTo(0.2, within(1e-12));
    assertThat(distance.atNanos()).isCloseTo(1_000_000_000L, within(30_000_000L));
  }

  private static LatencySketch sketch(long... nanos) {
    LatencySketch sketch = new LatencySketch();
    for (long value : nanos) {
      sketch.record(value);
    }
    return sketch;
  }

  private static double share(long[] values, LongUnaryOperator up, long bound) {
    return (double) Arrays.stream(values).map(up).filter(x -> x <= bound).count() / values.length;
  }
}
