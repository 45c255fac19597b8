package dev.straingauge.analyzer.ledger;

import static dev.straingauge.event.Change.ADDED;
import static dev.straingauge.event.Change.LISTED;
import static dev.straingauge.event.Change.MODIFIED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.straingauge.event.IncidentClass;
import dev.straingauge.event.IncidentEvent;
import dev.straingauge.event.IncidentState;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Objects that go while nobody watches: what they waited for never becomes worse. */
class WatchDownTest {

  private static final int LONG_AFTER = 900;

  @Test
  void aPodThatIsGoneWaitsNoLonger() {
    List<IncidentEvent> incidents =
        IncidentsTest.moved()
            .at(20)
            .gap("Pod")
            .pod(LISTED, "other", "n3", "ready")
            .at(LONG_AFTER)
            .incidents();

    assertThat(incidents).hasSize(1);
    assertThat(incidents.getFirst().getKind()).isEqualTo(IncidentClass.TRANSIENT);
    assertThat(incidents.getFirst().getState()).isEqualTo(IncidentState.UNSEEN);
    assertThat(incidents.getFirst().getBlind()).isTrue();
  }

  @Test
  void aPodOfTheSameNameHasAStoryOfItsOwn() {
    List<IncidentEvent> incidents =
        IncidentsTest.moved()
            .at(20)
            .gap("Pod")
            .podOf(LISTED, "new-0", "uid-again", "n2", "pending", "data")
            .at(30)
            .detached("pv-data", "n1")
            .attached("pv-data", "n2")
            .podOf(MODIFIED, "new-0", "uid-again", "n2", "ready", "data")
            .at(LONG_AFTER)
            .incidents();

    assertThat(incidents)
        .extracting(IncidentEvent::getPodUid, IncidentEvent::getState)
        .contains(tuple("uid-new-0", IncidentState.UNSEEN))
        .doesNotContain(
            tuple("uid-new-0", IncidentState.RECOVERED),
            tuple("uid-again", IncidentState.RUN_ENDED));
    assertThat(incidents).extracting(IncidentEvent::getKind).containsOnly(IncidentClass.TRANSIENT);
  }

  @Test
  void aPodThatWasEndingHasEnded() {
    assertThat(
            new Cluster()
                .at(1)
                .bound("data")
                .at(2)
                .runs("a", "n1", "data")
                .at(10)
                .pod(MODIFIED, "a", "n1", "ready deleting", "data")
                .at(20)
                .gap("Pod")
                .pod(LISTED, "other", "n3", "ready")
                .at(LONG_AFTER)
                .incidents())
        .isEmpty();
  }

  @Test
  void aClaimThatIsGoneIsNotStuck() {
    assertThat(claimOfWhichTheWatchWasLost(true)).isEmpty();
    assertThat(claimOfWhichTheWatchWasLost(false))
        .as("it is still there")
        .extracting(IncidentEvent::getKind)
        .containsExactly(IncidentClass.PROVISION_STUCK);
  }

  private static List<IncidentEvent> claimOfWhichTheWatchWasLost(boolean gone) {
    Cluster cluster =
        new Cluster()
            .storageClass("Immediate")
            .at(1)
            .claim(ADDED, "data", null)
            .at(20)
            .gap("PersistentVolumeClaim")
            .claim(LISTED, "other", "pv-other");
    return (gone ? cluster : cluster.claim(LISTED, "data", null)).at(LONG_AFTER).incidents();
  }
}
