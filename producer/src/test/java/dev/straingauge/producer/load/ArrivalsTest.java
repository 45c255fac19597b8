package dev.straingauge.producer.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.straingauge.schemas.config.Scenario.Load;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArrivalsTest {

  private static final long SECOND = 1_000_000_000L;

  @Test
  void aConstantRateStartsOneEachPeriod() {
    assertThat(offsets(new Load.Constant(4), Duration.ofSeconds(1)))
        .containsExactly(0, 250_000_000, 500_000_000, 750_000_000);
  }

  @ParameterizedTest(name = "{0}/s for {1}")
  @CsvSource({
    "3,PT1S",
    "0.1,PT1H",
    "7.3,PT13M",
    "0.333333333,PT2H",
    "1000,PT10.0005S",
    "0.001,PT5S",
    "123456.789,PT1S"
  })
  void aConstantRateIsExact(BigDecimal rate, Duration duration) {
    long[] offsets = offsets(new Load.Constant(rate.doubleValue()), duration);

    BigInteger perNano = rate.movePointRight(9).toBigIntegerExact(); // 1e-18 of an operation
    for (int i = 0; i < offsets.length; i++) {
      BigInteger wanted = BigInteger.valueOf(i).multiply(BigInteger.TEN.pow(18));
      assertThat(perNano.multiply(BigInteger.valueOf(offsets[i]))).isGreaterThanOrEqualTo(wanted);
      if (i > 0) {
        assertThat(perNano.multiply(BigInteger.valueOf(offsets[i] - 1))).isLessThan(wanted);
      }
    }
    BigInteger atEnd = perNano.multiply(BigInteger.valueOf(duration.toNanos()));
    assertThat(BigInteger.valueOf(offsets.length).multiply(BigInteger.TEN.pow(18)))
        .isGreaterThanOrEqualTo(atEnd);
    assertThat(offsets[offsets.length - 1]).isLessThan(duration.toNanos());
  }

  @ParameterizedTest(name = "{0}/s to {1}/s over {2} s")
  @CsvSource({
    "0,100,60",
    "100,0,60",
    "2,20,600",
    "20,2,601",
    "5,5,10",
    "0.5,0.7,3600",
    "100,0,86400"
  })
  void aRampFollowsItsIntegral(double from, double to, int seconds) {
    long[] offsets = offsets(new Load.Ramp(from, to), Duration.ofSeconds(seconds));

    assertThat(offsets).isSorted();
    assertThat(offsets.length).isEqualTo((int) Math.ceil((from + to) / 2 * seconds - 1e-9));
    assertThat(offsets[0]).isZero();
    int below = 0;
    for (int second = 1; second <= seconds; second++) {
      while (below < offsets.length && offsets[below] < second * SECOND) {
        below++;
      }
      double integral = from * second + (to - from) * second * second / (2.0 * seconds);
      assertThat((double) below).isBetween(integral - 1e-6, integral + 1 + 1e-6);
    }
    for (int i = 1; i < offsets.length; i++) {
      assertThat(integral(from, to, seconds, offsets[i] + 1_000)).isGreaterThanOrEqualTo(i);
      assertThat(integral(from, to, seconds, offsets[i] - 1_000)).isLessThan(i);
    }
  }

  @Test
  void stepsAreEqualPlateausThatLoseNoFraction() {
    long[] offsets = offsets(new Load.Steps(2, 20, 6), Duration.ofMinutes(10));

    double[] rates = {2, 5.6, 9.2, 12.8, 16.4, 20};
    double sum = 0;
    for (int step = 0; step < rates.length; step++) {
      long begin = step * 100L * SECOND;
      long in =
          Arrays.stream(offsets).filter(at -> at >= begin && at < begin + 100 * SECOND).count();
      assertThat((double) in).isBetween(rates[step] * 100 - 1, rates[step] * 100 + 1);
      sum += rates[step] * 100;
    }
    assertThat(offsets).hasSize((int) sum).isSorted();
  }

  @Test
  void stepsFromZeroBeginWhenTheRateDoes() {
    assertThat(offsets(new Load.Steps(0, 1, 2), Duration.ofSeconds(4)))
        .containsExactly(2 * SECOND, 3 * SECOND);
  }

  @Test
  void burstsStartTogether() {
    assertThat(offsets(new Load.Burst(3, Duration.ofSeconds(2)), Duration.ofSeconds(4)))
        .containsExactly(0, 0, 0, 2 * SECOND, 2 * SECOND, 2 * SECOND);
    assertThat(offsets(new Load.Burst(2, Duration.ofSeconds(2)), Duration.ofNanos(4 * SECOND + 1)))
        .hasSize(6);
  }

  @Test
  void aPoissonProcessHasExponentialGapsOfItsMean() {
    long[] offsets = offsets(new Load.Poisson(50), Duration.ofHours(1));

    int expected = 50 * 3600;
    double sigma = Math.sqrt(expected);
    assertThat((double) offsets.length).isBetween(expected - 4 * sigma, expected + 4 * sigma);
    assertThat(offsets).isSorted();
    assertThat(offsets[offsets.length - 1]).isLessThan(3600 * SECOND);
    long longerThanMean = 0;
    for (int i = 1; i < offsets.length; i++) {
      longerThanMean += offsets[i] - offsets[i - 1] > 20_000_000 ? 1 : 0;
    }
    double share = longerThanMean / (offsets.length - 1.0);
    assertThat(share).isBetween(Math.exp(-1) - 0.005, Math.exp(-1) + 0.005);
  }

  @Test
  void theSameSeedGivesTheSamePoissonProcess() {
    Load load = new Load.Poisson(5);

    assertThat(Arrivals.offsets(load, Duration.ofMinutes(1), generator(1)))
        .isEqualTo(Arrivals.offsets(load, Duration.ofMinutes(1), generator(1)))
        .isNotEqualTo(Arrivals.offsets(load, Duration.ofMinutes(1), generator(2)));
  }

  @Test
  void refusesWhatCannotBeScheduled() {
    assertThatThrownBy(() -> offsets(new Load.Closed(8, Duration.ZERO), Duration.ofSeconds(1)))
        .hasMessage("schedule a load of 8 workers: closed");
    assertThatThrownBy(() -> offsets(new Load.Ramp(0, 1e6), Duration.ofDays(10)))
        .hasMessage("schedule a phase: over 100,000,000 operations (expected fewer)");
    assertThatThrownBy(() -> offsets(new Load.Constant(2e9), Duration.ofDays(10)))
        .hasMessage("schedule a rate of 2.0E+9/s: (expected 0 to 1e9)");
  }

  private static double integral(double from, double to, int seconds, long nanos) {
    double t = nanos / 1e9;
    return from * t + (to - from) * t * t / (2.0 * seconds);
  }

  private static long[] offsets(Load load, Duration duration) {
    return Arrivals.offsets(load, duration, generator(1));
  }

  private static RandomGenerator generator(long seed) {
    return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
  }
}
