package dev.straingauge.producer.cluster.simulated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InverseNormalTest {

  @ParameterizedTest
  @CsvSource({
    "0.5, 0",
    "0.75, 0.6744897501960817",
    "0.975, 1.959963984540054",
    "0.99, 2.3263478740408408",
    "0.999, 3.090232306167813",
    "1e-9, -5.997807015007687",
    "1e-20, -9.262340089798409"
  })
  void givesTheTabulatedQuantiles(double p, double expected) {
    assertThat(InverseNormal.quantile(p))
        .isCloseTo(expected, within(1e-14 * (1 + Math.abs(expected))));
  }

  @Test
  void risesWithoutAStepBetweenItsThreeRegions() {
    double before = InverseNormal.quantile(1e-16);
    for (double p = 1e-15; p < 1; p = p < 0.01 ? p * 1.001 : p + 1e-5) {
      double next = InverseNormal.quantile(p);
      assertThat(next).isGreaterThan(before);
      before = next;
    }
  }

  @Test
  void refusesWhatIsNoProbability() {
    for (double p : new double[] {0, 1, -1, 2, Double.NaN}) {
      assertThatThrownBy(() -> InverseNormal.quantile(p))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
