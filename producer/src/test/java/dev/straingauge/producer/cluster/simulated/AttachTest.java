package dev.straingauge.producer.cluster.simulated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.straingauge.event.Attachment;
import dev.straingauge.event.ObjectChanged;
import dev.straingauge.producer.cluster.Cluster.Effect;
import dev.straingauge.producer.cluster.simulated.Attaching.WaitingText;
import dev.straingauge.producer.cluster.simulated.DriverProfile.RequestRate;
import dev.straingauge.producer.stage.Promise;
import dev.straingauge.schemas.config.Scenario;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AttachTest {

  @Test
  void attachesMountsAndDetachesInKubernetesOrder() {
    Rig rig = bound(Plans.block(1), Plans.attaching());
    rig.pod("pod-1", "vol-1");
    rig.timeline.runFor(60);
    rig.deletePod("pod-1");
    rig.timeline.runFor(60);

    assertThat(rig.story(0).stream().map(line -> line.replaceFirst("[^ ]* ", "")).skip(10))
        .containsSubsequence(
            "Pod pod-1 MODIFIED Pending node-1",
            "VolumeAttachment va ADDED node-1",
            "VolumeAttachment va MODIFIED node-1 attached",
            "Pod pod-1 (SuccessfulAttachVolume)",
            "Pod pod-1 MODIFIED Pending node-1 startable",
            "Pod pod-1 MODIFIED Running node-1 startable ready",
            "Pod pod-1 DELETED",
            "Node node-1 MODIFIED ready",
            "VolumeAttachment va MODIFIED node-1 attached deleting",
            "VolumeAttachment va DELETED")
        .containsSubsequence(
            "Node node-1 MODIFIED ready in use 1", "Pod pod-1 MODIFIED Pending node-1 startable");
    assertThat(rig.events("SuccessfulAttachVolume").getFirst().getNote())
        .matches("AttachVolume\\.Attach succeeded for volume \"pvc-[0-9a-f-]{36}\" ");
  }

  @Test
  void takesAsLongAsTheDriverFromTheAttachmentToAttached() {
    Rig rig = bound(Plans.block(1), Plans.attaching());
    rig.pod("pod-1", "vol-1");
    rig.timeline.runFor(60);

    double added = at(rig, "VolumeAttachment va ADDED node-1");
    double attached = at(rig, "VolumeAttachment va MODIFIED node-1 attached");
    assertThat(attached - added).as("three requests of 10 ms").isCloseTo(5, within(0.04));
  }

  /**
   * The status period is 10 s and a little more; two turns of a loop, mount and sandbox take 3.5 s.
   */
  @Test
  void startsAPodOnlyAfterItsNodeReportedTheVolume() {
    List<Double> waits = new ArrayList<>();
    for (int node = 0; node < 40; node++) {
      Rig rig = new Rig(Plans.block(1), Plans.fixed(Plans.attaching(10, 10, 4)), node);
      rig.cluster.setUp();
      rig.timeline.runFor(1);
      rig.claim("vol-1");
      rig.timeline.runFor(3);
      rig.pod("pod-1", "vol-1");
      rig.timeline.runFor(30);
      double assigned = at(rig, "Pod pod-1 MODIFIED Pending node-1");
      double reported = at(rig, "Node node-1 MODIFIED ready in use 1");
      double startable = at(rig, "Pod pod-1 MODIFIED Pending node-1 startable");
      assertThat(startable).isGreaterThan(reported + 3.4).isLessThan(reported + 5.3);
      waits.add(reported - assigned);
    }

    assertThat(waits).allSatisfy(wait -> assertThat(wait).isBetween(0.0, 10.6));
    assertThat(waits.stream().mapToDouble(d -> d).average().orElseThrow()).isBetween(3.5, 6.5);
  }

  @Test
  void saysOnceThatAnotherPodUsesTheVolume() {
    Rig rig = bound(Plans.block(2), Plans.attaching());
    rig.pod("pod-1", "vol-1");
    rig.timeline.runFor(30);

    Promise<Effect> second = rig.pod("pod-2", "vol-1");
    rig.timeline.runFor(1_000);

    assertThat(second.isDone()).isFalse();
    assertThat(rig.events("FailedAttachVolume")).hasSize(1);
    assertThat(rig.events("FailedAttachVolume").getFirst().getNote())
        .matches(
            "Multi-Attach error for volume \"pvc-[0-9a-f-]{36}\" Volume is already used by"
                + " pod\\(s\\) pod-1");
    rig.deletePod("pod-1");
    rig.timeline.runFor(60);
    assertThat(second.isDone()).isTrue();
  }

  @Test
  void saysThatTheVolumeIsStillAttachedWhenItsPodIsGone() {
    assertThat(waitingText(WaitingText.MULTI_ATTACH))
        .matches(
            "Multi-Attach error for volume \"pvc-[0-9a-f-]{36}\" Volume is already exclusively"
                + " attached to one node and can't be attached to another");
    assertThat(waitingText(WaitingText.WAITING_FOR_DETACH))
        .matches(
            "Waiting for detach for volume \"pvc-[0-9a-f-]{36}\" Volume is already exclusively"
                + " attached to one node, waiting on detach before it can be attached to another"
                + " node");
  }

  private static String waitingText(WaitingText text) {
    Attaching like = Plans.attaching();
    Rig rig =
        bound(
            Plans.block(2),
            new Attaching(
                like.volumesPerNode(),
                like.workers(),
                like.callTimeout(),
                like.statusPeriod(),
                like.statusSpread(),
                like.attach(),
                like.detach(),
                0,
                0,
                text));
    rig.pod("pod-1", "vol-1");
    rig.timeline.runFor(60);
    rig.deletePod("pod-1");
    rig.timeline.runFor(0.85);
    rig.pod("pod-2", "vol-1"); // the container has ended; node-1 still has the pod, so node-2
    rig.timeline.runFor(1);
    return rig.events("FailedAttachVolume").stream()
        .filter(event -> event.getRegardingName().equals("pod-2"))
        .findFirst()
        .map(event -> event.getNote())
        .orElse("none");
  }

  @Test
  void letsTwoPodsOfOneNodeShareAnAttachment() {
    Rig rig = bound(Plans.block(1), Plans.attaching());

    Promise<Effect> first = rig.pod("pod-1", "vol-1");
    Promise<Effect> second = rig.pod("pod-2", "vol-1");
    rig.timeline.runFor(60);
    rig.deletePod("pod-1");
    rig.timeline.runFor(60);

    assertThat(first.isDone()).isTrue();
    assertThat(second.isDone()).isTrue();
    assertThat(lines(rig, "VolumeAttachment va ADDED")).hasSize(1);
    assertThat(lines(rig, "deleting")).noneMatch(line -> line.contains("VolumeAttachment"));
    assertThat(rig.events("FailedAttachVolume")).isEmpty();
  }

  @Test
  void putsNoMoreVolumesOnANodeThanCsiNodeAllows() {
    Rig rig = Rig.up(Plans.block(1), Plans.fixed(Plans.attaching(500, 500, 2)));
    for (int i = 1; i <= 3; i++) {
      rig.claim("vol-" + i);
    }
    rig.timeline.runFor(5);
    rig.pod("pod-1", "vol-1");
    rig.pod("pod-2", "vol-2");
    Promise<Effect> third = rig.pod("pod-3", "vol-3");
    rig.timeline.runFor(60);

    assertThat(third.isDone()).isFalse();
    assertThat(rig.events("FailedScheduling").getFirst().getNote())
        .isEqualTo(
            "0/1 nodes are available: 1 node(s) exceed max volume count. preemption: 0/1 nodes are"
                + " available: 1 No preemption victims found for incoming pod.");
    rig.deletePod("pod-1");
    rig.timeline.runFor(3);
    assertThat(rig.events("Scheduled")).as("gone, but still attached").hasSize(2);
    rig.timeline.runFor(60);
    assertThat(third.isDone()).isTrue();
  }

  @Test
  void countsUpTheEventOfAnAttachmentThatFailsUntilItSucceeds() {
    Rig rig =
        bound(Plans.block(1, Rig.fault("fail-attach", 3, 20, 1, 1)), Plans.attaching(100, 100, 4));

    Promise<Effect> ready = rig.pod("pod-1", "vol-1");
    rig.timeline.runFor(19);

    assertThat(rig.events("FailedAttachVolume")).hasSizeBetween(5, 7);
    assertThat(rig.events("FailedAttachVolume").stream().map(e -> e.getUid()).distinct())
        .as("counted up")
        .hasSize(1);
    assertThat(rig.events("FailedAttachVolume").getFirst().getNote())
        .matches(
            "AttachVolume\\.Attach failed for volume \"pvc-[0-9a-f-]{36}\" : rpc error: code ="
                + " Internal desc = Could not attach volume \"vol-[0-9a-f]{17}\" to node"
                + " \"node-1\": InternalError: An internal error occurred");
    assertThat(attachments(rig)).anyMatch(one -> one.getAttachError() != null);
    rig.timeline.runFor(100);
    assertThat(ready.isDone()).isTrue();
    assertThat(attachments(rig).getLast().getAttachError()).isNull();
  }

  @Test
  void findsACallDoneThatTheSidecarGaveUp() {
    Rig rig = bound(Plans.block(1), Plans.attaching(20_000, 100, 4));
    rig.pod("pod-1", "vol-1");
    rig.timeline.runFor(60);

    assertThat(attachments(rig))
        .anyMatch(
            one ->
                "rpc error: code = DeadlineExceeded desc = context deadline exceeded"
                    .equals(one.getAttachError()));
    double added = at(rig, "VolumeAttachment va ADDED node-1");
    assertThat(at(rig, "VolumeAttachment va MODIFIED node-1 attached") - added)
        .isCloseTo(20, within(0.1));
  }

  @Test
  void givesUpWaitingForAnAttacherThatIsAwayAndAttachesWhenItIsBack() {
    Rig rig = bound(Plans.block(1, Rig.fault("controller-crash", 5, 170, 1, 1)), Plans.attaching());
    rig.timeline.runFor(1);

    Promise<Effect> ready = rig.pod("pod-1", "vol-1");
    rig.timeline.runFor(160);
    assertThat(rig.events("FailedAttachVolume").getFirst().getNote())
        .matches(
            "AttachVolume\\.Attach failed for volume \"pvc-[0-9a-f-]{36}\" : timed out waiting for"
                + " external-attacher of block\\.csi\\.straingauge\\.dev CSI driver to attach"
                + " volume vol-[0-9a-f]{17}");
    rig.timeline.runFor(160);

    assertThat(ready.isDone()).isTrue();
  }

  @Test
  void doesNotDeleteAVolumeThatIsAttached() {
    Rig rig = bound(Plans.block(1), Plans.attaching());
    rig.pod("pod-1", "vol-1");
    rig.timeline.runFor(40);
    rig.deletePod("pod-1");
    rig.deleteClaim("vol-1");
    rig.timeline.runFor(60);

    assertThat(rig.events("VolumeFailedDelete").getFirst().getNote())
        .matches("persistentvolume pvc-[0-9a-f-]{36} is still attached to node node-1");
    assertThat(at(rig, "PersistentVolume pv DELETED"))
        .isGreaterThan(at(rig, "VolumeAttachment va DELETED"));
    assertThat(rig.cleanUp()).allSatisfy(kind -> assertThat(kind.getLeft()).isZero());
  }

  /**
   * Three requests for each VolumeAttachment at 5/s. A real cluster took 121 to 127 s, without
   * readiness probes and with quicker mounts, and 178 s until all was gone.
   */
  @Test
  void worksOnTwoHundredVolumesAtTheSidecarsPace() {
    Rig rig =
        Rig.up(
            Plans.block(3),
            Plans.fixed(
                Plans.attaching(1_250, 1_250, 256),
                new RequestRate(5, 10),
                new RequestRate(20, 30)));
    List<Promise<Effect>> ready = new ArrayList<>();
    for (int i = 1; i <= 200; i++) {
      rig.claim("vol-" + i);
      ready.add(rig.pod("pod-" + i, "vol-" + i));
    }
    double from = rig.seconds();
    while (!ready.stream().allMatch(Promise::isDone)) {
      rig.timeline.runFor(1);
    }

    assertThat(rig.seconds() - from).isBetween(120.0, 155.0);
    double all = rig.seconds();
    rig.cleanUp();
    assertThat(rig.seconds() - all).isBetween(125.0, 200.0);
  }

  @Test
  void sendsAgainWhatTheApiThrottles() {
    Rig rig = Rig.up(Plans.scenario(Rig.fault("api-throttling", 2, 60, 0.5, 1)), Plans.fixed());
    rig.timeline.runFor(2);
    double sent = rig.seconds();
    long delayed = 0;
    for (int i = 1; i <= 20; i++) {
      double before = rig.seconds();
      rig.claim("vol-" + i);
      delayed += rig.seconds() - before > 1 ? 1 : 0;
    }

    assertThat(delayed).as("of 20, half of them").isBetween(4L, 16L);
    assertThat(rig.seconds() - sent).isGreaterThan(4);
  }

  private static Rig bound(Scenario scenario, Attaching attaching) {
    Rig rig = Rig.up(scenario, Plans.fixed(attaching));
    rig.claim("vol-1");
    rig.timeline.runFor(3);
    return rig;
  }

  private static List<String> lines(Rig rig, String text) {
    return rig.story(0).stream().filter(line -> line.contains(text)).toList();
  }

  private static double at(Rig rig, String change) {
    return rig.story(0).stream()
        .filter(line -> line.endsWith(" " + change))
        .mapToDouble(line -> Double.parseDouble(line.substring(0, line.indexOf(' '))))
        .findFirst()
        .orElseThrow(() -> new AssertionError(change + " not in " + rig.story(0)));
  }

  private static List<Attachment> attachments(Rig rig) {
    return rig.all(ObjectChanged.class).stream()
        .map(ObjectChanged::getFacts)
        .filter(Attachment.class::isInstance)
        .map(Attachment.class::cast)
        .toList();
  }
}
