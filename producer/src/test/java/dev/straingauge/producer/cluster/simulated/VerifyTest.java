package dev.straingauge.producer.cluster.simulated;

import static org.assertj.core.api.Assertions.assertThat;

import dev.straingauge.event.IoInterval;
import dev.straingauge.producer.cluster.Cluster.Effect;
import dev.straingauge.producer.cluster.ClusterException;
import dev.straingauge.producer.stage.Promise;
import dev.straingauge.schemas.config.Scenario;
import dev.straingauge.schemas.sketch.LatencySketch;
import org.junit.jupiter.api.Test;

class VerifyTest {

  @Test
  void readsWhatItWrote() {
    Rig rig = twoPods();

    Promise<Effect> verified = rig.verify("vol-1", "pod-1", "pod-2");
    rig.timeline.runFor(5);

    IoInterval write = rig.io("write").getFirst();
    IoInterval read = rig.io("read").getFirst();
    IoInterval look = rig.io("metadata").getFirst();
    assertThat(rig.all(IoInterval.class))
        .hasSize(3)
        .allSatisfy(
            i -> {
              assertThat(i.getSource()).isEqualTo("verify");
              assertThat(i.getTarget()).isEqualTo("vol-1");
              assertThat(i.getStep()).isEqualTo("step");
              assertThat(i.getErrors()).isZero();
              assertThat(sketch(i).count()).isEqualTo(i.getCount());
              assertThat(i.getEnd() - i.getStart())
                  .as("one after the other")
                  .isBetween(sketch(i).sum(), sketch(i).sum() + 1);
            });
    assertThat(write.getCount()).isEqualTo(50);
    assertThat(read.getCount()).isEqualTo(1);
    assertThat(look.getCount()).isEqualTo(1);
    assertThat(verified.get().bytes()).isEqualTo(write.getBytes() + read.getBytes());
  }

  @Test
  void failsWhenTheReadersHandleIsStale() {
    Rig rig = twoPods(Rig.fault("stale-handle", 0, 1_000, 1, 1));

    ClusterException stale = rig.failure(rig.verify("vol-1", "pod-1", "pod-2"));

    assertThat(stale.reason()).isEqualTo("StaleHandle");
    assertThat(stale.code()).isEmpty();
    assertThat(stale)
        .hasMessage(
            "verify claim 'vol-1' in pod 'pod-2': Stale file handle (expected the file that pod"
                + " 'pod-1' wrote)");
    assertThat(rig.io("write").getFirst().getErrors()).isZero();
    assertThat(rig.io("read").getFirst().getErrors()).isEqualTo(1);
    assertThat(rig.io("read").getFirst().getBytes()).isZero();
    assertThat(sketch(rig.io("read").getFirst()).isEmpty()).isTrue();
  }

  @Test
  void keepsVerificationsOfOneVolumeApart() {
    Rig rig = twoPods();

    Promise<Effect> one = rig.verify("vol-1", "pod-1", "pod-2");
    Promise<Effect> two = rig.verify("vol-1", "pod-2", "pod-1");
    rig.timeline.runFor(5);

    assertThat(one.get().bytes()).isPositive();
    assertThat(two.get().bytes()).isPositive();
  }

  @Test
  void isRefusedWithoutTwoReadyPodsOnTheClaim() {
    Rig rig = twoPods();
    rig.claim("vol-2");
    rig.timeline.runFor(3);
    rig.pod("pod-3", "vol-1");

    assertThat(refusal(rig, "vol-1", "pod-1", "pod-9")).isEqualTo("NotFound");
    assertThat(refusal(rig, "vol-2", "pod-1", "pod-2")).isEqualTo("NotReady");
    assertThat(refusal(rig, "vol-1", "pod-1", "pod-3")).isEqualTo("NotReady");
    assertThat(refusal(rig, "vol-1", "pod-1", "pod-2")).isEmpty();
  }

  @Test
  void failsWhenAPodGoesMeanwhile() {
    Rig rig = Rig.up(Plans.scenario(), Plans.taking(1, 2_000, 10_000));
    rig.claim("vol-1");
    rig.timeline.runFor(3);
    rig.pod("pod-1", "vol-1");
    rig.pod("pod-2", "vol-1");
    rig.timeline.runFor(20);

    Promise<Effect> verified = rig.verify("vol-1", "pod-1", "pod-2");
    rig.deletePod("pod-2");

    assertThat(rig.failure(verified).reason()).isEqualTo("NotFound");
  }

  private static String refusal(Rig rig, String claim, String writer, String reader) {
    try {
      rig.verify(claim, writer, reader);
      return "";
    } catch (ClusterException e) {
      return e.reason();
    }
  }

  private static LatencySketch sketch(IoInterval interval) {
    byte[] bytes = new byte[interval.getService().remaining()];
    interval.getService().duplicate().get(bytes);
    return LatencySketch.fromBytes(bytes);
  }

  private static Rig twoPods(Scenario.Fault... faults) {
    Rig rig = Rig.up(faults);
    rig.claim("vol-1");
    rig.timeline.runFor(3);
    rig.pod("pod-1", "vol-1");
    rig.pod("pod-2", "vol-1");
    rig.timeline.runFor(20);
    return rig;
  }
}
