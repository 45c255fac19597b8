package dev.straingauge.archiver.statistics;

import static dev.straingauge.archiver.statistics.Reference.numbers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EDivisiveTest {

  /** window; p; magnitude; series; indices found by the published implementation. */
  @Test
  void findsThePointsOfThePublishedImplementationInAllSeries() {
    List<String> lines = Reference.lines("edivisive-parity.csv");
    assertThat(lines).hasSize(240);
    for (String line : lines) {
      String[] fields = line.split(";", -1);
      EDivisive detector =
          new EDivisive(
              Integer.parseInt(fields[0]),
              Double.parseDouble(fields[1]),
              Double.parseDouble(fields[2]));

      assertThat(indexes(detector.changePoints(numbers(fields[3]))))
          .as(line)
          .containsExactly(Arrays.stream(numbers(fields[4])).mapToInt(x -> (int) x).toArray());
    }
  }

  /** With ties, which rounding must not order otherwise, and with points that change or go. */
  @ParameterizedTest(name = "window {0}")
  @ValueSource(ints = {2, 20, 50})
  void aSearchThatGoesOnFindsWhatOneFromTheStartFinds(int window) {
    Random random = new Random(7);
    EDivisive detector = new EDivisive(window, 0.01, 0);
    for (int round = 0; round < 40; round++) {
      ChangeSearch search = new ChangeSearch(detector);
      boolean whole = random.nextBoolean();
      double[] series =
          IntStream.range(0, 160)
              .mapToDouble(i -> (i / 30 % 2 == 0 ? 10 : 11) + random.nextGaussian())
              .map(x -> whole ? Math.rint(x) : x)
              .toArray();
      int length = 1;
      while (length < series.length) {
        length = Math.clamp(length + (long) random.nextInt(6) - 1, 1, series.length);
        if (random.nextInt(5) == 0) {
          series[Math.max(0, length - 1 - random.nextInt(60))] += 2;
        }
        double[] known = Arrays.copyOf(series, length);

        assertThat(search.find(known)).isEqualTo(detector.changePoints(known));
      }
    }
  }

  @Test
  void tellsTheRegimesOnBothSidesOfAChange() {
    double[] series = IntStream.range(0, 40).mapToDouble(i -> (i < 25 ? 10 : 12) + i % 2).toArray();

    List<ChangePoint> points = EDivisive.PUBLISHED.changePoints(series);

    assertThat(points).hasSize(1);
    ChangePoint point = points.getFirst();
    assertThat(point.index()).isEqualTo(25);
    assertThat(point.from()).isZero();
    assertThat(point.to()).isEqualTo(40);
    assertThat(point.meanBefore()).isCloseTo(10.48, within(1e-9));
    assertThat(point.meanAfter()).isCloseTo(12 + 8 / 15.0, within(1e-9));
    assertThat(point.p()).isLessThan(1e-9);
    assertThat(point.magnitude()).isCloseTo((12 + 8 / 15.0) / 10.48 - 1, within(1e-9));
  }

  @Test
  void constantsDoNotChangeAndTwoConstantsDo() {
    assertThat(EDivisive.PUBLISHED.changePoints(new double[60])).isEmpty();
    double[] step = new double[20];
    Arrays.fill(step, 12, 20, 1);
    assertThat(indexes(EDivisive.PUBLISHED.changePoints(step))).containsExactly(12);
  }

  @Test
  void shortSeriesHaveNoChange() {
    assertThat(EDivisive.PUBLISHED.changePoints()).isEmpty();
    assertThat(EDivisive.PUBLISHED.changePoints(1)).isEmpty();
    assertThat(EDivisive.PUBLISHED.changePoints(1, 9)).isEmpty();
  }

  @Test
  void refusesPointsThatAreNoNumbersAndSettingsOutsideTheirRange() {
    assertThatThrownBy(() -> EDivisive.PUBLISHED.changePoints(1, 2, Double.POSITIVE_INFINITY))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("detect changes: point 2 is Infinity (expected finite numbers)");
    assertThatThrownBy(() -> new EDivisive(1, 0.1, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("window 1");
  }

  private static int[] indexes(List<ChangePoint> points) {
    return points.stream().mapToInt(ChangePoint::index).toArray();
  }
}
