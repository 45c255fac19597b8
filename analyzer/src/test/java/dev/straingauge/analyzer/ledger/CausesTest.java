package dev.straingauge.analyzer.ledger;

import static dev.straingauge.event.Change.ADDED;
import static dev.straingauge.event.Change.DELETED;
import static dev.straingauge.event.Change.MODIFIED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.straingauge.event.Change;
import dev.straingauge.event.IncidentClass;
import dev.straingauge.event.IncidentEvent;
import dev.straingauge.event.IncidentState;
import dev.straingauge.event.ObjectChanged;
import dev.straingauge.schemas.config.LedgerConfig;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** One small log for each likely cause. */
class CausesTest {

  private static void assertCause(Cluster cluster, String cause, String evidence) {
    List<IncidentEvent> incidents = cluster.incidents();
    assertThat(incidents).hasSize(1);
    assertThat(incidents.getFirst().getCause()).isEqualTo(cause);
    assertThat(incidents.getFirst().getEvidence())
        .extracting(one -> one.getText())
        .anyMatch(text -> text.contains(evidence));
  }

  /** A pod that waits for a free volume, with an error or none. */
  private static Cluster waitsAlone(@Nullable String error) {
    return new Cluster()
        .at(1)
        .bound("data")
        .at(2)
        .waits("a", "n1", "data")
        .attachment(ADDED, "pv-data", "n1", "")
        .at(3)
        .attachment(MODIFIED, "pv-data", "n1", "", error, null)
        .at(100);
  }

  @Test
  void aLostNode() {
    assertCause(
        IncidentsTest.moved().at(20).node("n1", false).at(25), "node-lost", "node n1 is not ready");
    assertCause(
        IncidentsTest.moved()
            .at(20)
            .node("n1", false, "node.kubernetes.io/out-of-service=nodeshutdown:NoExecute")
            .at(25),
        "node-lost",
        "node n1 is out of service");
  }

  @Test
  void aDeletedNode() {
    assertCause(
        IncidentsTest.moved().at(20).nodeGone("n1").at(25), "node-deleted", "node n1 is deleted");
  }

  @Test
  void aLostNodeStaysTheCauseWhenItIsBack() {
    assertCause(
        IncidentsTest.moved().at(20).node("n1", false).at(90).node("n1", true).at(95),
        "node-lost",
        "node n1 is not ready");
  }

  @Test
  void aHolderThatRunsOrEnds() {
    Cluster held =
        new Cluster()
            .at(1)
            .bound("data")
            .at(2)
            .runs("old-0", "n1", "data")
            .at(10)
            .waits("new-0", "n2", "data")
            .at(12);
    assertCause(held, "holder-running", "pod old-0 runs on n1");

    Cluster ending =
        new Cluster()
            .at(1)
            .bound("data")
            .at(2)
            .runs("old-0", "n1", "data")
            .at(10)
            .waits("new-0", "n2", "data")
            .at(12)
            .pod(MODIFIED, "old-0", "n1", "ready deleting", "data")
            .at(15);
    assertCause(ending, "holder-ending", "pod old-0 is asked to end");
  }

  @Test
  void aDetachmentThatIsSlowFailsOrIsThrottled() {
    assertCause(IncidentsTest.moved().at(15), "slow-detach", "detach not yet asked for");
    assertCause(
        IncidentsTest.moved()
            .at(15)
            .attachment(MODIFIED, "pv-data", "n1", "attached deleting")
            .at(16),
        "slow-detach",
        "detach from n1 asked for");
    assertCause(
        IncidentsTest.moved()
            .at(15)
            .attachment(MODIFIED, "pv-data", "n1", "attached deleting", null, "IncorrectState")
            .at(16),
        "detach-failed",
        "IncorrectState");
    assertCause(
        IncidentsTest.moved()
            .at(15)
            .attachment(
                MODIFIED, "pv-data", "n1", "attached deleting", null, "Throttling: Rate exceeded")
            .at(16),
        "throttling",
        "Rate exceeded");
  }

  @Test
  void anAttachmentThatIsSlowOrFails() {
    assertCause(waitsAlone(null), "slow-attach", "attach asked for");
    assertCause(waitsAlone("InternalError"), "attach-failed", "InternalError");
    assertCause(waitsAlone("RequestLimitExceeded"), "throttling", "RequestLimitExceeded");
    assertCause(
        waitsAlone("CSINode n1 does not contain driver block.csi"),
        "driver-missing",
        "does not contain driver");
    assertCause(waitsAlone("attachment limit of 25 exceeded"), "attach-limit", "attachment limit");
  }

