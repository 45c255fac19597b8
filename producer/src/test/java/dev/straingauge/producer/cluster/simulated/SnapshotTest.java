package dev.straingauge.producer.cluster.simulated;

import static org.assertj.core.api.Assertions.assertThat;

import dev.straingauge.event.CleanupOfKind;
import dev.straingauge.producer.cluster.Cluster.Effect;
import dev.straingauge.producer.stage.Promise;
import java.util.List;
import org.junit.jupiter.api.Test;

class SnapshotTest {

  private final Rig rig = Rig.up(Plans.block(1), Plans.fixed(Plans.attaching()));

  @Test
  void makesTheContentThenTheSnapshotReadyAndTakesBothAway() {
    bound("vol-1");
    Promise<Effect> made = rig.snapshot("snap-1", "vol-1");
    rig.timeline.runFor(20);
    Promise<Effect> gone = rig.deleteSnapshot("snap-1");
    rig.timeline.runFor(20);

    assertThat(made.isDone()).isTrue();
    assertThat(gone.isDone()).isTrue();
    assertThat(story())
        .containsExactly(
            "VolumeSnapshot snap-1 ADDED",
            "VolumeSnapshotContent ADDED",
            "VolumeSnapshot snap-1 (CreatingSnapshot)",
            "VolumeSnapshot snap-1 MODIFIED",
            "VolumeSnapshotContent MODIFIED ready",
            "VolumeSnapshot snap-1 MODIFIED ready",
            "VolumeSnapshot snap-1 (SnapshotCreated)",
            "VolumeSnapshot snap-1 (SnapshotReady)",
            "VolumeSnapshot snap-1 MODIFIED ready deleting",
            "VolumeSnapshotContent MODIFIED ready deleting",
            "VolumeSnapshotContent DELETED",
            "VolumeSnapshot snap-1 DELETED");
    assertThat(rig.events("CreatingSnapshot").getFirst().getNote())
        .isEqualTo("Waiting for a snapshot ns/snap-1 to be created by the CSI driver.");
  }

  @Test
  void waitsForTheVolumeOfItsClaim() {
    Promise<Effect> made = rig.snapshot("snap-1", "vol-1");
    rig.timeline.runFor(5);
    assertThat(rig.events("SnapshotContentCreationFailed")).isNotEmpty();
    bound("vol-1");
    rig.timeline.runFor(30);

    assertThat(made.isDone()).isTrue();
  }

  @Test
  void beginsAnewAfterACrashOfTheController() {
    bound("vol-1");
    Promise<Effect> made = rig.snapshot("snap-1", "vol-1");
    rig.timeline.runFor(3);
    rig.crash();
    rig.timeline.runFor(20);
    assertThat(made.isDone()).isFalse();
    rig.timeline.runFor(30);
    assertThat(made.isDone()).isTrue();

    Promise<Effect> gone = rig.deleteSnapshot("snap-1");
    rig.timeline.runFor(1);
    rig.crash();
    rig.timeline.runFor(60);
    assertThat(gone.isDone()).isTrue();
  }

  @Test
  void failsWhenItIsDeletedBeforeItIsReady() {
    bound("vol-1");
    Promise<Effect> made = rig.snapshot("snap-1", "vol-9");
    rig.deleteSnapshot("snap-1");

    assertThat(rig.failure(made).reason()).isEqualTo("Deleted");
  }

  @Test
  void cleansUpWhatIsReadyAndWhatIsUnderWay() {
    bound("vol-1");
    rig.snapshot("snap-1", "vol-1");
    rig.timeline.runFor(20);
    rig.snapshot("snap-2", "vol-1");
    rig.timeline.runFor(3);

    List<CleanupOfKind> kinds = rig.cleanUp();
    assertThat(kinds).extracting(CleanupOfKind::getKind).isSorted();
    assertThat(kinds).extracting(CleanupOfKind::getLeft).containsOnly(0L);
    assertThat(kinds)
        .filteredOn(kind -> kind.getKind().startsWith("VolumeSnapshot"))
        .extracting(CleanupOfKind::getCreated)
        .containsExactly(2L, 2L);
  }

  private void bound(String name) {
    rig.claim(name);
    rig.timeline.runFor(3);
  }

  private List<String> story() {
    return rig.story(0).stream()
        .filter(line -> line.contains("VolumeSnapshot"))
        .map(line -> line.replaceFirst("[^ ]* ", ""))
        .map(line -> line.replaceAll("snapcontent-[0-9a-f-]{36} ", ""))
        .map(
            line ->
                line.replaceAll(" \\{.*", "")
                    + (line.contains("\"readyToUse\":true") ? " ready" : "")
                    + (line.contains("\"deleting\":true") ? " deleting" : ""))
        .toList();
  }
}
