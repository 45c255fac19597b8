package dev.straingauge.producer.cluster.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.straingauge.event.IoInterval;
import dev.straingauge.producer.cluster.kubernetes.FioStatus.Counts;
import dev.straingauge.schemas.sketch.LatencySketch;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FioIntervalsTest {

  private static final long MILLI = 1_000_000L;

  /** The pod's clock is an hour behind. */
  private static final long SHIFT = 3_600_000L * MILLI;

  private final FioIntervals intervals = new FioIntervals("node-1", "io", "vol-7", 4096);
  private final List<IoInterval> all = new ArrayList<>();

  @Test
  void tellsWhatWasDoneBetweenTwoStatuses() {
    Recorded.statuses(Recorded.STEADY).forEach(status -> hear(status, 0));

    assertThat(of("read").map(IoInterval::getCount)).containsExactly(21L, 19L, 21L, 0L);
    assertThat(of("write").map(IoInterval::getCount)).containsExactly(11L, 9L, 11L, 0L);
    assertThat(of("metadata").map(IoInterval::getCount)).containsExactly(3L, 2L, 2L, 1L);
    assertThat(of("read").map(IoInterval::getBytes))
        .containsExactly(21L * 4096, 19L * 4096, 21L * 4096, 0L);
    assertThat(of("metadata").map(IoInterval::getBytes)).containsOnly(0L);
    assertThat(all)
        .allSatisfy(
            one -> {
              assertThat(one.getSource()).isEqualTo("node-1");
              assertThat(one.getTarget()).isEqualTo("vol-7");
              assertThat(one.getStep()).isEqualTo("io");
              assertThat(one.getErrors()).isZero();
              assertThat(sketch(one).count()).isEqualTo(one.getCount());
              assertThat(one.getResponse()).isNull();
            });
  }

  @Test
  void latenciesAreThoseOfFio() {
    List<FioStatus> statuses = Recorded.statuses(Recorded.STEADY);
    statuses.forEach(status -> hear(status, 0));
    LatencySketch sum = new LatencySketch();
    of("read").forEach(one -> sum.merge(sketch(one)));

    double fioMean = 779_186.57377; // of its last status
    assertThat((double) sum.sum() / sum.count()).isBetween(fioMean * 0.992, fioMean * 1.008);
  }

  @Test
  void intervalsFollowEachOther() {
    List<FioStatus> statuses = Recorded.statuses(Recorded.STEADY);
    statuses.forEach(status -> hear(status, 0));

    List<IoInterval> reads = of("read").toList();
    assertThat(reads.getFirst().getEnd())
        .isEqualTo(statuses.getFirst().timeMillis() * MILLI + SHIFT);
    assertThat(reads.getFirst().getEnd() - reads.getFirst().getStart()).isEqualTo(849 * MILLI);
    for (int i = 1; i < reads.size(); i++) {
      assertThat(reads.get(i).getStart()).isEqualTo(reads.get(i - 1).getEnd());
    }
  }

  @Test
  void oneThatWasHeldUpOnItsWayStaysInItsPlace() {
    List<FioStatus> statuses = Recorded.statuses(Recorded.STEADY);
    hear(statuses.get(0), 5);
    hear(statuses.get(1), 900);
    hear(statuses.get(2), 3);

    assertThat(of("read").map(one -> one.getEnd() - SHIFT))
        .containsExactly(
            (statuses.get(0).timeMillis() + 5) * MILLI,
            (statuses.get(1).timeMillis() + 5) * MILLI,
            (statuses.get(2).timeMillis() + 3) * MILLI);
  }

  @Test
  void noneEndsAfterItCame() {
    Map<Integer, Long> delays = Map.of(0, 700L, 1, 20L, 2, 400L, 3, 1L);
    List<FioStatus> statuses = Recorded.statuses(Recorded.STEADY);
    for (int i = 0; i < statuses.size(); i++) {
      hear(statuses.get(i), delays.getOrDefault(i, 0L));
      long came = (statuses.get(i).timeMillis() + delays.getOrDefault(i, 0L)) * MILLI + SHIFT;
      assertThat(all.getLast().getEnd()).isLessThanOrEqualTo(came);
    }
  }

  @Test
  void whatAStatusThatGotLostHadSaidIsInTheNextOne() {
    List<FioStatus> statuses = Recorded.statuses(Recorded.STEADY);
    hear(statuses.get(0), 0);
    hear(statuses.get(2), 0);

    assertThat(of("read").map(IoInterval::getCount)).containsExactly(21L, 40L);
    assertThat(all.getLast().getEnd() - all.getFirst().getEnd())
        .as("to the end of the second that would have been left out")
        .isEqualTo(1_125 * MILLI);
  }

  @Test
  void thereIsAnEndInEachSecondWhenStatusesComeOnceASecond() {
    long[] millis = {1_950, 3_020, 3_960, 5_100, 6_001, 6_990};
    for (int i = 0; i < millis.length; i++) {
      hear(status(100_000 + millis[i], millis[i] - 1_000, Map.of(100L, (i + 1) * 10L)), 0);
    }

    assertThat(of("read").map(one -> (one.getEnd() - SHIFT) / MILLI - 100_000))
        .containsExactly(1_950L, 3_000L, 3_960L, 5_000L, 6_000L, 6_990L);
    assertThat(of("read").map(IoInterval::getCount)).containsOnly(10L);
  }

  @Test
  void aSilenceIsOneInterval() {
    hear(status(101_000, 1_000, Map.of(100L, 10L)), 0);
    hear(status(103_400, 3_400, Map.of(100L, 20L)), 0);
    hear(status(109_700, 9_700, Map.of(100L, 30L)), 0);

    assertThat(of("read").map(one -> one.getEnd() - one.getStart()))
        .containsExactly(1_000 * MILLI, 2_000 * MILLI, 6_700 * MILLI);
    assertThat(of("read").map(FioIntervals::isSilence)).containsExactly(false, false, true);
  }

  @Test
  void goesOnWhenThePodsClockIsSetBack() {
    hear(status(10_000, 1_000, Map.of(100L, 1L)), 0);
    long came = 11_000 * MILLI + SHIFT;
    all.addAll(intervals.next(status(3_000, 2_000, Map.of(100L, 3L)), came));

    assertThat(all.getLast().getEnd()).isEqualTo(came);
    assertThat(all.getLast().getCount()).isEqualTo(2);
  }

  @Test
  void failedOnesCountAsIoAndHaveNoLatency() {
    Recorded.statuses(Recorded.FULL).forEach(status -> hear(status, 0));

    assertThat(of("write").map(IoInterval::getErrors)).containsExactly(3L, 11L, 5L);
    assertThat(of("write").map(IoInterval::getCount)).containsExactly(15L, 15L, 8L);
    assertThat(of("write").map(one -> sketch(one).count())).containsExactly(12L, 4L, 3L);
  }

  @Test
  void latenciesBeyondTheLastBinAreToldByTheirMean() {
    Counts counts =
        new Counts(
            new TreeMap<>(Map.of(1_000_000L, 10L, 17_112_760_320L, 2L)),
            0,
            60_000,
            10 * 1e6 + 20e9 + 40e9,
            40_000_000_000L);
    hear(new FioStatus(100_000, new TreeMap<>(Map.of("read", counts))), 0);

    LatencySketch sketch = sketch(all.getFirst());
    assertThat(sketch.count()).isEqualTo(12);
    assertThat(sketch.max()).hasValue(30_000_000_000L);
  }

  @Test
  void saysNothingWhenNoTimeHasPassed() {
    FioStatus status = status(10_000, 1_000, Map.of(100L, 1L));
    hear(status, 0);

    assertThat(intervals.next(status, 10_000 * MILLI + SHIFT)).isEmpty();
  }

  private static FioStatus status(long timeMillis, long runtimeMillis, Map<Long, Long> bins) {
    return new FioStatus(
        timeMillis,
        new TreeMap<>(Map.of("read", new Counts(new TreeMap<>(bins), 0, runtimeMillis, 0, 0))));
  }

  private void hear(FioStatus status, long delayMillis) {
    all.addAll(intervals.next(status, (status.timeMillis() + delayMillis) * MILLI + SHIFT));
  }

  private Stream<IoInterval> of(String kind) {
    return all.stream().filter(one -> one.getKind().equals(kind));
  }

  private static LatencySketch sketch(IoInterval interval) {
    return LatencySketch.fromBytes(interval.getService().array());
  }
}