  @Test
  void aNodeWithoutTheDriverOrWithoutRoomByItsCsiNode() {
    assertCause(
        new Cluster()
            .csiNode("n1", "other.csi", 5)
            .at(1)
            .bound("data")
            .bound("more")
            .runs("x", "n2", "more")
            .at(2)
            .waits("a", "n1", "data")
            .at(70),
        "driver-missing",
        "CSINode does not name the driver");
    assertCause(
        new Cluster()
            .csiNode("n1", "block.csi", 1)
            .at(1)
            .bound("data")
            .bound("more")
            .runs("x", "n1", "more")
            .at(2)
            .waits("a", "n1", "data")
            .at(70),
        "attach-limit",
        "as many volumes as its CSINode allows");
  }

  @Test
  void aHandleThatIsThePersistentVolumesOwn() {
    assertCause(
        waitsAlone("rpc error: code = NotFound desc = Volume vol-data not found"),
        "volume-not-found",
        "vol-data");
  }

  @Test
  void anotherThingThatIsNotFoundIsNoLostVolume() {
    assertCause(
        waitsAlone("rpc error: code = NotFound desc = Instance \"i-1\" not found"),
        "attach-failed",
        "Instance");
  }

  @Test
  void theHolderThatOnlyTheEventNames() {
    List<IncidentEvent> incidents =
        IncidentsTest.moved()
            .at(11)
            .event(
                "FailedAttachVolume",
                "new-0",
                "Multi-Attach error for volume \"pv-data\" Volume is already used by pod(s)"
                    + " ghost-1, b and 2 pod(s) in different namespaces")
            .at(15)
            .incidents();

    assertThat(incidents).hasSize(1);
    assertThat(incidents.getFirst().getHolderPod()).isEqualTo("ghost-1");
  }

  @Test
  void readsEitherWordingOfAConflict() {
    assertThat(Texts.isConflict("Multi-Attach error for volume \"x\" Volume is already used"))
        .isTrue();
    assertThat(
            Texts.isConflict(
                "Waiting for detach for volume \"x\" Volume is already exclusively attached to one"
                    + " node, waiting on detach"))
        .isTrue();
    assertThat(Texts.isConflict("AttachVolume.Attach failed for volume \"x\" : boom")).isFalse();
    assertThat(
            Texts.users(
                "Volume is already used by pod(s) a, b and 2 pod(s) in different namespaces"))
        .containsExactly("a", "b");
    assertThat(Texts.users("Volume is already used by 2 pod(s) in different namespaces")).isEmpty();
    assertThat(Texts.volume("Multi-Attach error for volume \"pvc-1\" Volume")).isEqualTo("pvc-1");
    assertThat(Texts.volume("nothing")).isNull();
    assertThat(Texts.lostHandle("desc = [ControllerPublishVolume] Volume 9d3fa055-1 not found"))
        .isEqualTo("9d3fa055-1");
    assertThat(Texts.lostHandle("InvalidVolume.NotFound: The volume 'vol-1' does not exist."))
        .isEqualTo("vol-1");
  }

  @Test
  void aGapIsToldAndWhatIsNotListedAgainIsGoneUnseen() {
    List<IncidentEvent> incidents =
        IncidentsTest.moved()
            .at(20)
            .gap("VolumeAttachment")
            .attachment(Change.LISTED, "pv-data", "n2", "attached")
            .at(60)
            .incidents();

    assertThat(incidents).hasSize(1);
    IncidentEvent incident = incidents.getFirst();
    assertThat(incident.getBlind()).isTrue();
    assertThat(incident.getState()).isEqualTo(IncidentState.UNSEEN);
    assertThat(incident.getTimeline())
        .extracting(entry -> entry.getText())
        .contains("the watch of VolumeAttachment was blind for 1000 ms");
  }

  @Test
  void whatVanishedDuringAGapIsNoViolationLater() {
    assertThat(
            IncidentsTest.moved()
                .at(20)
                .gap("VolumeAttachment")
                .attachment(Change.LISTED, "pv-data", "n2", "")
                .at(60)
                .attachment(MODIFIED, "pv-data", "n2", "attached")
                .at(90)
                .incidents())
        .extracting(IncidentEvent::getKind)
        .doesNotContain(IncidentClass.VIOLATION);
  }

  @Test
  void volumesAreForgottenWhenTheirObjectsAreGone() {
    Cluster cluster = new Cluster();
    for (int i = 0; i < 50; i++) {
      cluster
          .at(10 * i)
          .bound("data")
          .runs("a", "n1", "data")
          .at(10 * i + 4)
          .pod(DELETED, "a", "n1", "ready deleting", "data")
          .detached("pv-data", "n1")
          .claim(DELETED, "data", "pv-data")
          .volume(DELETED, "pv-data", "Released", "vol-data");
    }
    Ledger ledger =
        new Ledger(
            LedgerConfig.DEFAULT,
            new Durations() {
              @Override
              public long longest(int durations) {
                return Long.MAX_VALUE;
              }

              @Override
              public void charge(long duration) {}
            });
    cluster.events().stream()
        .filter(event -> event.getBody() instanceof ObjectChanged)
        .forEach(event -> ledger.fold((ObjectChanged) event.getBody(), event.getTime()));

    assertThat(ledger.live()).isZero();
  }
}
