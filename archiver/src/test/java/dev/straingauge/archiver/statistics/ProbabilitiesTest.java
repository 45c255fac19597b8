package dev.straingauge.archiver.statistics;

import static dev.straingauge.archiver.statistics.Reference.cases;
import static dev.straingauge.archiver.statistics.Reference.numbers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ProbabilitiesTest {

  @Test
  void normalTailAgreesWithSciPyFarOutToo() {
    for (String[] fields : cases("normal")) {
      double z = Double.parseDouble(fields[0]);
      double p = Double.parseDouble(fields[1]);

      assertThat(Probabilities.normalAbove(z)).as("z %s", z).isCloseTo(p, within(1e-11 * p));
      assertThat(Probabilities.normalAbove(-z)).isCloseTo(1 - p, within(1e-12));
      assertThat(Probabilities.normalQuantileAbove(p)).isCloseTo(z, within(1e-9));
    }
  }

  @Test
  void studentAgreesWithSciPy() {
    assertThat(cases("student")).hasSize(81);
    for (String[] fields : cases("student")) {
      double p = Double.parseDouble(fields[2]);

      assertThat(
              Probabilities.studentTwoSided(
                  Double.parseDouble(fields[0]), Double.parseDouble(fields[1])))
          .as("t %s, df %s", fields[0], fields[1])
          .isCloseTo(p, within(1e-9 * p));
    }
  }

  @Test
  void studentOfNoNumberIsNoneAndOfInfinityIsCertain() {
    assertThat(Probabilities.studentTwoSided(Double.NaN, 5)).isNaN();
    assertThat(Probabilities.studentTwoSided(Double.NEGATIVE_INFINITY, 5)).isZero();
  }

  @Test
  void falseDiscoveryAgreesWithSciPy() {
    for (String[] fields : cases("benjamini-hochberg")) {
      assertThat(FalseDiscovery.adjusted(numbers(fields[0])))
          .containsExactly(numbers(fields[1]), within(1e-12));
    }
    assertThat(FalseDiscovery.adjusted()).isEmpty();
  }
}
