package dev.straingauge.producer.cluster.simulated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.straingauge.producer.cluster.Cluster.Accepted;
import dev.straingauge.producer.cluster.Intent;
import dev.straingauge.producer.cluster.simulated.DriverProfile.Clients;
import dev.straingauge.producer.cluster.simulated.DriverProfile.RequestRate;
import dev.straingauge.producer.stage.Promise;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ApiCapacityTest {

  private static final RequestRate UNLIMITED = new RequestRate(1e6, 1_000_000);

  @Test
  void requestsInACrowdWaitForEachOther() {
    assertThat(secondsToAccept(20, 10)).isBetween(2.0, 2.1);
  }

  @Test
  void withoutABoundNothingWaits() {
    assertThat(secondsToAccept(20, Double.POSITIVE_INFINITY)).isLessThan(0.1);
  }

  @Test
  void refusesAServerThatDoesNothing() {
    assertThatThrownBy(() -> new Clients(UNLIMITED, UNLIMITED, UNLIMITED, 0))
        .hasMessage("bound the API server to 0.0 requests/s: too low (expected a positive rate)");
  }

  private static double secondsToAccept(int claims, double serverPerSecond) {
    Rig rig = Rig.up(Plans.block(1), profile(serverPerSecond));
    List<Promise<Accepted>> accepted = new ArrayList<>();
    double from = rig.seconds();
    for (int i = 1; i <= claims; i++) {
      accepted.add(rig.cluster.submit(new Intent.CreateClaim(1_000 + i, "vol-" + i, 1L << 30)));
    }
    while (!accepted.stream().allMatch(Promise::isDone)) {
      rig.timeline.step();
    }
    return rig.seconds() - from;
  }

  private static DriverProfile profile(double serverPerSecond) {
    DriverProfile fixed = Plans.fixed(Plans.attaching());
    return new DriverProfile(
        fixed.name(),
        fixed.csiDriver(),
        fixed.controller(),
        fixed.attaching(),
        fixed.expanding(),
        fixed.snapshotting(),
        new Clients(UNLIMITED, UNLIMITED, UNLIMITED, serverPerSecond),
        fixed.probes(),
        fixed.stages(),
        fixed.limits(),
        fixed.latencies(),
        fixed.backOffs(),
        fixed.errors(),
        fixed.restart());
  }
}
