package dev.straingauge.analyzer.ledger;

import static dev.straingauge.event.Change.ADDED;
import static dev.straingauge.event.Change.DELETED;
import static dev.straingauge.event.Change.MODIFIED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.straingauge.analyzer.fold.Collected;
import dev.straingauge.event.IncidentClass;
import dev.straingauge.event.IncidentEvent;
import dev.straingauge.event.IncidentState;
import dev.straingauge.schemas.topic.Topic;
import java.util.List;
import org.junit.jupiter.api.Test;

/** One small log for each class of incident. */
class IncidentsTest {

  private static final String OLD =
      "Multi-Attach error for volume \"pv-data\" Volume is already used by pod(s) old-0";

  /** {@code old-0} had the volume on n1, is gone, and {@code new-0} waits on n2 from second 10. */
  static Cluster moved() {
    return new Cluster()
        .at(1)
        .bound("data")
        .at(2)
        .runs("old-0", "n1", "data")
        .at(5)
        .pod(MODIFIED, "old-0", "n1", "ready deleting", "data")
        .at(8)
        .pod(DELETED, "old-0", "n1", "deleting", "data")
        .at(10)
        .waits("new-0", "n2", "data");
  }

  private static IncidentEvent only(Cluster cluster) {
    List<IncidentEvent> incidents = cluster.incidents();
    assertThat(incidents).hasSize(1);
    return incidents.getFirst();
  }

  private static void assertKind(
      IncidentEvent incident, IncidentClass kind, IncidentState state, double since) {
    assertThat(incident.getKind()).isEqualTo(kind);
    assertThat(incident.getState()).isEqualTo(state);
    assertThat(Cluster.seconds(incident.getSince())).isEqualTo(since);
  }

  @Test
  void aVolumeThatIsStillElsewhereIsTransientUntilItIsAttached() {
    IncidentEvent incident =
        only(moved().at(12).detached("pv-data", "n1").at(17).attached("pv-data", "n2").at(20));

    assertKind(incident, IncidentClass.TRANSIENT, IncidentState.RECOVERED, 10);
    assertThat(Cluster.seconds(incident.getUntil())).isEqualTo(17);
    assertThat(incident.getVolume()).isEqualTo("pv-data");
    assertThat(incident.getClaim()).isEqualTo("data");
    assertThat(incident.getPod()).isEqualTo("new-0");
    assertThat(incident.getPodUid()).isEqualTo("uid-new-0");
    assertThat(incident.getNode()).isEqualTo("n2");
    assertThat(incident.getHolderNode()).isEqualTo("n1");
    assertThat(incident.getCause()).isEqualTo("slow-detach");
    assertThat(incident.getTimeline())
        .extracting(entry -> "%.0f %s".formatted(Cluster.seconds(entry.getAt()), entry.getText()))
        .containsExactly(
            "2 attachment to n1 made",
            "2 attached to n1",
            "10 new-0 made",
            "10 new-0 assigned to n2",
            "12 detach from n1 asked for",
            "12 detached from n1",
            "17 attachment to n2 made",
            "17 attached to n2");
  }

  @Test
  void isToldAtTheNextTickAndAgainWhenItIsOver() {
    Collected out =
        moved().at(12).detached("pv-data", "n1").at(17.5).attached("pv-data", "n2").at(20).end();

    assertThat(out.of(Topic.INCIDENTS, IncidentEvent.class))
        .extracting(one -> "%.0f %s".formatted(Cluster.seconds(one.getAt()), one.getState()))
        .containsExactly("11 OPEN", "18 RECOVERED");
  }

  @Test
  void aQuickAttachmentOfAFreeVolumeIsNoIncident() {
    assertThat(new Cluster().at(1).bound("data").at(2).runs("a", "n1", "data").at(400).incidents())
        .isEmpty();
  }

  @Test
  void anAttachmentThatIsAboutToGoIsNoAttachment() {
    IncidentEvent incident =
        only(
            new Cluster()
                .at(1)
                .bound("data")
                .at(2)
                .attached("pv-data", "n1")
                .at(8)
                .attachment(MODIFIED, "pv-data", "n1", "attached deleting", null, "IncorrectState")
                .at(10)
                .waits("a", "n1", "data")
                .at(100)
                .attachment(DELETED, "pv-data", "n1", "attached deleting")
                .at(101)
                .attached("pv-data", "n1")
                .at(110));

    assertKind(incident, IncidentClass.SLOW, IncidentState.RECOVERED, 10);
    assertThat(Cluster.seconds(incident.getUntil())).isEqualTo(101);
    assertThat(incident.getCause()).isEqualTo("detach-failed");
  }

