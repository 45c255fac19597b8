package dev.straingauge.producer.cluster.simulated;

import static org.assertj.core.api.Assertions.assertThat;

import dev.straingauge.event.CleanupOfKind;
import dev.straingauge.producer.cluster.Cluster.Accepted;
import dev.straingauge.producer.cluster.Intent;
import dev.straingauge.producer.stage.Promise;
import dev.straingauge.schemas.config.Scenario;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CleanupTest {

  @Test
  void ofAnEmptyClusterDeletesTheClass() {
    assertThat(Rig.up().cleanUp())
        .containsExactly(
            gone("PersistentVolume", 0),
            gone("PersistentVolumeClaim", 0),
            gone("Pod", 0),
            gone("StorageClass", 1));
  }

  @Test
  void withoutSetUpFindsNothing() {
    assertThat(new Rig(Plans.scenario(), Plans.fixed(), 1).cleanUp())
        .allSatisfy(kind -> assertThat(kind.getCreated()).isZero());
  }

  @Test
  void deletesWhatRuns() {
    Rig rig = running();

    assertThat(rig.cleanUp())
        .containsExactly(
            gone("PersistentVolume", 2),
            gone("PersistentVolumeClaim", 2),
            gone("Pod", 2),
            gone("StorageClass", 1));
    assertThat(rig.story(0).getLast()).endsWith("StorageClass efs-sc DELETED");
  }

  @Test
  void deletesWhatIsNotYetThere() {
    for (double after = 0; after < 14; after += 0.37) {
      Rig rig = Rig.up();
      rig.claim("vol-1");
      rig.pod("pod-1", "vol-1");
      rig.timeline.runFor(after);

      assertBalanced(rig.cleanUp(), 0);
    }
  }

  @Test
  void deletesPodsThatAreNeverReady() {
    Rig rig = running(Rig.fault("never-ready", 0, 1_000, 1, 1));

    assertBalanced(rig.cleanUp(), 0);
  }

  @Test
  void deletesPodsAndClaimsThatFail() {
    Rig rig =
        Rig.up(
            Rig.fault("fail-provision", 0, 10_000, 0.5, 1),
            Rig.fault("fail-mount", 0, 10_000, 0.5, 1));
    for (int i = 0; i < 40; i++) {
      rig.claim("vol-" + i);
      rig.pod("pod-" + i, "vol-" + i);
    }
    rig.timeline.runFor(40);

    assertBalanced(rig.cleanUp(), 0);
  }

  @Test
  void waitsForTheControllerThatIsAway() {
    Rig rig = running(Rig.fault("controller-crash", 25, 7_200, 1, 1));
    rig.timeline.runFor(10);

    assertBalanced(rig.cleanUp(), 0);
    assertThat(rig.seconds()).isBetween(7_225.0, 7_230.0);
  }

  @Test
  void endsThoughAControllerDiedInTheMiddleOfACreation() {
    Rig rig = Rig.up(Rig.fault("controller-crash", 2, 60, 1, 1));
    rig.timeline.runFor(0.5);
    rig.claim("vol-1");
    rig.timeline.runFor(0.2);

    List<CleanupOfKind> books = rig.cleanUp();

    assertThat(books.getFirst()).isEqualTo(gone("PersistentVolume", 1));
    assertBalanced(books, 0);
  }

  @Test
  void endsThoughTheLastCreationIsRefused() {
    Rig rig = Rig.up(Rig.fault("fail-provision", 0, 60, 1, 1));
    rig.claim("vol-1");
    rig.timeline.runFor(0.2);

    assertThat(rig.cleanUp().getFirst()).isEqualTo(gone("PersistentVolume", 0));
    assertThat(rig.seconds()).isLessThan(3);
  }

  @Test
  void deletesRetainedVolumesToo() {
    Rig rig = Rig.up(Plans.scenario(2, "Retain", "Immediate"), Plans.fixed());
    rig.claim("vol-1");
    rig.claim("vol-2");
    rig.timeline.runFor(3);
    rig.deleteClaim("vol-1");
    rig.timeline.runFor(3);

    assertThat(rig.cleanUp().getFirst()).isEqualTo(gone("PersistentVolume", 2));
  }

  @Test
  void saysWhatIsLeftWhenTheTimeIsUp() {
    Rig rig = Rig.up(Plans.scenario(), Plans.taking(1, 7_200_000, 200));
    rig.claim("vol-1");
    rig.timeline.runFor(3);

    CleanupOfKind volumes = rig.cleanUp().getFirst();

    assertThat(volumes.getCreated()).isEqualTo(1);
    assertThat(volumes.getDeleted()).isZero();
    assertThat(volumes.getLeft()).isEqualTo(1);
    assertThat(volumes.getLeftNames()).singleElement().asString().startsWith("pvc-");
    assertThat(volumes.getLeftReason()).isEqualTo("not gone in time");
    assertThat(rig.seconds()).isBetween(1_800.0, 1_810.0);
    int written = rig.written.size();
    rig.timeline.runFor(10_000);
    assertThat(rig.written).as("the certificate is the last word").hasSize(written);
  }

  @Test
  void takesNothingMoreAndWritesNothingAfterIt() {
    Rig rig = running(Rig.fault("slow-mount", 100, 10, 1, 2));
    rig.cluster.io("step", Optional.of(new Scenario.IoLoad(10, 10, 10, 4096)));
    Promise<Accepted> underway = rig.cluster.submit(new Intent.CreateClaim(90, "late", 1));
    List<CleanupOfKind> books = rig.cleanUp();
    int written = rig.written.size();
    Promise<Accepted> afterwards = rig.cluster.submit(new Intent.CreateClaim(91, "later", 1));
    rig.timeline.runFor(10_000);

    assertBalanced(books, 0);
    assertThat(rig.failure(underway).reason()).isEqualTo("Closing");
    assertThat(rig.failure(afterwards).reason()).isEqualTo("Closing");
    assertThat(rig.written).hasSize(written);
    assertThat(rig.timeline.waiting()).as("nothing goes on").isZero();
    assertThat(rig.cluster.cleanUp().get()).isEqualTo(books);
  }

  static void assertBalanced(List<CleanupOfKind> kinds, long left) {
    assertThat(kinds).extracting(CleanupOfKind::getKind).isSorted();
    assertThat(kinds)
        .allSatisfy(
            kind -> {
              assertThat(kind.getCreated()).isEqualTo(kind.getDeleted() + kind.getLeft());
              assertThat(kind.getLeft()).isEqualTo(left);
            });
  }

  private static CleanupOfKind gone(String kind, long count) {
    return new CleanupOfKind(kind, count, count, 0L, List.of(), null);
  }

  private static Rig running(Scenario.Fault... faults) {
    Rig rig = Rig.up(faults);
    rig.claim("vol-1");
    rig.claim("vol-2");
    rig.timeline.runFor(3);
    rig.pod("pod-1", "vol-1");
    rig.pod("pod-2", "vol-2");
    rig.timeline.runFor(16);
    return rig;
  }
}
