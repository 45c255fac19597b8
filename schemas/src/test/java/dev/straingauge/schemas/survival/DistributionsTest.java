package dev.straingauge.schemas.survival;

import static org.assertj.core.api.Assertions.assertThat;

import dev.straingauge.event.Distribution;
import dev.straingauge.schemas.sketch.LatencySketch;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DistributionsTest {

  private static LatencySketch sketch(long... values) {
    LatencySketch sketch = new LatencySketch();
    for (long value : values) {
      sketch.record(value);
    }
    return sketch;
  }

  @Test
  void ranksCensoredOnesAboveEveryNumber() {
    LatencySketch ended = sketch(10, 11, 12, 13, 14, 15, 16, 17, 18);
    assertThat(Distributions.ranked(ended, sketch(12)))
        .isEqualTo(new Distribution(10L, 14L, 18L, null, null, null, 18L, 18L));
  }

  @Test
  void boundsWhatIsNotReachedByTheLaterOfCensoringAndLargestValue() {
    assertThat(Distributions.ranked(sketch(5), sketch(9, 9)).getAboveNanos()).isEqualTo(9);
    assertThat(Distributions.ranked(sketch(9), sketch(5, 5)).getAboveNanos()).isEqualTo(9);
    assertThat(Distributions.ranked(sketch(), sketch(5)))
        .isEqualTo(new Distribution(1L, null, null, null, null, null, null, 5L));
  }

  @Test
  void saysNothingOfNothing() {
    assertThat(Distributions.of(sketch()))
        .isEqualTo(new Distribution(0L, null, null, null, null, null, null, null));
  }

  @Test
  void givesTheSameAsTheQuantilesOfTheSketch() {
    LatencySketch sketch = new LatencySketch();
    new SplittableRandom(3).longs(1234, 1, 1L << 35).forEach(sketch::record);
    Distribution distribution = Distributions.of(sketch);
    assertThat(sketch.quantile(0.5)).hasValue(distribution.getP50Nanos());
    assertThat(sketch.quantile(0.9)).hasValue(distribution.getP90Nanos());
    assertThat(sketch.quantile(0.95)).hasValue(distribution.getP95Nanos());
    assertThat(sketch.quantile(0.99)).hasValue(distribution.getP99Nanos());
    assertThat(sketch.quantile(0.999)).hasValue(distribution.getP999Nanos());
    assertThat(sketch.max()).hasValue(distribution.getMaxNanos());
    assertThat(distribution.getAboveNanos()).isNull();
  }

  @Test
  void ranksExactlyForEveryCount() {
    SplittableRandom random = new SplittableRandom(5);
    for (int i = 0; i < 10_000; i++) {
      long count = random.nextLong() >>> 1 >>> random.nextInt(62);
      for (int permille : Distributions.PERMILLE) {
        BigDecimal exact =
            BigDecimal.valueOf(count).multiply(new BigDecimal(permille)).movePointLeft(3);
        assertThat(Distributions.rank(count, permille))
            .isEqualTo(exact.setScale(0, RoundingMode.CEILING).longValueExact());
      }
    }
  }
}
