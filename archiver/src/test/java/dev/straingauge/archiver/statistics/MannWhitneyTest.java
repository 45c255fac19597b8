package dev.straingauge.archiver.statistics;

import static dev.straingauge.archiver.statistics.Reference.cases;
import static dev.straingauge.archiver.statistics.Reference.observations;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class MannWhitneyTest {

  @Test
  void agreesWithSciPyWithAndWithoutTiesSmallAndLarge() {
    assertThat(cases("mann-whitney")).hasSizeGreaterThan(60);
    for (String[] fields : cases("mann-whitney")) {
      MannWhitney.Result result =
          MannWhitney.test(observations(fields[0]), observations(fields[1]));

      String name = String.join(";", fields);
      assertThat(result.u()).as(name).isEqualTo(Double.parseDouble(fields[2]));
      double p = Double.parseDouble(fields[3]);
      assertThat(result.p()).as(name).isCloseTo(p, within(1e-9 * p));
    }
  }

  @Test
  void smallestPOfGroupSizesAgreesWithSciPy() {
    for (String[] fields : cases("smallest-p")) {
      double p = Double.parseDouble(fields[2]);
      assertThat(MannWhitney.smallestP(Integer.parseInt(fields[0]), Integer.parseInt(fields[1])))
          .isCloseTo(p, within(1e-12 * p));
    }
    assertThat(MannWhitney.smallestP(3, 3)).isCloseTo(0.1, within(1e-15));
  }

  @Test
  void fullySeparatedGroupsGiveTheSmallestP() {
    MannWhitney.Result result =
        MannWhitney.test(observations("1,2,3,4,5,6,7"), observations("8,9,10,11,12,13,14"));

    assertThat(result).isEqualTo(new MannWhitney.Result(49, 2.0 / 3432, true));
  }

  @Test
  void censoredValuesRankAboveEveryNumberAndTieWithEachOther() {
    List<Observation> numbers = observations("10,20,70,80,90");
    List<Observation> above = List.of(Observation.above(60), Observation.above(30));

    // 70 to 90 lie above the bounds and still rank below what was never reached
    assertThat(MannWhitney.test(numbers, above).u()).isEqualTo(10);
    assertThat(MannWhitney.test(above, List.of(Observation.above(60))).u()).isEqualTo(1);
    assertThat(MannWhitney.test(above, above).p()).isEqualTo(1);
  }

  @Test
  void equalValuesAreNoEvidenceHoweverMany() {
    List<Observation> same = observations("5,5,5,5,5,5,5,5,5,5,5,5");

    assertThat(MannWhitney.test(same, same)).isEqualTo(new MannWhitney.Result(72, 1, false));
    assertThat(MannWhitney.test(same.subList(0, 5), same.subList(0, 5)).p()).isEqualTo(1);
  }

  @Test
  void refusesEmptyGroupsAndValuesThatAreNone() {
    assertThatThrownBy(() -> MannWhitney.test(List.of(), observations("1")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("compare 0 with 1 runs: a group is empty");
    assertThatThrownBy(() -> Observation.of(Double.NaN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("observe NaN: not a finite number");
  }
}
