package dev.straingauge.archiver.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.straingauge.schemas.sketch.LatencySketch;
import java.util.List;
import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ShapeTestTest {

  private static final long MILLI = 1_000_000;

  /** Runs of 100 operations. */
  private static List<LatencySketch> runs(int runs, IntToLongFunction nanosOfOperation) {
    return IntStream.range(0, runs)
        .mapToObj(
            run -> {
              LatencySketch sketch = new LatencySketch();
              for (int i = 0; i < 100; i++) {
                sketch.record(nanosOfOperation.applyAsLong(run * 100 + i));
              }
              return sketch;
            })
        .toList();
  }

  @Test
  void countsTheDivisionsThatAreAsFarApart() {
    // Given: one operation in five goes to a second mode, whatever the run
    List<LatencySketch> base = runs(7, i -> (10 + i % 7) * MILLI);
    List<LatencySketch> candidate = runs(7, i -> (i % 5 == 0 ? 3000 : 10 + i % 7) * MILLI);
    // When
    ShapeTest.Result result = ShapeTest.test(base, candidate);
    // Then: of 3,432 divisions this one and its mirror image
    assertThat(result.p()).isCloseTo(2.0 / 3432, within(1e-12));
    assertThat(result.distance().distance()).isCloseTo(0.2, within(0.01));
  }

  @Test
  void findsNothingBetweenGroupsOfTheSameRuns() {
    List<LatencySketch> runs = runs(10, i -> (10 + i % 7 + i / 100) * MILLI);
    List<LatencySketch> even = IntStream.range(0, 5).mapToObj(i -> runs.get(2 * i)).toList();
    List<LatencySketch> odd = IntStream.range(0, 5).mapToObj(i -> runs.get(2 * i + 1)).toList();
    assertThat(ShapeTest.test(even, odd).p()).isGreaterThan(0.3);
  }

  @Test
  void drawsDivisionsWhereThereAreTooManyToTryAll() {
    List<LatencySketch> base = runs(9, i -> (10 + i % 7) * MILLI);
    List<LatencySketch> candidate = runs(9, i -> (i % 5 == 0 ? 3000 : 10 + i % 7) * MILLI);
    double p = ShapeTest.test(base, candidate).p();
    assertThat(p).isBetween(1.0 / 4001, 3.0 / 4001);
    assertThat(ShapeTest.test(base, candidate).p()).isEqualTo(p);
  }
}
