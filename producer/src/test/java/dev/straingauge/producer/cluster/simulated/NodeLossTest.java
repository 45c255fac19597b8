package dev.straingauge.producer.cluster.simulated;

import static org.assertj.core.api.Assertions.assertThat;

import dev.straingauge.producer.cluster.Cluster.Effect;
import dev.straingauge.producer.stage.Promise;
import org.junit.jupiter.api.Test;

class NodeLossTest {

  private static final Attaching QUICK = Plans.attaching(500, 500, 4);

  @Test
  void evictsThePodsOfALostNodeAndKeepsThemUntilItIsBack() {
    Rig rig = running(Rig.fault("node-loss", 100, 600, 1, 1));
    rig.timeline.runFor(400);

    assertThat(at(rig, "Node node-1 MODIFIED in use 1 [node.kubernetes.io/unreachable=:NoExecute"))
        .isBetween(150.0, 155.1);
    assertThat(rig.events("NodeNotReady").getFirst().getNote()).isEqualTo("Node is not ready");
    Promise<Effect> gone = rig.deletePod("pod-1");
    rig.timeline.runFor(100);
    assertThat(rig.events("TaintManagerEviction")).as("deleted before").hasSize(1);
    rig.timeline.runFor(120);
    assertThat(gone.isDone()).as("nobody can tell that it ended").isFalse();
    assertThat(rig.story(0)).noneMatch(line -> line.contains("VolumeAttachment va DELETED"));

    rig.timeline.runFor(60);
    assertThat(gone.isDone()).isTrue();
    assertThat(at(rig, "VolumeAttachment va DELETED")).isBetween(700.0, 715.0);
  }

  @Test
  void marksPodsForDeletionAfterTheirToleration() {
    Rig rig = running(Rig.fault("node-loss", 100, 600, 1, 1));
    rig.timeline.runFor(500);

    assertThat(rig.events("TaintManagerEviction").getFirst().getNote())
        .isEqualTo("Marking for deletion Pod ns/pod-1");
    assertThat(rig.events("TaintManagerEviction").getFirst().getReporter())
        .isEqualTo("taint-eviction-controller");
    assertThat(at(rig, "Pod pod-1 MODIFIED Running node-1 startable deleting"))
        .isBetween(450.0, 455.2);
  }

  @Test
  void restartsThePodsOfANodeThatIsBackBeforeTheyAreEvicted() {
    Rig rig = running(Rig.fault("node-loss", 100, 120, 1, 1));
    rig.timeline.runFor(300);

    assertThat(rig.story(0))
        .filteredOn(line -> line.contains("Pod pod-1") && line.endsWith("ready"))
        .as("before and after")
        .hasSize(2);
    assertThat(rig.story(0)).noneMatch(line -> line.contains("VolumeAttachment va DELETED"));
  }

  @Test
  void detachesByForceSixMinutesAfterThePodWasGone() {
    Rig rig = running(Rig.fault("node-loss", 60.9, 3_000, 1, 1));
    rig.timeline.runTo(QueueTimeline.START + 59_500_000_000L);
    Promise<Effect> gone = rig.deletePod("pod-1"); // gone at 60.6, in use for the API until 64
    rig.timeline.runFor(900);

    assertThat(gone.isDone()).isTrue();
    double podGone = at(rig, "Pod pod-1 DELETED");
    assertThat(at(rig, "VolumeAttachment va DELETED") - podGone).isBetween(360.0, 362.0);
  }

  @Test
  void replacesAPodOfANodeThatIsOutOfServiceAtOnce() {
    Rig rig =
        Rig.up(Plans.block(2, Rig.fault("out-of-service", 100, 3_000, 0.5, 1)), Plans.fixed(QUICK));
    rig.claim("vol-1");
    rig.claim("vol-2");
    rig.timeline.runFor(3);
    rig.pod("pod-1", "vol-1");
    rig.pod("pod-2", "vol-2");
    rig.timeline.runFor(90);
    String lost = rig.timeline.nowNanos() > 0 ? "2" : "";
    rig.timeline.runFor(70);
    Promise<Effect> replacement = rig.pod("pod-3", "vol-" + lost);
    rig.timeline.runFor(60);

    assertThat(rig.faults().getFirst().getTarget()).isEqualTo("node-2");
    assertThat(at(rig, "Pod pod-2 DELETED")).isBetween(155.0, 180.1);
    assertThat(replacement.isDone()).isTrue();
    assertThat(rig.story(0)).anyMatch(line -> line.contains("Pod pod-3 MODIFIED Running node-1"));
  }

  @Test
  void schedulesNothingOnANodeThatIsNotReady() {
    Rig rig = running(Rig.fault("node-loss", 100, 300, 1, 1));
    rig.timeline.runFor(100);
    rig.claim("vol-2");
    rig.timeline.runFor(3);

    Promise<Effect> later = rig.pod("pod-2", "vol-2");
    rig.timeline.runFor(60);
    assertThat(rig.events("FailedScheduling").getFirst().getNote())
        .startsWith("0/1 nodes are available: 1 node(s) had untolerated taint(s).");
    rig.timeline.runFor(200);

    assertThat(later.isDone()).isTrue();
  }

  @Test
  void cleansUpWhenTheNodeIsBack() {
    Rig rig = running(Rig.fault("node-loss", 100, 3_600, 1, 1));
    rig.timeline.runFor(60);

    assertThat(rig.cleanUp()).hasSize(7).allSatisfy(kind -> assertThat(kind.getLeft()).isZero());
    assertThat(rig.seconds()).isGreaterThan(3_700);
  }

  /** One node with a ready pod, at 60 s. */
  private static Rig running(dev.straingauge.schemas.config.Scenario.Fault fault) {
    Rig rig = Rig.up(Plans.block(1, fault), Plans.fixed(QUICK));
    rig.claim("vol-1");
    rig.timeline.runFor(3);
    rig.pod("pod-1", "vol-1");
    rig.timeline.runTo(QueueTimeline.START + 59_000_000_000L);
    return rig;
  }

  private static double at(Rig rig, String change) {
    return rig.story(0).stream()
        .filter(line -> line.contains(" " + change))
        .mapToDouble(line -> Double.parseDouble(line.substring(0, line.indexOf(' '))))
        .findFirst()
        .orElseThrow(
            () -> new AssertionError(change + " not in " + String.join("\n", rig.story(0))));
  }
}