  @Test
  void twoPodsOfOneNodeMayShareAnRwoVolume() {
    assertThat(
            new Cluster()
                .at(1)
                .bound("data")
                .at(2)
                .runs("a", "n1", "data")
                .at(3)
                .pod(ADDED, "b", null, "pending", "data")
                .pod(MODIFIED, "b", "n1", "pending", "data")
                .pod(MODIFIED, "b", "n1", "ready", "data")
                .at(500)
                .incidents())
        .isEmpty();
  }

  @Test
  void nodesMayShareAnRwxVolume() {
    assertThat(
            new Cluster()
                .mode("RWX")
                .at(1)
                .bound("data")
                .at(2)
                .runs("a", "n1", "data")
                .at(3)
                .runs("b", "n2", "data")
                .at(500)
                .incidents())
        .isEmpty();
  }

  @Test
  void isSlowAfterAMinuteAndStuckAfterSix() {
    IncidentEvent slow =
        only(moved().at(60).detached("pv-data", "n1").at(71).attached("pv-data", "n2").at(80));
    assertKind(slow, IncidentClass.SLOW, IncidentState.RECOVERED, 10);
    assertThat(Cluster.seconds(slow.getKindSince())).isEqualTo(70);

    Collected stuck = moved().at(400).end();
    assertThat(stuck.of(Topic.INCIDENTS, IncidentEvent.class))
        .extracting(
            one ->
                "%.0f %s %s %.0f"
                    .formatted(
                        Cluster.seconds(one.getAt()),
                        one.getKind(),
                        one.getState(),
                        Cluster.seconds(one.getKindSince())))
        .containsExactly(
            "11 TRANSIENT OPEN 10",
            "70 SLOW OPEN 70",
            "370 STUCK OPEN 370",
            "400 STUCK RUN_ENDED 370");
  }

  @Test
  void aSlowAttachmentOfAFreeVolumeIsSlowToo() {
    IncidentEvent incident =
        only(
            new Cluster()
                .at(1)
                .bound("data")
                .at(2)
                .waits("a", "n1", "data")
                .attachment(ADDED, "pv-data", "n1", "")
                .at(90)
                .attachment(MODIFIED, "pv-data", "n1", "attached")
                .at(92));

    assertKind(incident, IncidentClass.SLOW, IncidentState.RECOVERED, 2);
    assertThat(incident.getCause()).isEqualTo("slow-attach");
  }

  @Test
  void aHolderThatRunsOnIsADeadlock() {
    IncidentEvent incident =
        only(
            new Cluster()
                .at(1)
                .bound("data")
                .at(2)
                .runs("old-0", "n1", "data")
                .at(10)
                .waits("new-0", "n2", "data")
                .at(100));

    assertKind(incident, IncidentClass.DEADLOCK, IncidentState.RUN_ENDED, 10);
    assertThat(incident.getCause()).isEqualTo("holder-running");
    assertThat(incident.getHolderPod()).isEqualTo("old-0");
    assertThat(Cluster.seconds(incident.getKindSince())).isEqualTo(70);
  }

  @Test
  void aWaitingPodThatGoesEndsItsIncident() {
    assertKind(
        only(moved().at(30).pod(DELETED, "new-0", "n2", "pending", "data").at(40)),
        IncidentClass.TRANSIENT,
        IncidentState.GONE,
        10);
  }

  @Test
  void anRwoVolumeOnTwoNodesIsAViolation() {
    List<IncidentEvent> incidents =
        moved()
            .at(20)
            .attached("pv-data", "n2")
            .at(50)
            .detached("pv-data", "n1")
            .at(60)
            .incidents();

    assertThat(incidents)
        .extracting(IncidentEvent::getKind)
        .containsExactlyInAnyOrder(IncidentClass.TRANSIENT, IncidentClass.VIOLATION);
    IncidentEvent violation =
        incidents.stream().filter(i -> i.getKind() == IncidentClass.VIOLATION).findFirst().get();
    assertKind(violation, IncidentClass.VIOLATION, IncidentState.RECOVERED, 20);
    assertThat(Cluster.seconds(violation.getUntil())).isEqualTo(50);
    assertThat(violation.getNode()).isEqualTo("n2");
    assertThat(violation.getPod()).isEqualTo("new-0");
    assertThat(violation.getHolderNode()).isEqualTo("n1");
  }

