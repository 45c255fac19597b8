package dev.straingauge.producer.cluster.simulated;

import static org.assertj.core.api.Assertions.assertThat;

import dev.straingauge.event.Attachment;
import dev.straingauge.event.Change;
import dev.straingauge.event.Claim;
import dev.straingauge.event.CleanupOfKind;
import dev.straingauge.event.ObjectChanged;
import dev.straingauge.event.PersistentVolume;
import dev.straingauge.event.Pod;
import dev.straingauge.schemas.config.Scenario;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SoakTest {

  private static final Scenario.Fault[] FAULTS = {
    Rig.fault("controller-crash", 300, 40, 1, 1),
    Rig.fault("slow-provision", 500, 120, 0.5, 10),
    Rig.fault("fail-provision", 700, 60, 0.3, 1),
    Rig.fault("slow-mount", 900, 120, 0.5, 10),
    Rig.fault("fail-mount", 1_100, 60, 0.3, 1),
    Rig.fault("never-ready", 1_300, 200, 0.2, 1),
    Rig.fault("stale-handle", 1_500, 100, 0.2, 1)
  };

  private static final Scenario.Fault[] ATTACH_FAULTS = {
    Rig.fault("controller-crash", 300, 40, 1, 1),
    Rig.fault("slow-attach", 500, 120, 0.5, 10),
    Rig.fault("fail-attach", 700, 60, 0.3, 1),
    Rig.fault("slow-detach", 900, 120, 0.5, 10),
    Rig.fault("api-throttling", 1_100, 100, 0.3, 1),
    Rig.fault("node-loss", 1_300, 700, 0.3, 1),
    Rig.fault("out-of-service", 2_200, 300, 0.3, 1),
    Rig.fault("node-loss", 2_700, 30, 0.6, 1),
    Rig.fault("fail-mount", 3_000, 60, 0.3, 1)
  };

  @ParameterizedTest
  @CsvSource({"4, Delete, Immediate", "5, Retain, Immediate", "6, Delete, WaitForFirstConsumer"})
  void keepsItsPromisesWithAttachmentToo(long seed, String reclaimPolicy, String bindingMode) {
    Rig rig =
        new Rig(
            Plans.block(4, reclaimPolicy, bindingMode, ATTACH_FAULTS),
            DriverProfiles.require("block"),
            seed);
    rig.cluster.setUp();
    rig.timeline.runFor(1);
    rig.cluster.io("step", Optional.of(new Scenario.IoLoad(50, 20, 10, 4096)));
    RandomLoad load = new RandomLoad(rig.timeline, rig.cluster);

    load.run(3_600, 1_500_000_000L, 60);
    List<CleanupOfKind> books = rig.cleanUp();

    assertThat(books).allSatisfy(kind -> assertThat(kind.getLeft()).as(kind.getKind()).isZero());
    assertThat(books).extracting(CleanupOfKind::getKind).contains("VolumeAttachment");
    assertThat(load.operations()).isGreaterThan(2_000);
    assertThat(load.ends()).as("every effect").hasSize((int) load.operations());
    assertThat(load.ends().values()).as("exactly once").containsOnly(1);
    assertHistories(rig.all(ObjectChanged.class));
    assertBooksAgree(books, rig.all(ObjectChanged.class));
    assertOneNodeAtATime(rig.all(ObjectChanged.class));
    assertTimeNeverGoesBack(rig);
  }

  /** A volume is attached to one node; a pod starts where its volumes are. */
  private static void assertOneNodeAtATime(List<ObjectChanged> changes) {
    Map<String, String> attachedTo = new HashMap<>();
    Map<String, String> volumeOf = new HashMap<>();
    Map<String, Boolean> startable = new HashMap<>();
    int attached = 0;
    for (ObjectChanged change : changes) {
      if (change.getFacts() instanceof PersistentVolume volume
          && !volume.getPhase().equals("Released")) { // of a claim that may be there anew
        volumeOf.put(volume.getClaim(), change.getName());
      }
      if (change.getFacts() instanceof Pod pod) {
        boolean before =
            Boolean.TRUE.equals(startable.put(change.getUid(), pod.getReadyToStartContainers()));
        if (pod.getReadyToStartContainers() && !before) {
          assertThat(pod.getClaims())
              .allSatisfy(
                  claim ->
                      assertThat(attachedTo).containsEntry(volumeOf.get(claim), pod.getNode()));
        }
      }
      if (change.getFacts() instanceof Attachment attachment) {
        String volume = attachment.getVolume();
        if (change.getChange() == Change.DELETED) {
          attachedTo.remove(volume, attachment.getNode());
        } else if (attachment.getAttached()) {
          assertThat(attachedTo.getOrDefault(volume, attachment.getNode()))
              .isEqualTo(attachment.getNode());
          attachedTo.put(volume, attachment.getNode());
          attached++;
        }
      }
    }
    assertThat(attached).isGreaterThan(100);
    assertThat(attachedTo).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"1, Delete, Immediate", "2, Retain, Immediate", "3, Delete, WaitForFirstConsumer"})
  void keepsItsPromisesThroughAnHourOfRandomIntents(
      long seed, String reclaimPolicy, String bindingMode) {
    Rig rig = new Rig(Plans.scenario(3, reclaimPolicy, bindingMode, FAULTS), small(), seed);
    rig.cluster.setUp();
    rig.timeline.runFor(1);
    rig.cluster.io("step", Optional.of(new Scenario.IoLoad(50, 20, 10, 4096)));
    RandomLoad load = new RandomLoad(rig.timeline, rig.cluster);

    load.run(3_600, 400_000_000L, 40);
    List<CleanupOfKind> books = rig.cleanUp();

    CleanupTest.assertBalanced(books, 0);
    assertThat(load.operations()).isGreaterThan(7_000);
    assertThat(load.ends()).as("every effect").hasSize((int) load.operations());
    assertThat(load.ends().values()).as("exactly once").containsOnly(1);
    assertHistories(rig.all(ObjectChanged.class));
    assertBooksAgree(books, rig.all(ObjectChanged.class));
    assertTimeNeverGoesBack(rig);
  }

  /**
   * Each object: ADDED, then changes, then DELETED; no pod ready before its volumes, nothing bound
   * that is not there.
   */
  private static void assertHistories(List<ObjectChanged> changes) {
    Map<String, ObjectChanged> last = new HashMap<>();
    for (ObjectChanged change : changes) {
      ObjectChanged before = last.put(change.getUid(), change);
      assertThat(before == null)
          .isEqualTo(change.getChange() == Change.ADDED || change.getChange() == Change.LISTED);
      if (before != null) {
        assertThat(before.getChange()).isNotEqualTo(Change.DELETED);
        assertThat(Long.parseLong(change.getResourceVersion()))
            .isGreaterThan(Long.parseLong(before.getResourceVersion()));
      }
      if (change.getFacts() instanceof Pod pod) {
        assertThat(!pod.getReady() || pod.getReadyToStartContainers()).isTrue();
        assertThat(!pod.getReadyToStartContainers() || pod.getNode() != null).isTrue();
      }
      if (change.getFacts() instanceof Claim claim) {
        assertThat("Bound".equals(claim.getPhase())).isEqualTo(claim.getVolume() != null);
      }
    }
  }

  private static void assertBooksAgree(List<CleanupOfKind> books, List<ObjectChanged> changes) {
    for (CleanupOfKind kind : books) {
      assertThat(count(changes, kind.getKind(), Change.ADDED)).isEqualTo(kind.getCreated());
      assertThat(count(changes, kind.getKind(), Change.DELETED)).isEqualTo(kind.getDeleted());
    }
  }

  private static long count(List<ObjectChanged> changes, String kind, Change change) {
    return changes.stream()
        .filter(c -> c.getKind().equals(kind) && c.getChange() == change)
        .count();
  }

  private static void assertTimeNeverGoesBack(Rig rig) {
    long before = 0;
    for (Rig.Written written : rig.written) {
      assertThat(written.at()).isGreaterThanOrEqualTo(before);
      before = written.at();
    }
  }

  @Test
  void holdsNothingOfTheDeadWhenAllIsGone() {
    Rig rig = new Rig(Plans.scenario(), small(), 5);
    rig.cluster.setUp();
    rig.timeline.runFor(1);
    RandomLoad load = new RandomLoad(rig.timeline, rig.cluster);
    load.run(600, 200_000_000L, 40);
    rig.cleanUp();
    rig.timeline.runFor(7_200);

    assertThat(rig.cluster.openEffects()).isZero();
    assertThat(rig.timeline.waiting()).isZero();
  }

  /** The EFS profile with little room, so that limits are met. */
  private static DriverProfile small() {
    DriverProfile efs = DriverProfiles.require("efs");
    return new DriverProfile(
        efs.name(),
        efs.csiDriver(),
        efs.controller(),
        null,
        null,
        null,
        efs.clients(),
        true,
        false,
        new DriverProfile.Limits(30, 18, 4, 3, 2),
        efs.latencies(),
        efs.backOffs(),
        new DriverProfile.Errors(0.02, 0.02, 0.02, 0.001),
        efs.restart());
  }
}
