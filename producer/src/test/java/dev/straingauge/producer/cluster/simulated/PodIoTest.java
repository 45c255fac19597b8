package dev.straingauge.producer.cluster.simulated;

import static org.assertj.core.api.Assertions.assertThat;

import dev.straingauge.event.IoInterval;
import dev.straingauge.schemas.config.Scenario.IoLoad;
import dev.straingauge.schemas.sketch.LatencySketch;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PodIoTest {

  private static final long SECOND = 1_000_000_000L;

  @Test
  void saysEachSecondWhatEachNodeDid() {
    Rig rig = threePods();
    rig.cluster.io("io", Optional.of(new IoLoad(300, 30, 0, 4096)));

    rig.timeline.runFor(10);

    assertThat(rig.io("read")).hasSize(20);
    assertThat(rig.io("write")).hasSize(20);
    assertThat(rig.io("metadata")).isEmpty();
    assertThat(rig.io("read").stream().filter(i -> i.getSource().equals("node-1")))
        .hasSize(10)
        .allSatisfy(
            i -> {
              assertThat(i.getTarget()).isEqualTo("node-1");
              assertThat(i.getStep()).isEqualTo("io");
              assertThat(i.getCount()).as("two of three pods").isEqualTo(200);
              assertThat(i.getBytes()).isEqualTo(200 * 4096);
              assertThat(i.getEnd() - i.getStart()).isEqualTo(SECOND);
            });
  }

  @Test
  void writesAnIntervalBeforeItsPaneCloses() {
    Rig rig = threePods();
    rig.cluster.io("io", Optional.of(new IoLoad(30, 30, 30, 4096)));
    rig.timeline.runFor(10.3);
    rig.cluster.io("io", Optional.empty());

    assertThat(rig.written.stream().filter(w -> w.body() instanceof IoInterval))
        .isNotEmpty()
        .allSatisfy(
            w -> {
              long end = ((IoInterval) w.body()).getEnd();
              assertThat(w.at() / SECOND)
                  .as("the pane of its last nanosecond")
                  .isEqualTo((end - 1) / SECOND);
            });
  }

  @Test
  void countsExactlyAtAnyRate() {
    Rig rig = threePods();
    rig.cluster.io("io", Optional.of(new IoLoad(0.7, 12_345, 3.3, 1)));

    rig.timeline.runFor(1_000);
    rig.cluster.io("io", Optional.empty());

    assertThat(count(rig, "read")).isBetween(697L, 700L);
    assertThat(count(rig, "write")).isBetween(12_344_997L, 12_345_000L);
    assertThat(count(rig, "metadata")).isBetween(3_297L, 3_300L);
    for (String kind : List.of("read", "write", "metadata")) {
      for (String node : List.of("node-1", "node-2")) {
        assertThat(rig.io(kind).stream().filter(i -> i.getTarget().equals(node)))
            .as("%s: every second of %s is covered, also without an I/O", kind, node)
            .hasSize(1_000);
      }
    }
    assertThat(rig.io("read")).anyMatch(i -> i.getCount() == 0);
    assertThat(rig.all(IoInterval.class))
        .allSatisfy(i -> assertThat(sketch(i).count()).isEqualTo(i.getCount() - i.getErrors()));
  }

  @Test
  void cutsTheSecondWhereTheDemandChanges() {
    Rig rig = threePods();
    rig.timeline.runFor(0.25); // 20.25
    rig.cluster.io("one", Optional.of(new IoLoad(300, 0, 0, 1)));
    rig.timeline.runFor(0.5);
    rig.cluster.io("two", Optional.of(new IoLoad(600, 0, 0, 1)));
    rig.timeline.runFor(1);
    rig.cluster.io("two", Optional.empty());
    rig.timeline.runFor(5);

    assertThat(
            rig.io("read").stream()
                .filter(i -> i.getTarget().equals("node-1"))
                .map(i -> i.getStep() + " " + i.getCount()))
        .containsExactly("one 100", "two 100", "two 300");
  }

  @Test
  void isSilentWithoutReadyPods() {
    Rig rig = Rig.up();
    rig.cluster.io("io", Optional.of(new IoLoad(300, 300, 300, 1)));

    rig.timeline.runFor(10);

    assertThat(rig.all(IoInterval.class)).isEmpty();
  }

  @Test
  void followsThePodsThatAreReady() {
    Rig rig = threePods();
    rig.cluster.io("io", Optional.of(new IoLoad(300, 0, 0, 1)));
    rig.timeline.runFor(2);
    rig.deletePod("pod-2");
    rig.timeline.runFor(3);

    assertThat(rig.io("read").getLast().getTarget()).isEqualTo("node-1");
    assertThat(rig.io("read").getLast().getCount()).isEqualTo(300);
  }

  private static long count(Rig rig, String kind) {
    return rig.io(kind).stream().mapToLong(IoInterval::getCount).sum();
  }

  private static LatencySketch sketch(IoInterval interval) {
    byte[] bytes = new byte[interval.getService().remaining()];
    interval.getService().duplicate().get(bytes);
    return LatencySketch.fromBytes(bytes);
  }

  /** Two on node-1, one on node-2; it is a whole second. */
  private static Rig threePods() {
    Rig rig = Rig.up();
    rig.claim("vol-1");
    rig.timeline.runFor(3);
    rig.pod("pod-1", "vol-1");
    rig.pod("pod-2", "vol-1");
    rig.pod("pod-3", "vol-1");
    rig.timeline.runTo(QueueTimeline.START + 20 * SECOND);
    return rig;
  }
}