  @Test
  void watchesThatOvertakeEachOtherAreNoViolation() {
    assertThat(
            moved()
                .at(20.9)
                .attached("pv-data", "n2")
                .at(21.2)
                .detached("pv-data", "n1")
                .at(60)
                .incidents())
        .extracting(IncidentEvent::getKind)
        .containsExactly(IncidentClass.TRANSIENT);
  }

  @Test
  void aHandleThatTheDriverDoesNotFindIsLostAtOnce() {
    String error =
        "rpc error: code = NotFound desc = [ControllerPublishVolume] Volume 9d3fa055-1 not found";
    IncidentEvent incident =
        only(
            new Cluster()
                .at(1)
                .bound("data")
                .at(2)
                .waits("a", "n1", "data")
                .attachment(ADDED, "pv-data", "n1", "")
                .at(4)
                .attachment(MODIFIED, "pv-data", "n1", "", error, null)
                .at(10));

    assertKind(incident, IncidentClass.LOST_VOLUME, IncidentState.RUN_ENDED, 2);
    assertThat(Cluster.seconds(incident.getKindSince())).isEqualTo(4);
    assertThat(incident.getCause()).isEqualTo("handle-mismatch");
    assertThat(incident.getEvidence())
        .extracting(one -> one.getText())
        .containsExactly(error, "handle of the PersistentVolume: vol-data");
  }

  @Test
  void aClaimThatIsNotProvisionedIsStuck() {
    IncidentEvent incident =
        only(
            new Cluster()
                .storageClass("Immediate")
                .at(1)
                .claim(ADDED, "data", null)
                .at(60)
                .event(
                    "ProvisioningFailed",
                    "PersistentVolumeClaim",
                    "data",
                    "",
                    "failed to provision volume")
                .at(200)
                .claim(MODIFIED, "data", "pv-data")
                .at(201));

    assertKind(incident, IncidentClass.PROVISION_STUCK, IncidentState.RECOVERED, 1);
    assertThat(Cluster.seconds(incident.getKindSince())).isEqualTo(121);
    assertThat(incident.getCause()).isEqualTo("provision-failed");
    assertThat(incident.getClaim()).isEqualTo("data");
  }

  @Test
  void aClaimThatWaitsForAPodIsNotStuck() {
    assertThat(
            new Cluster()
                .storageClass("WaitForFirstConsumer")
                .at(1)
                .claim(ADDED, "data", null)
                .at(600)
                .incidents())
        .isEmpty();
  }

  @Test
  void volumesThatAreAttachedAndNotMountedAreStuck() {
    IncidentEvent incident =
        only(
            new Cluster()
                .at(1)
                .bound("data")
                .at(2)
                .waits("a", "n1", "data")
                .at(4)
                .attached("pv-data", "n1")
                .at(9)
                .event("FailedMount", "a", "MountVolume.SetUp failed for volume \"pv-data\" : x")
                .at(200)
                .pod(MODIFIED, "a", "n1", "mounted", "data")
                .at(201));

    assertKind(incident, IncidentClass.MOUNT_STUCK, IncidentState.RECOVERED, 4);
    assertThat(Cluster.seconds(incident.getKindSince())).isEqualTo(127);
    assertThat(incident.getCause()).isEqualTo("mount-failed");
  }

  @Test
  void aPodThatOutlivesItsGraceIsSlowToTerminate() {
    IncidentEvent incident =
        only(
            new Cluster()
                .at(1)
                .bound("data")
                .at(2)
                .runs("a", "n1", "data")
                .at(10)
                .pod(MODIFIED, "a", "n1", "ready deleting", "data")
                .at(90)
                .pod(DELETED, "a", "n1", "deleting", "data")
                .at(91));

    assertKind(incident, IncidentClass.TERMINATION_SLOW, IncidentState.RECOVERED, 10);
    assertThat(Cluster.seconds(incident.getKindSince())).isEqualTo(55);
  }

  @Test
  void aFailedHookIsToldInEitherWordingAndExplainsTheWait() {
    for (String note :
        List.of(
            "Exec lifecycle hook ([stop]) for Container \"c\" in Pod \"old-0_ns(u)\" failed -"
                + " error: command 'stop' exited with 137: , message: \"\"",
            "PreStopHook failed",
            "")) {
      List<IncidentEvent> incidents =
          new Cluster()
              .at(1)
              .bound("data")
              .at(2)
              .runs("old-0", "n1", "data")
              .at(5)
              .pod(MODIFIED, "old-0", "n1", "ready deleting", "data")
              .at(6)
              .event("FailedPreStopHook", "old-0", note)
              .at(10)
              .waits("new-0", "n2", "data")
              .at(20)
              .pod(DELETED, "old-0", "n1", "deleting", "data")
              .detached("pv-data", "n1")
              .attached("pv-data", "n2")
              .at(30)
              .incidents();

      assertThat(incidents)
          .extracting(IncidentEvent::getKind)
          .containsExactlyInAnyOrder(IncidentClass.HOOK_FAILED, IncidentClass.TRANSIENT);
      assertThat(incidents).extracting(IncidentEvent::getCause).containsOnly("hook-failed");
    }
  }

