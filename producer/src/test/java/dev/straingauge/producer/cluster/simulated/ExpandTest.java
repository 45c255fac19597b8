package dev.straingauge.producer.cluster.simulated;

import static org.assertj.core.api.Assertions.assertThat;

import dev.straingauge.event.Claim;
import dev.straingauge.event.CleanupOfKind;
import dev.straingauge.event.ObjectChanged;
import dev.straingauge.producer.cluster.Cluster.Effect;
import dev.straingauge.producer.cluster.ClusterException;
import dev.straingauge.producer.cluster.Intent;
import dev.straingauge.producer.stage.Promise;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExpandTest {

  private static final long GIB = Rig.GIB;

  private final Rig rig = Rig.up(Plans.block(1), Plans.fixed(Plans.attaching()));

  @Test
  void makesTheStorageLargerAndThenTheFileSystem() {
    bound("vol-1");
    rig.pod("pod-1", "vol-1");
    rig.timeline.runFor(40);

    Promise<Effect> expanded = rig.expand("vol-1", 2 * GIB);
    rig.timeline.runFor(20);

    assertThat(expanded.isDone()).isTrue();
    assertThat(sizes().subList(2, sizes().size()))
        .containsExactly(
            "2 of 1, null", "2 of 1, Resizing", "2 of 1, FileSystemResizePending", "2 of 2, null");
    assertThat(rig.events("Resizing").getFirst().getNote())
        .matches("External resizer is resizing volume pvc-[0-9a-f-]{36}");
    assertThat(rig.events("FileSystemResizeRequired")).hasSize(1);
    assertThat(rig.events("FileSystemResizeSuccessful").getFirst().getNote())
        .matches("MountVolume\\.NodeExpandVolume succeeded for volume \"pvc-.*\" node-1");
  }

  @Test
  void waitsForAPodThatMountsTheVolume() {
    bound("vol-1");
    Promise<Effect> expanded = rig.expand("vol-1", 2 * GIB);
    rig.timeline.runFor(300);

    assertThat(expanded.isDone()).isFalse();
    assertThat(sizes()).last().isEqualTo("2 of 1, FileSystemResizePending");
    rig.pod("pod-1", "vol-1");
    rig.timeline.runFor(40);
    assertThat(expanded.isDone()).isTrue();
  }

  @Test
  void goesOnToTheLastSizeThatWasAskedFor() {
    bound("vol-1");
    rig.pod("pod-1", "vol-1");
    rig.timeline.runFor(40);
    Promise<Effect> first = rig.expand("vol-1", 2 * GIB);
    rig.timeline.runFor(1);
    Promise<Effect> second = rig.expand("vol-1", 3 * GIB);
    rig.timeline.runFor(60);

    assertThat(first.isDone()).isTrue();
    assertThat(second.isDone()).isTrue();
    assertThat(sizes()).last().isEqualTo("3 of 3, null");
  }

  @Test
  void beginsAnewAfterACrashOfTheController() {
    bound("vol-1");
    rig.pod("pod-1", "vol-1");
    rig.timeline.runFor(40);
    Promise<Effect> expanded = rig.expand("vol-1", 2 * GIB);
    rig.timeline.runFor(2);
    rig.crash();
    rig.timeline.runFor(20);
    assertThat(expanded.isDone()).isFalse();
    rig.timeline.runFor(30);

    assertThat(expanded.isDone()).isTrue();
  }

  @Test
  void failsWhenTheClaimGoesAndLeavesNothing() {
    bound("vol-1");
    Promise<Effect> expanded = rig.expand("vol-1", 2 * GIB);
    rig.deleteClaim("vol-1");

    assertThat(rig.failure(expanded).reason()).isEqualTo("Deleted");
    assertThat(rig.cleanUp()).extracting(CleanupOfKind::getLeft).containsOnly(0L);
  }

  @Test
  void refusesWhatTheApiRefuses() {
    bound("vol-1");
    rig.expand("vol-1", 2 * GIB);

    assertThat(refusal(rig, new Intent.ExpandClaim(90, "vol-1", GIB)).reason())
        .isEqualTo("Invalid");
    assertThat(refusal(rig, new Intent.ExpandClaim(91, "vol-9", GIB)).reason())
        .isEqualTo("NotFound");
    assertThat(refusal(Rig.up(), new Intent.ExpandClaim(92, "vol-1", GIB)).reason())
        .isEqualTo("Unsupported");
  }

  private static ClusterException refusal(Rig rig, Intent intent) {
    return rig.failure(rig.cluster.submit(intent));
  }

  private void bound(String name) {
    rig.claim(name);
    rig.timeline.runFor(3);
  }

  private List<String> sizes() {
    return rig.all(ObjectChanged.class).stream()
        .map(ObjectChanged::getFacts)
        .filter(Claim.class::isInstance)
        .map(Claim.class::cast)
        .map(
            c ->
                "%d of %d, %s"
                    .formatted(c.getBytes() / GIB, c.getCapacity() / GIB, c.getResizing()))
        .toList();
  }
}
