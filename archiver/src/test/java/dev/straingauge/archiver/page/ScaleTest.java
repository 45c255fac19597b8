package dev.straingauge.archiver.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.straingauge.schemas.sketch.Buckets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScaleTest {

  @ParameterizedTest
  @CsvSource({
    "1.04, 1",
    "1.05, 1.1",
    "-0.04, 0",
    "-3.25, -3.2",
    "12.0, 12",
    "1234567.89, 1234567.9"
  })
  void writesCoordinatesWithOneDecimal(double value, String text) {
    assertThat(Svg.of(value)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({"0.00004, 0", "2.5, 2.5", "-4.50625, -4.5063", "0.3333333, 0.3333", "10, 10"})
  void writesFactorsWithFourDecimals(double value, String text) {
    assertThat(Words.fine(value)).isEqualTo(text);
  }

  @Test
  void laysDecadesEvenlyOnALogarithmicAxis() {
    Scale.Log scale = new Scale.Log(1e6, 1e9, 300, 0);
    assertThat(scale.at(1e6)).isCloseTo(300, within(1e-9));
    assertThat(scale.at(1e7)).isCloseTo(200, within(1e-9));
    assertThat(scale.at(1e9)).isCloseTo(0, within(1e-9));
  }

  @Test
  void namesRoundDurations() {
    assertThat(Scale.durations(8e8, 7e9))
        .extracting(Scale.Tick::label)
        .containsExactly("1 s", "2 s", "5 s");
    assertThat(Scale.durations(9e5, 7e10))
        .extracting(Scale.Tick::label)
        .containsExactly("1 ms", "10 ms", "100 ms", "1 s", "10 s");
  }

  @Test
  void namesRoundAmounts() {
    assertThat(Scale.amounts(21)).extracting(Scale.Tick::label).containsExactly("0", "10", "20");
    assertThat(Scale.amounts(0.9)).extracting(Scale.Tick::label).containsExactly("0", "0.5");
  }

  @Test
  void drawsACellWhereItsTimesAreOnTheAxis() {
    TimeRows rows = new TimeRows(Buckets.indexOf(1_000_000), 9, 40);
    Scale.Log axis = rows.scale(400, 0);
    for (int bucket = rows.first(); bucket < rows.first() + 360; bucket += 7) {
      double bottom = 400 - 10.0 * rows.rowOf(bucket);
      assertThat(axis.atWhole(Buckets.middleNanos(bucket)))
          .as("bucket %d", bucket)
          .isBetween(bottom - 10.01, bottom + 0.01);
    }
    assertThat(List.of(rows.rowOf(-1), rows.rowOf(rows.first() + 10_000))).containsExactly(0, 39);
  }

  @Test
  void shadesByTheSquareRootOfTheCount() {
    assertThat(Shades.of(1, 8100)).isZero();
    assertThat(Shades.of(1, 1)).isZero();
    assertThat(Shades.of(2070, 8100)).isEqualTo(4); // half of the way of the roots: the middle one
    assertThat(Shades.of(8100, 8100)).isEqualTo(Shades.COUNT - 1);
  }
}
