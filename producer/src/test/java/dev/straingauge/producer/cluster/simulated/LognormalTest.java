package dev.straingauge.producer.cluster.simulated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class LognormalTest {

  private static final int SAMPLES = 400_000;

  @Test
  void hasTheGivenMedianPercentileAndMinimum() {
    Latency latency =
        new Latency(Duration.ofMillis(1_100), Duration.ofSeconds(4), Duration.ofMillis(350));

    long[] sorted = sorted(latency);

    assertThat(sorted[0]).isGreaterThanOrEqualTo(350_000_000L);
    assertThat(sorted[SAMPLES / 2]).isCloseTo(1_100_000_000L, within(11_000_000L));
    assertThat(sorted[SAMPLES * 99 / 100]).isCloseTo(4_000_000_000L, within(80_000_000L));
  }

  @Test
  void followsTheExactQuantilesBetweenItsKnots() {
    Latency latency = new Latency(Duration.ofMillis(10), Duration.ofMillis(100), Duration.ZERO);
    double sigma = StrictMath.log(10) / 2.3263478740408408;

    long[] sorted = sorted(latency);

    for (double q : new double[] {0.001, 0.05, 0.25, 0.75, 0.9, 0.995, 0.9995}) {
      double exact = 10e6 * StrictMath.exp(sigma * InverseNormal.quantile(q));
      assertThat((double) sorted[(int) (q * SAMPLES)])
          .as("q %s", q)
          .isCloseTo(exact, within(0.12 * exact));
    }
  }

  @Test
  void ofEqualPercentilesIsAConstant() {
    for (long value : sorted(Latency.fixed(Duration.ofSeconds(3)))) {
      assertThat(value).isCloseTo(3_000_000_000L, within(10L));
    }
  }

  @Test
  void refusesPercentilesOutOfOrder() {
    assertThatThrownBy(
            () -> new Latency(Duration.ofSeconds(1), Duration.ofMillis(999), Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected 0 <= min < p50 <= p99");
    assertThatThrownBy(
            () -> new Latency(Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static long[] sorted(Latency latency) {
    RandomGenerator random = new QueueTimeline(7).random("lognormal");
    Lognormal lognormal = new Lognormal(latency);
    long[] samples = new long[SAMPLES];
    Arrays.setAll(samples, i -> lognormal.sample(random));
    Arrays.sort(samples);
    return samples;
  }
}
