package dev.straingauge.producer.cluster.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.straingauge.event.IoInterval;
import dev.straingauge.event.Pod;
import dev.straingauge.event.WatchGap;
import dev.straingauge.producer.cluster.kubernetes.IoProgram.End;
import dev.straingauge.producer.cluster.kubernetes.Observed.Seen;
import dev.straingauge.schemas.config.Scenario.IoLoad;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;

class IoLineTest {

  private static final long MILLI = 1_000_000L;
  private static final IoLoad SHARE = new IoLoad(20, 10, 2, 4096);

  private final List<FioStatus> statuses = Recorded.statuses(Recorded.STEADY);
  private final List<SpecificRecord> written = new ArrayList<>();
  private final List<FakeProgram> programs = new ArrayList<>();
  private final List<String> failures = new ArrayList<>();
  private final IoDemand demand =
      new IoDemand("io", SHARE, cause -> failures.add(String.valueOf(cause.getMessage())));
  private long nowNanos = statuses.getFirst().timeMillis() * MILLI - 1_000 * MILLI;
  private final IoLine line =
      new IoLine(
          new Seen(
              "uid",
              "load",
              "sg-pod-1",
              "pod-1",
              "pod-1",
              "1",
              new Pod("Running", "node-1", true, true, List.of("vol-1"), null, false, null, null)),
          new Observed(written::add, () -> nowNanos),
          listener -> {
            programs.add(new FakeProgram());
            return programs.getLast();
          },
          () -> nowNanos);

  /** Does nothing, and notes what it is asked for. */
  private static final class FakeProgram implements IoProgram {
    final List<String> calls = new ArrayList<>();

    @Override
    public void start(List<String> command) {
      calls.add("start");
    }

    @Override
    public void stop() {
      calls.add("stop");
    }

    @Override
    public void cut() {
      calls.add("cut");
    }
  }

  @Test
  void writesWhatItsProgramSays() {
    line.want(demand, SHARE);
    hear(0);
    hear(1);
    line.stop();
    hear(2);
    line.ended(programs.getFirst(), new End(128, ""));
    line.close();

    assertThat(programs.getFirst().calls).containsExactly("start", "stop");
    assertThat(written).hasSize(9).allMatch(IoInterval.class::isInstance);
    assertThat(failures).isEmpty();
  }

  @Test
  void aCutConnectionIsAGapUntilItIsHeardAgain() {
    line.want(demand, SHARE);
    hear(0);
    long last = ((IoInterval) written.getLast()).getEnd();
    line.ended(programs.getFirst(), new End(End.NO_CODE, "cut"));
    line.want(demand, SHARE);
    assertThat(programs).as("it waits for a while").hasSize(1);
    nowNanos += 6_000 * MILLI;
    line.want(demand, SHARE);
    written.clear();
    hear(2);

    WatchGap gap = (WatchGap) written.getFirst();
    assertThat(gap.getKind()).isEqualTo("I/O of pod-1");
    assertThat(gap.getFrom()).isEqualTo(last);
    assertThat(gap.getTo()).isEqualTo(((IoInterval) written.get(1)).getStart());
    assertThat(written).hasSize(4);
  }

  @Test
  void aPodThatWasKilledWhileItWasToldToEndIsAGapToTheEnd() {
    line.want(demand, SHARE);
    hear(0);
    long last = ((IoInterval) written.getLast()).getEnd();
    line.stop();
    nowNanos += 400 * MILLI;
    line.ended(programs.getFirst(), new End(137, "killed"));
    line.close();

    assertThat(written.getLast()).isEqualTo(new WatchGap("I/O of pod-1", last, nowNanos));
  }

  @Test
  void aProgramThatDoesNotEndIsCutOff() {
    line.want(demand, SHARE);
    hear(0);
    line.stop();
    nowNanos += 5_000 * MILLI;
    line.stop();
    assertThat(programs.getFirst().calls).containsExactly("start", "stop");
    nowNanos += MILLI;
    line.stop();
    hear(1);

    assertThat(programs.getFirst().calls).containsExactly("start", "stop", "cut");
    assertThat(line.isRunning()).isFalse();
    assertThat(written).as("nothing of it counts any more").hasSize(3);
    line.close();
    assertThat(written.getLast()).isInstanceOf(WatchGap.class);
  }

