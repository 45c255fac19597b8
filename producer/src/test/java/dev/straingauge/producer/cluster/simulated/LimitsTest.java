package dev.straingauge.producer.cluster.simulated;

import static org.assertj.core.api.Assertions.assertThat;

import dev.straingauge.producer.cluster.Cluster.Effect;
import dev.straingauge.producer.cluster.ClusterException;
import dev.straingauge.producer.cluster.simulated.DriverProfile.Limits;
import dev.straingauge.producer.stage.Promise;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LimitsTest {

  @Test
  void refusesAccessPointsAboveTheLimitAndGoesOnWhenOneIsFree() {
    Rig rig = Rig.up(Plans.scenario(), Plans.fixed(new Limits(2, 110, 100, 100, 10)));
    rig.claim("vol-1");
    rig.claim("vol-2");
    rig.timeline.runFor(3);

    ClusterException refused = rig.failure(rig.claim("vol-3"));

    assertThat(refused.reason()).isEqualTo("AccessPointLimitExceeded");
    assertThat(refused.code()).isEqualTo("ResourceExhausted");
    rig.timeline.runFor(0.1);
    assertThat(rig.events("ProvisioningFailed").getFirst().getNote())
        .isEqualTo(
            "failed to provision volume with StorageClass \"efs-sc\": rpc error: code ="
                + " ResourceExhausted desc = Failed to create Access point in File System fs-1 :"
                + " AccessPointLimitExceeded: You have reached the maximum number of access points"
                + " (2)");
    rig.deleteClaim("vol-1");
    rig.timeline.runFor(20);
    assertThat(rig.story(0))
        .anyMatch(line -> line.endsWith("PersistentVolumeClaim vol-3 MODIFIED Bound"));
  }

  @Test
  void leavesPodsWithoutRoomUnscheduledUntilOneGoes() {
    Rig rig = Rig.up(Plans.scenario(), Plans.fixed(new Limits(1000, 2, 100, 100, 10)));
    rig.claim("vol-1");
    rig.timeline.runFor(3);
    for (int i = 1; i <= 5; i++) {
      rig.pod("pod-" + i, "vol-1");
    }
    rig.timeline.runFor(20);

    assertThat(rig.events("Scheduled")).hasSize(4);
    assertThat(rig.events("FailedScheduling").getFirst().getNote())
        .isEqualTo(
            "0/2 nodes are available: 2 Too many pods. preemption: 0/2 nodes are available: 2 No"
                + " preemption victims found for incoming pod.");
    rig.deletePod("pod-2");
    rig.timeline.runFor(20);
    assertThat(rig.events("Scheduled").getLast().getNote())
        .isEqualTo("Successfully assigned ns/pod-5 to node-2");
  }

  @Test
  void givesRoomToTheNextWhenTheFirstWaitingPodIsDeletedOrCannotUseIt() {
    Rig rig =
        Rig.up(
            Plans.scenario(1, "Delete", "Immediate"),
            Plans.fixed(new Limits(1000, 1, 100, 100, 10)));
    rig.claim("vol-1");
    rig.claim("vol-2");
    rig.timeline.runFor(3);
    rig.pod("pod-1", "vol-1");
    rig.pod("pod-2", "vol-2");
    rig.pod("pod-3", "vol-1");
    rig.pod("pod-4", "vol-1");
    rig.timeline.runFor(1);
    rig.deletePod("pod-3");
    rig.deleteClaim("vol-2"); // pod-2 is first in line and can't run
    rig.timeline.runFor(1);
    rig.deletePod("pod-1");
    rig.timeline.runFor(20);

    assertThat(rig.events("Scheduled").stream().map(e -> e.getRegardingName()).toList())
        .containsExactly("pod-1", "pod-4");
  }

  @Test
  void provisionsNoMoreAtOnceThanItHasWorkers() {
    Rig rig = Rig.up(Plans.scenario(), Plans.fixed(new Limits(1000, 110, 2, 100, 10)));
    List<Promise<Effect>> bound = new ArrayList<>();
    for (int i = 1; i <= 6; i++) {
      bound.add(rig.claim("vol-" + i));
    }
    rig.timeline.runFor(1.2);

    assertThat(bound.stream().filter(Promise::isDone)).hasSize(2);
    rig.timeline.runFor(1);
    assertThat(bound.stream().filter(Promise::isDone)).hasSize(4);
    rig.timeline.runFor(1);
    assertThat(bound.stream().filter(Promise::isDone)).hasSize(6);
  }

  @Test
  void deletesAndMountsNoMoreAtOnceThanItHasWorkers() {
    Rig rig =
        Rig.up(
            Plans.scenario(1, "Delete", "Immediate"),
            Plans.fixed(new Limits(1000, 110, 100, 1, 2)));
    for (int i = 1; i <= 4; i++) {
      rig.claim("vol-" + i);
    }
    rig.timeline.runFor(3);
    for (int i = 1; i <= 4; i++) {
      rig.pod("pod-" + i, "vol-" + i);
    }
    rig.timeline.runFor(30);
    assertThat(
            rig.story(0).stream()
                .filter(line -> line.endsWith("Pending node-1 startable"))
                .map(line -> line.replaceAll(" .*", "")))
        .as("two mounts of 3 s at once")
        .containsExactly("7.57", "7.59", "10.57", "10.59");

    rig.cleanUp();
    List<Double> gone =
        rig.story(0).stream()
            .filter(line -> line.endsWith("PersistentVolume pv DELETED"))
            .map(line -> Double.valueOf(line.replaceAll(" .*", "")))
            .toList();
    assertThat(gone.getLast() - gone.getFirst())
        .as("four deletions of 2 s in a row")
        .isBetween(5.9, 6.1);
  }
}
