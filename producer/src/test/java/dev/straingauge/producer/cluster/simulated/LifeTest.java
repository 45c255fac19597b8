package dev.straingauge.producer.cluster.simulated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.straingauge.event.Change;
import dev.straingauge.event.KubernetesEventSeen;
import dev.straingauge.event.ObjectChanged;
import dev.straingauge.event.PersistentVolume;
import dev.straingauge.producer.cluster.Cluster.Effect;
import dev.straingauge.producer.stage.Promise;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The life of a claim and its pod, step by step, with fixed times: api 10 ms, watch 1 ms,
 * controllers 50 ms, and so on ({@link Plans#fixed}).
 */
class LifeTest {

  @Test
  void beginsWithWhatIsThereAndTheStorageClass() {
    Rig rig = Rig.up();

    assertThat(rig.story(0))
        .containsExactly(
            "0.01 Node node-1 LISTED ready",
            "0.01 Node node-2 LISTED ready",
            "0.01 CSIDriver efs.csi.aws.com LISTED 2.1.8",
            "0.01 StorageClass efs-sc ADDED"
                + " {\"mountOptions\":[\"tls\"],\"parameters\":{\"fileSystemId\":\"fs-1\","
                + "\"provisioningMode\":\"efs-ap\"},\"provisioner\":\"efs.csi.aws.com\",\"reclaimPolicy\":\"Delete\","
                + "\"volumeBindingMode\":\"Immediate\"}");
  }

  @Test
  void bindsAClaim() {
    Rig rig = Rig.up();
    int from = rig.written.size();

    Promise<Effect> bound = rig.claim("vol-1");
    rig.timeline.runFor(5);

    assertThat(rig.story(from))
        .containsExactly(
            "1.01 PersistentVolumeClaim vol-1 ADDED Pending",
            "1.06 PersistentVolumeClaim vol-1 (ExternalProvisioning)",
            "1.06 PersistentVolumeClaim vol-1 (Provisioning)",
            "2.06 PersistentVolume pv ADDED Pending",
            "2.06 PersistentVolumeClaim vol-1 (ProvisioningSucceeded)",
            "2.11 PersistentVolume pv MODIFIED Bound",
            "2.11 PersistentVolumeClaim vol-1 MODIFIED Bound");
    assertThat(secondsOf(bound)).isCloseTo(2.111, within(0.001));
  }

  @Test
  void speaksOfTheClaimInTheFormatsOfKubernetes() {
    Rig rig = Rig.up();
    rig.claim("vol-1");
    rig.timeline.runFor(5);

    String uid =
        rig.all(ObjectChanged.class).stream()
            .filter(c -> c.getName().equals("vol-1"))
            .findFirst()
            .orElseThrow()
            .getUid();
    assertThat(uid).matches("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8000-[0-9a-f]{12}");
    KubernetesEventSeen waiting = rig.events("ExternalProvisioning").getFirst();
    assertThat(waiting.getReporter()).isEqualTo("persistentvolume-controller");
    assertThat(waiting.getType()).isEqualTo("Normal");
    assertThat(waiting.getNote())
        .isEqualTo(
            "Waiting for a volume to be created either by the external provisioner"
                + " 'efs.csi.aws.com' or manually by the system administrator. If volume creation"
                + " is delayed, please verify that the provisioner is running and correctly"
                + " registered.");
    KubernetesEventSeen provisioning = rig.events("Provisioning").getFirst();
    assertThat(provisioning.getReporter()).startsWith("efs.csi.aws.com_efs-csi-controller-1_");
    assertThat(provisioning.getNote())
        .isEqualTo("External provisioner is provisioning volume for claim \"ns/vol-1\"");
    assertThat(rig.events("ProvisioningSucceeded").getFirst().getNote())
        .isEqualTo("Successfully provisioned volume pvc-" + uid);
    assertThat(provisioning.getEventTime() % 1_000_000_000L).isZero();
    PersistentVolume volume =
        rig.all(ObjectChanged.class).stream()
            .filter(c -> c.getFacts() instanceof PersistentVolume)
            .map(c -> (PersistentVolume) c.getFacts())
            .findFirst()
            .orElseThrow();
    assertThat(volume.getVolumeHandle()).matches("fs-1::fsap-[0-9a-f]{17}");
    assertThat(volume.getClaim()).isEqualTo("vol-1");
  }

  @Test
  void makesAPodReadyAtItsFirstProbeAfterTheInitialDelay() {
    Rig rig = Rig.up();
    rig.claim("vol-1");
    rig.timeline.runFor(3);
    int from = rig.written.size();

    Promise<Effect> ready = rig.pod("pod-1", "vol-1");
    rig.timeline.runFor(15);

    assertThat(rig.story(from).subList(0, 6))
        .containsExactly(
            "4.02 Pod pod-1 ADDED Pending",
            "4.04 Pod pod-1 MODIFIED Pending node-1",
            "4.04 Pod pod-1 (Scheduled)",
            "7.54 Pod pod-1 MODIFIED Pending node-1 startable",
            "8.14 Pod pod-1 MODIFIED Running node-1 startable",
            "8.14 Pod pod-1 (Started)");
    assertThat(rig.story(from)).hasSize(7);
    assertThat(rig.story(from).getLast())
        .endsWith("Pod pod-1 MODIFIED Running node-1 startable ready");
    assertThat(secondsOf(ready)).isBetween(13.14, 14.15);
    assertThat(rig.events("Scheduled").getFirst().getNote())
        .isEqualTo("Successfully assigned ns/pod-1 to node-1");
  }

  @Test
  void keepsAClaimInUseUntilItsPodIsGone() {
    Rig rig = Rig.up();
    rig.claim("vol-1");
    rig.timeline.runFor(3);
    rig.pod("pod-1", "vol-1");
    rig.timeline.runFor(15.98);
    int from = rig.written.size();

    Promise<Effect> claimGone = rig.deleteClaim("vol-1");
    rig.timeline.runFor(2);
    assertThat(claimGone.isDone()).isFalse();
    Promise<Effect> podGone = rig.deletePod("pod-1");
    rig.timeline.runFor(6);

    assertThat(rig.story(from))
        .containsExactly(
            "20.01 PersistentVolumeClaim vol-1 MODIFIED Bound deleting",
            "22.02 Pod pod-1 MODIFIED Running node-1 startable ready deleting",
            "22.12 Pod pod-1 (Killing)",
            "22.82 Pod pod-1 MODIFIED Succeeded node-1 deleting",
            "23.12 Pod pod-1 DELETED",
            "23.17 PersistentVolumeClaim vol-1 DELETED",
            "23.17 PersistentVolume pv MODIFIED Released",
            "25.17 PersistentVolume pv DELETED");
    assertThat(secondsOf(podGone)).isCloseTo(23.12, within(0.01));
    assertThat(secondsOf(claimGone)).as("claim and volume").isCloseTo(25.17, within(0.01));
  }

  @Test
  void takesARunningContainerForReadyWhereNothingIsProbed() {
    Rig rig = Rig.up(Plans.scenario(), Plans.fixed(false, false));
    rig.claim("vol-1");
    rig.timeline.runFor(3);

    rig.pod("pod-1", "vol-1");
    rig.timeline.runFor(10);

    assertThat(rig.story(0))
        .filteredOn(line -> line.contains("pod-1 MODIFIED Running"))
        .singleElement()
        .asString()
        .contains(" ready");
  }

  /** Mounts take 3 s; both pods are on the only node. */
  @Test
  void mountsAStagedVolumeForOnePodAfterTheOther() {
    assertThat(startableApart(true)).isBetween(3.0, 3.2);
    assertThat(startableApart(false)).isLessThan(0.1);
  }

  private static double startableApart(boolean stages) {
    Rig rig = Rig.up(Plans.scenario(1, "Delete", "Immediate"), Plans.fixed(true, stages));
    rig.claim("vol-1");
    rig.timeline.runFor(3);
    rig.pod("pod-1", "vol-1");
    rig.pod("pod-2", "vol-1");
    rig.timeline.runFor(15);
    List<Double> startable =
        rig.story(0).stream()
            .filter(line -> line.contains(" MODIFIED Pending node-1 startable"))
            .map(line -> Double.parseDouble(line.substring(0, line.indexOf(' '))))
            .toList();
    assertThat(startable).hasSize(2);
    return startable.getLast() - startable.getFirst();
  }

  @Test
  void leavesTheVolumeWhenTheClassRetains() {
    Rig rig = Rig.up(Plans.scenario(2, "Retain", "Immediate"), Plans.fixed());
    rig.claim("vol-1");
    rig.timeline.runFor(3);

    Promise<Effect> gone = rig.deleteClaim("vol-1");
    rig.timeline.runFor(10);

    assertThat(secondsOf(gone)).isLessThan(5);
    assertThat(rig.story(0).getLast()).endsWith("PersistentVolume pv MODIFIED Released");
    assertThat(rig.cleanUp()).allSatisfy(kind -> assertThat(kind.getLeft()).isZero());
  }

  @Test
  void provisionsForTheFirstConsumerOnly() {
    Rig rig = Rig.up(Plans.scenario(2, "Delete", "WaitForFirstConsumer"), Plans.fixed());

    Promise<Effect> waits = rig.claim("vol-1");
    rig.timeline.runFor(5);
    assertThat(secondsOf(waits)).as("it waits").isLessThan(1.1);
    assertThat(rig.events("WaitForFirstConsumer").getFirst().getNote())
        .isEqualTo("waiting for first consumer to be created before binding");
    assertThat(rig.events("ExternalProvisioning")).isEmpty();
    Promise<Effect> ready = rig.pod("pod-1", "vol-1");
    rig.timeline.runFor(20);

    assertThat(ready.isDone()).isTrue();
    assertThat(rig.events("ProvisioningSucceeded")).hasSize(1);
    assertThat(rig.events("FailedScheduling")).isEmpty();
  }

  @Test
  void schedulesAPodWhenItsClaimIsBound() {
    Rig rig = Rig.up();
    rig.claim("vol-1");
    Promise<Effect> ready = rig.pod("pod-1", "vol-1");
    rig.timeline.runFor(20);

    assertThat(ready.isDone()).isTrue();
    assertThat(rig.events("FailedScheduling")).hasSize(1);
    assertThat(rig.events("FailedScheduling").getFirst().getNote())
        .isEqualTo(
            "0/2 nodes are available: pod has unbound immediate PersistentVolumeClaims. preemption:"
                + " 0/2 nodes are available: 2 Preemption is not helpful for scheduling.");
  }

  @Test
  void startsAPodOnlyWhenAllItsVolumesAreMounted() {
    Rig rig =
        Rig.up(Plans.scenario(), Plans.fixed(new DriverProfile.Limits(1000, 110, 100, 100, 1)));
    rig.claim("vol-1");
    rig.claim("vol-2");
    rig.timeline.runFor(2.98);
    rig.pod("pod-1", "vol-1", "vol-2");
    rig.timeline.runFor(20);

    assertThat(rig.story(0))
        .contains(
            "10.53 Pod pod-1 MODIFIED Pending node-1 startable"); // two mounts of 3 s, one by one
  }

  @Test
  void spreadsPodsOverTheNodes() {
    Rig rig = Rig.up();
    rig.claim("vol-1");
    rig.timeline.runFor(3);

    for (int i = 1; i <= 4; i++) {
      rig.pod("pod-" + i, "vol-1");
    }
    rig.timeline.runFor(2);

    assertThat(
            rig.events("Scheduled").stream()
                .map(e -> e.getNote().replaceAll(".* to ", ""))
                .toList())
        .isEqualTo(List.of("node-1", "node-2", "node-1", "node-2"));
  }

  @Test
  void neverWritesAnAttachment() {
    Rig rig = Rig.up();
    rig.claim("vol-1");
    rig.timeline.runFor(3);
    rig.pod("pod-1", "vol-1");
    rig.timeline.runFor(20);
    rig.cleanUp();

    assertThat(rig.all(ObjectChanged.class)).noneMatch(c -> c.getKind().equals("VolumeAttachment"));
  }

  @Test
  void givesEachObjectItsOwnUidAndEachChangeItsOwnVersion() {
    Rig rig = Rig.up();
    rig.claim("vol-1");
    rig.timeline.runFor(3);
    rig.deleteClaim("vol-1");
    rig.timeline.runFor(5);
    rig.claim("vol-1");
    rig.timeline.runFor(3);

    List<ObjectChanged> all = rig.all(ObjectChanged.class);
    assertThat(all.stream().map(ObjectChanged::getResourceVersion).distinct()).hasSize(all.size());
    assertThat(
            all.stream()
                .filter(c -> c.getName().equals("vol-1") && c.getChange() == Change.ADDED)
                .map(ObjectChanged::getUid)
                .distinct())
        .hasSize(2);
  }

  private static double secondsOf(Promise<Effect> promise) {
    var at = promise.get().at();
    return (at.getEpochSecond() * 1_000_000_000L + at.getNano() - QueueTimeline.START) / 1e9;
  }
}