  @Test
  void anotherShareBeginsWhenTheLastOneHasEnded() {
    line.want(demand, SHARE);
    hear(0);
    IoLoad other = new IoLoad(40, 20, 4, 4096);
    line.want(demand, other);
    line.want(demand, other);
    assertThat(programs).hasSize(1);
    line.ended(programs.getFirst(), new End(128, ""));
    line.want(demand, other);

    assertThat(programs.getFirst().calls).containsExactly("start", "stop");
    assertThat(programs).hasSize(2);
    assertThat(written).hasSize(3).noneMatch(WatchGap.class::isInstance);
  }

  @Test
  void anotherShareWaitsForTheFirstWords() {
    line.want(demand, SHARE);
    nowNanos += 10_000 * MILLI;
    IoLoad other = new IoLoad(40, 20, 4, 4096);
    line.want(demand, other);
    assertThat(programs.getFirst().calls).containsExactly("start");
    nowNanos += 20_000 * MILLI;
    line.want(demand, other);

    assertThat(programs.getFirst().calls).containsExactly("start", "stop");
  }

  @Test
  void aProgramThatWasStoppedBeforeItCouldListenDidNotFail() {
    line.want(demand, SHARE);
    line.stop();
    line.ended(programs.getFirst(), new End(130, ""));
    line.close();

    assertThat(failures).isEmpty();
    assertThat(written).isEmpty();
  }

  @Test
  void aSilenceIsAGapAndWhatWasDoneInItIsTold() {
    line.want(demand, SHARE);
    hear(0);
    long last = ((IoInterval) written.getLast()).getEnd();
    nowNanos += 9_000 * MILLI;
    FioStatus late = new FioStatus(nowNanos / MILLI, statuses.get(2).kinds());
    written.clear();
    line.heard(programs.getFirst(), late);

    assertThat(written).hasSize(4);
    assertThat(written.getFirst()).isEqualTo(new WatchGap("I/O of pod-1", last, nowNanos));
    assertThat(((IoInterval) written.getLast()).getEnd()).isEqualTo(nowNanos);
  }

  @Test
  void aJobThatIsOverBeginsAnew() {
    List<FioStatus> lost = Recorded.statuses(Recorded.LOST_FOLDER);
    line.want(demand, SHARE);
    for (FioStatus status : lost) {
      nowNanos = status.timeMillis() * MILLI;
      line.heard(programs.getFirst(), status);
    }

    assertThat(programs.getFirst().calls).containsExactly("start", "stop");
    assertThat(
            written.stream()
                .map(IoInterval.class::cast)
                .filter(one -> one.getKind().equals("metadata"))
                .mapToLong(IoInterval::getErrors)
                .sum())
        .isEqualTo(1);
  }

  @Test
  void failsWhenTheFirstOneCannotDoIt() {
    line.want(demand, SHARE);
    line.ended(programs.getFirst(), new End(127, "sh: exec: line 1: fio: not found"));
    nowNanos += 6_000 * MILLI;
    line.want(demand, SHARE);
    line.ended(programs.getLast(), new End(127, "again"));

    assertThat(failures).containsExactly("sh: exec: line 1: fio: not found");
  }

  @Test
  void doesNotFailWhenItWasDoneBefore() {
    line.want(demand, SHARE);
    hear(0);
    line.ended(programs.getFirst(), new End(1, "no more"));

    assertThat(failures).isEmpty();
    nowNanos += MILLI;
    line.close();
    assertThat(written.getLast()).isInstanceOf(WatchGap.class);
  }

  private void hear(int index) {
    FioStatus status = statuses.get(index);
    nowNanos = Math.max(nowNanos, status.timeMillis() * MILLI);
    line.heard(programs.getLast(), status);
  }
}
