package dev.straingauge.schemas.survival;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.straingauge.event.Distribution;
import dev.straingauge.schemas.sketch.Buckets;
import dev.straingauge.schemas.sketch.LatencySketch;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class KaplanMeierTest {

  private static final long SECOND = 1_000_000_000L;
  private static final LatencySketch NONE = new LatencySketch();

  /**
   * 116 pods became ready (one each 0.25 s around a median of 20.8 s), 112 timed out at 60 s, 14
   * were unresolved: 8 seen for less than 1 s, 6 for 4 to 47 s.
   */
  @Test
  void endsTheSurvivorFunctionOfTheEfsRunAt0point5004() {
    LatencySketch ready = new LatencySketch();
    for (int i = 0; i < 116; i++) {
      ready.record((long) ((20.8 + (i - 57.5) * 0.25) * SECOND));
    }
    LatencySketch timedOut = new LatencySketch();
    timedOut.record(60 * SECOND, 112);
    LatencySketch open = new LatencySketch();
    for (int i = 1; i <= 8; i++) {
      open.record(i * SECOND / 10);
    }
    for (long seconds : new long[] {4, 16, 35, 38, 41, 47}) {
      open.record(seconds * SECOND);
    }

    Distribution distribution = KaplanMeier.distribution(ready, 112, timedOut, open);

    assertThat(KaplanMeier.survivorAtEnd(ready, 112, open)).isCloseTo(0.5004, within(0.00005));
    assertThat(distribution.getCount()).isEqualTo(242);
    assertThat(distribution.getP50Nanos()).isNull();
    assertThat(distribution.getP99Nanos()).isNull();
    assertThat(distribution.getAboveNanos()).isEqualTo(60 * SECOND);
    assertThat(Distributions.of(ready).getP50Nanos() / 1e9).isCloseTo(20.8, within(0.0109 * 20.8));
    assertThat(116 * 100 / 242.0).isCloseTo(47.9, within(0.05));
  }

  @Test
  void drawsTheCurveOfWhichThePercentilesAreTheFirstPointsFarEnoughDown() {
    for (int seed = 1; seed <= 100; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      LatencySketch events = random(random, 1 + random.nextInt(60));
      LatencySketch open = random(random, random.nextInt(40));
      long never = random.nextInt(5);
      List<long[]> steps = new ArrayList<>();
      List<Double> left = new ArrayList<>();

      KaplanMeier.curve(
          events,
          never,
          open,
          (nanos, survivor) -> {
            steps.add(new long[] {nanos});
            left.add(survivor);
          });

      Distribution distribution = KaplanMeier.distribution(events, never, NONE, open);
      Long median = null;
      for (int i = steps.size() - 1; i >= 0; i--) {
        if (left.get(i) <= 0.5 + 1e-12) {
          median = steps.get(i)[0];
        }
      }
      assertThat(median).as("seed %d", seed).isEqualTo(distribution.getP50Nanos());
      assertThat(left).isSortedAccordingTo((a, b) -> Double.compare(b, a));
      assertThat(left.getLast())
          .isCloseTo(KaplanMeier.survivorAtEnd(events, never, open), within(1e-12));
    }
  }

  @Test
  void equalsTheNearestRankWithoutCensoring() {
    for (int seed = 1; seed <= 50; seed++) {
      LatencySketch events = random(new SplittableRandom(seed), seed * 7);
      assertThat(KaplanMeier.distribution(events, 0, NONE, NONE))
          .isEqualTo(Distributions.of(events));
    }
  }

  @Test
  void ranksWhatNeverEndsAboveEveryNumber() {
    for (int seed = 1; seed <= 50; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      LatencySketch events = random(random, random.nextInt(200));
      LatencySketch never = random(random, random.nextInt(100));
      assertThat(KaplanMeier.distribution(events, never.count(), never, NONE))
          .isEqualTo(Distributions.ranked(events, never));
    }
  }

  @Test
  void agreesWithTheTextbookFormulaOverSingleObservations() {
    for (int seed = 1; seed <= 200; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      LatencySketch events = random(random, 1 + random.nextInt(60));
      LatencySketch open = random(random, random.nextInt(40));
      long never = random.nextInt(5);

      Distribution distribution = KaplanMeier.distribution(events, never, NONE, open);

      List<double[]> curve = textbook(events, never, open);
      assertThat(KaplanMeier.survivorAtEnd(events, never, open))
          .isCloseTo(curve.getLast()[1], within(1e-12));
      assertThat(distribution.getP50Nanos()).isEqualTo(firstAtMost(curve, 0.5));
      assertThat(distribution.getP90Nanos()).isEqualTo(firstAtMost(curve, 0.1));
    }
  }

  @Test
  void countsAnEventBeforeACensoringOfTheSameBucket() {
    LatencySketch one = new LatencySketch();
    one.record(5);
    assertThat(KaplanMeier.survivorAtEnd(one, 0, one)).isEqualTo(0.5);
    assertThat(KaplanMeier.distribution(one, 0, NONE, one).getP50Nanos()).isEqualTo(5);
  }

  @Test
  void handlesZerosAndNothingAtAll() {
    LatencySketch zeros = new LatencySketch();
    zeros.record(0, 3);
    assertThat(KaplanMeier.distribution(zeros, 1, NONE, NONE).getP50Nanos()).isEqualTo(0);
    assertThat(KaplanMeier.distribution(NONE, 0, NONE, NONE))
        .isEqualTo(new Distribution(0L, null, null, null, null, null, null, null));
    assertThat(KaplanMeier.survivorAtEnd(NONE, 0, NONE)).isEqualTo(1);
    assertThat(KaplanMeier.distribution(NONE, 0, NONE, zeros).getAboveNanos()).isEqualTo(0);
    assertThatThrownBy(() -> KaplanMeier.distribution(NONE, -1, NONE, NONE))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static LatencySketch random(SplittableRandom random, int size) {
    LatencySketch sketch = new LatencySketch();
    for (int i = 0; i < size; i++) {
      sketch.record(random.nextLong(100) * SECOND / 10);
    }
    return sketch;
  }

  /** Pairs of (middle of the bucket, S), one observation at a time, in doubles. */
  private static List<double[]> textbook(LatencySketch events, long never, LatencySketch open) {
    double survivor = 1;
    long atRisk = events.count() + never + open.count();
    List<double[]> curve = new ArrayList<>(List.of(new double[] {0, 1}));
    long rank = 0;
    long openRank = 0;
    for (int index = Buckets.FIRST - 1; index <= Buckets.LAST; index++) {
      while (rank < events.count() && bucketAt(events, rank + 1) == index) {
        survivor *= 1 - 1.0 / atRisk--;
        rank++;
      }
      if (rank > 0) {
        curve.add(new double[] {events.atRank(rank).orElseThrow(), survivor});
      }
      while (openRank < open.count() && bucketAt(open, openRank + 1) == index) {
        atRisk--;
        openRank++;
      }
    }
    return curve;
  }

  private static int bucketAt(LatencySketch sketch, long rank) {
    long value = sketch.atRank(rank).orElseThrow();
    return value == 0 ? Buckets.FIRST - 1 : Buckets.indexOf(value);
  }

  private static @Nullable Long firstAtMost(List<double[]> curve, double share) {
    for (double[] step : curve) {
      if (step[1] <= share + 1e-12) {
        return (long) step[0];
      }
    }
    return null;
  }
}
