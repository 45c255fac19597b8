package dev.straingauge.archiver.statistics;

import static dev.straingauge.archiver.statistics.Reference.cases;
import static dev.straingauge.archiver.statistics.Reference.numbers;
import static dev.straingauge.archiver.statistics.Reference.observations;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HodgesLehmannTest {

  private static final double INFINITE = Double.POSITIVE_INFINITY;

  @Test
  void shiftAndIntervalAgreeWithTheirDefinitionInSciPy() {
    assertThat(cases("hodges-lehmann")).hasSize(6);
    for (String[] fields : cases("hodges-lehmann")) {
      List<Observation> first = observations(fields[0]);
      List<Observation> second = observations(fields[1]);
      double alpha = Double.parseDouble(fields[2]);

      agree(HodgesLehmann.absolute(first, second, alpha), numbers(fields[3]));
      agree(HodgesLehmann.relative(first, second, alpha).orElseThrow(), numbers(fields[4]));
    }
  }

  @Test
  void censoredCandidateGivesALowerBoundAndAnOpenInterval() {
    List<Observation> first = observations("30,31,32,33,34,35,36");
    List<Observation> second = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      second.add(Observation.above(60));
    }

    HodgesLehmann.Shift shift = HodgesLehmann.absolute(first, second, 0.01);

    assertThat(shift.estimate()).isEqualTo(new Interval(27, INFINITE));
    assertThat(shift.confidence().lower()).isEqualTo(24);
    assertThat(shift.confidence().upper()).isInfinite();
    assertThat(HodgesLehmann.relative(first, second, 0.01).orElseThrow().estimate().lower())
        .isCloseTo(27 / 33.0, within(1e-12));
  }

  @Test
  void oneCensoredRunLeavesTheEstimateANumberAndOpensOnlyWhatItDecides() {
    List<Observation> first = observations("10,11,12,13,14,15,16");
    List<Observation> second = new ArrayList<>(observations("20,21,22,23,24,25"));
    second.add(Observation.above(60));

    HodgesLehmann.Shift shift = HodgesLehmann.absolute(first, second, 0.05);

    assertThat(shift.estimate().isPoint()).isTrue();
    assertThat(shift.estimate().lower()).isEqualTo(10);
    // the seven differences to the censored run are above the upper bound's place
    assertThat(shift.confidence().lower()).isEqualTo(7);
    assertThat(shift.confidence().upper()).isEqualTo(14);
    assertThat(HodgesLehmann.absolute(first, second, 0.001).confidence().upper()).isInfinite();
  }

  @Test
  void bothSidesCensoredSayNothing() {
    List<Observation> above = List.of(Observation.above(60), Observation.above(30));

    assertThat(HodgesLehmann.absolute(above, above, 0.05).estimate())
        .isEqualTo(Interval.EVERYTHING);
  }

  @Test
  void groupsTooSmallForTheConfidenceHaveAnOpenInterval() {
    assertThat(
            HodgesLehmann.absolute(observations("1,2,3"), observations("7,8,9"), 0.01).confidence())
        .isEqualTo(Interval.EVERYTHING);
  }

  @Test
  void aBaselineOfZerosHasNoRelativeShift() {
    assertThat(HodgesLehmann.relative(observations("0,0,1"), observations("7,8,9"), 0.1)).isEmpty();
    assertThat(HodgesLehmann.relative(observations("1,2"), observations("-1,3"), 0.1)).isEmpty();
    assertThat(HodgesLehmann.relative(observations("0,2,2"), observations("3,3,0"), 0.1))
        .get()
        .satisfies(shift -> assertThat(shift.estimate()).isEqualTo(new Interval(0.5, 0.5)));
  }

  private static void agree(HodgesLehmann.Shift shift, double[] expected) {
    assertThat(shift.estimate().isPoint()).isTrue();
    close(shift.estimate().lower(), expected[0]);
    close(shift.confidence().lower(), expected[1]);
    close(shift.confidence().upper(), expected[2]);
  }

  private static void close(double actual, double expected) {
    if (Double.isInfinite(expected)) {
      assertThat(actual).isEqualTo(expected);
    } else {
      assertThat(actual).isCloseTo(expected, within(1e-9));
    }
  }
}
