package dev.straingauge.producer.cluster.simulated;

import static org.assertj.core.api.Assertions.assertThat;

import dev.straingauge.producer.cluster.Cluster.Effect;
import dev.straingauge.producer.cluster.simulated.DriverProfile.RequestRate;
import dev.straingauge.producer.stage.Promise;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReleasesTest {

  private static final RequestRate UNLIMITED = new RequestRate(1e6, 1_000_000);

  @Test
  void lettingAVolumeGoTakesOneRequestWhenNoneHasToWait() {
    assertThat(secondsToDelete(1, UNLIMITED)).as("2 s in the driver").isLessThan(2.5);
  }

  /** Ten requests that wait for their turn know a list of finalizers that is none any more. */
  @Test
  void aRequestThatHadToWaitIsRefusedAndMadeAgain() {
    assertThat(secondsToDelete(10, new RequestRate(1, 1))).isBetween(17.0, 24.0);
  }

  @Test
  void aVolumeThatWasNeverAttachedNeedsNoAttacher() {
    Rig rig = Rig.up(Plans.block(1), profile(new RequestRate(0.001, 1)));
    rig.claim("vol-1");
    rig.timeline.runFor(5);
    Promise<Effect> gone = rig.deleteClaim("vol-1");
    rig.timeline.runFor(5);

    assertThat(gone.isDone()).isTrue();
  }

  @Test
  void anAttacherThatIsBackLetsGoOfWhatItMissed() {
    Rig rig = Rig.up(Plans.block(1), profile(new RequestRate(1, 1)));
    rig.claim("vol-1");
    rig.pod("pod-1", "vol-1");
    rig.timeline.runFor(60);
    rig.deletePod("pod-1");
    rig.timeline.runFor(60);
    Promise<Effect> gone = rig.deleteClaim("vol-1");
    rig.crash();
    rig.timeline.runFor(120);

    assertThat(gone.isDone()).isTrue();
  }

  private static double secondsToDelete(int volumes, RequestRate attacher) {
    Rig rig = Rig.up(Plans.block(1), profile(attacher));
    for (int i = 1; i <= volumes; i++) {
      rig.claim("vol-" + i);
      rig.pod("pod-" + i, "vol-" + i);
    }
    rig.timeline.runFor(300);
    for (int i = 1; i <= volumes; i++) {
      rig.deletePod("pod-" + i);
    }
    rig.timeline.runFor(300);
    List<Promise<Effect>> gone = new ArrayList<>();
    double from = rig.seconds();
    for (int i = 1; i <= volumes; i++) {
      gone.add(rig.deleteClaim("vol-" + i));
    }
    while (!gone.stream().allMatch(Promise::isDone)) {
      rig.timeline.step();
    }
    return rig.seconds() - from;
  }

  /** Only the attacher has a limit. */
  private static DriverProfile profile(RequestRate attacher) {
    DriverProfile fixed = Plans.fixed(Plans.attaching(1_000, 1_000, 256));
    return new DriverProfile(
        fixed.name(),
        fixed.csiDriver(),
        fixed.controller(),
        fixed.attaching(),
        fixed.expanding(),
        fixed.snapshotting(),
        new DriverProfile.Clients(UNLIMITED, attacher, UNLIMITED),
        fixed.probes(),
        fixed.stages(),
        fixed.limits(),
        fixed.latencies(),
        fixed.backOffs(),
        fixed.errors(),
        fixed.restart());
  }
}