  /** Kubernetes' recorder holds events back, and the watch of pods is another. */
  @Test
  void aFailedHookIsToldWhenItsPodIsGone() {
    Cluster cluster =
        new Cluster()
            .at(1)
            .bound("data")
            .at(2)
            .runs("a", "n1", "data")
            .at(5)
            .pod(MODIFIED, "a", "n1", "ready deleting", "data")
            .at(7)
            .pod(DELETED, "a", "n1", "deleting", "data")
            .at(100)
            .event("FailedPreStopHook", "a", "PreStopHook failed")
            .event("FailedPreStopHook", "a", "PreStopHook failed")
            .at(102);

    IncidentEvent incident = only(cluster);

    assertKind(incident, IncidentClass.HOOK_FAILED, IncidentState.GONE, 100);
    assertThat(incident.getClaim()).isEqualTo("data");
    assertThat(incident.getPod()).isEqualTo("a");
    assertThat(incident.getCause()).isEqualTo("hook-failed");
  }

  @Test
  void aPodThatIsGoneForLongIsForgotten() {
    List<IncidentEvent> incidents =
        new Cluster()
            .at(1)
            .bound("data")
            .at(2)
            .runs("a", "n1", "data")
            .at(7)
            .pod(DELETED, "a", "n1", "", "data")
            .at(200)
            .event("FailedPreStopHook", "a", "PreStopHook failed")
            .at(202)
            .incidents();

    assertThat(incidents).isEmpty();
  }

  @Test
  void staleFilesAreTold() {
    IncidentEvent incident =
        only(
            new Cluster()
                .at(1)
                .bound("data")
                .at(2)
                .runs("a", "n1", "data")
                .at(9)
                .event(
                    "Unhealthy",
                    "a",
                    "Liveness probe failed: stat: cannot stat '/data': Stale file handle")
                .at(12)
                .pod(DELETED, "a", "n1", "", "data")
                .at(13));

    assertKind(incident, IncidentClass.STALE_HANDLE, IncidentState.GONE, 9);
  }

  @Test
  void kubernetesOwnEventOpensItWhereNoOtherAttachmentIsSeen() {
    for (String note :
        List.of(
            OLD,
            OLD.replace("Multi-Attach error", "Waiting for detach"),
            "(combined from similar events): " + OLD)) {
      IncidentEvent incident =
          only(
              new Cluster()
                  .at(1)
                  .bound("data")
                  .bound("other")
                  .runs("x", "n3", "other")
                  .at(2)
                  .waits("new-0", "n2", "data")
                  .at(3)
                  .event("FailedAttachVolume", "new-0", note)
                  .at(9)
                  .attached("pv-data", "n2")
                  .at(12));
      assertKind(incident, IncidentClass.TRANSIENT, IncidentState.RECOVERED, 2);
    }
  }

  @Test
  void anEventThatComesTooLateOpensNothing() {
    assertThat(
            new Cluster()
                .at(1)
                .bound("data")
                .at(2)
                .runs("new-0", "n2", "data")
                .at(30)
                .event("FailedAttachVolume", "new-0", OLD)
                .at(100)
                .incidents())
        .isEmpty();
  }

  @Test
  void theSummaryCountsThem() {
    var summary =
        moved()
            .at(12)
            .detached("pv-data", "n1")
            .at(17)
            .attached("pv-data", "n2")
            .at(20)
            .end()
            .summary();

    assertThat(summary.getIncidents()).hasSize(IncidentClass.values().length);
    assertThat(summary.getIncidents().getFirst().getCount()).isEqualTo(1);
    assertThat(summary.getIncidents().getFirst().getOpen()).isZero();
    assertThat(summary.getWorstIncidents()).hasSize(1);
    assertThat(summary.getWorstIncidents().getFirst().getTimeline()).isEmpty();
    assertThat(summary.getIncidentRecovery().getCount()).isEqualTo(1);
    assertThat(summary.getIncidentRecovery().getMaxNanos()).isEqualTo(7_000_000_000L);
  }
}
