package dev.straingauge.producer.cluster.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.straingauge.event.Change;
import dev.straingauge.event.Claim;
import dev.straingauge.event.Custom;
import dev.straingauge.event.ObjectChanged;
import dev.straingauge.event.PersistentVolume;
import dev.straingauge.event.Pod;
import dev.straingauge.producer.cluster.kubernetes.Expectations.Condition;
import dev.straingauge.producer.cluster.kubernetes.Expectations.Verdict;
import dev.straingauge.producer.cluster.kubernetes.Observed.Item;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ConditionsTest {

  private final List<SpecificRecord> written = new ArrayList<>();
  private final Observed observed = new Observed(written::add, () -> 1_000L);
  private final Conditions conditions = new Conditions(observed, false);

  @Test
  void aClaimIsSettledWhenItIsBound() {
    Condition settled = conditions.claimSettled("vol-1");

    assertThat(settled.judge()).as("not seen yet").isEmpty();
    claim("Pending");
    assertThat(settled.judge()).isEmpty();
    assertThat(new Conditions(observed, true).claimSettled("vol-1").judge())
        .as("it waits for its first consumer")
        .containsInstanceOf(Verdict.Fulfilled.class);
    claim("Bound");
    assertThat(settled.judge()).containsInstanceOf(Verdict.Fulfilled.class);
    claim("Lost");
    assertThat(settled.judge()).containsInstanceOf(Verdict.Failed.class);
  }

  @Test
  void aClaimIsGoneWithTheVolumeThatIsDeletedForIt() {
    Condition gone = conditions.claimGone("vol-1");
    claim("Bound");
    volume("Bound", "Delete");
    observed.deleted(Watches.CLAIM, metadata("vol-1"));

    assertThat(gone.judge()).as("its volume is there").isEmpty();
    observed.deleted(Watches.VOLUME, metadata("pv-1"));
    assertThat(gone.judge()).containsInstanceOf(Verdict.Fulfilled.class);
  }

  @Test
  void aClaimIsGoneThoughItsVolumeIsRetained() {
    Condition gone = conditions.claimGone("vol-1");
    assertThat(gone.judge()).as("never seen").isEmpty();
    claim("Bound");
    volume("Bound", "Retain");
    observed.deleted(Watches.CLAIM, metadata("vol-1"));

    assertThat(gone.judge()).containsInstanceOf(Verdict.Fulfilled.class);
  }

  @Test
  void aPodThatEndsOrIsDeletedNeverGetsReady() {
    Condition ready = conditions.podReady("pod-1");
    pod("Running", false, null);
    assertThat(ready.judge()).isEmpty();
    pod("Failed", false, "Evicted");
    assertThat(ready.judge())
        .containsInstanceOf(Verdict.Failed.class)
        .map(verdict -> ((Verdict.Failed) verdict).cause().getMessage())
        .contains("wait for pod 'pod-1': it is Failed, Evicted (expected Ready)");
    observed.deleted(Watches.POD, metadata("pod-1"));
    assertThat(ready.judge())
        .map(verdict -> ((Verdict.Failed) verdict).cause().reason())
        .contains("Deleted");
  }

  @Test
  void writesAChangeOnceAndCountsWhatIsTheRuns() {
    claim("Pending");
    claim("Pending");
    claim("Bound");
    observed.deleted(Watches.CLAIM, metadata("vol-1"));
    observed.deleted(Watches.CLAIM, metadata("vol-1"));

    assertThat(written)
        .extracting(record -> ((ObjectChanged) record).getChange())
        .containsExactly(Change.ADDED, Change.MODIFIED, Change.DELETED);
    assertThat(observed.created(Watches.CLAIM)).isEqualTo(1);
    assertThat(observed.deleted(Watches.CLAIM)).isEqualTo(1);
    assertThat(observed.alive(Watches.CLAIM)).isEmpty();
  }

  @Test
  void aClaimIsExpandedWhenItHasTheCapacityAndNothingIsPending() {
    Condition expanded = conditions.claimExpanded("vol-1", 2);

    assertThat(expanded.judge()).as("not seen yet").isEmpty();
    claim("Bound", 1, null);
    assertThat(expanded.judge()).isEmpty();
    claim("Bound", 1, "FileSystemResizePending");
    assertThat(expanded.judge()).isEmpty();
    claim("Bound", 2, "Resizing");
    assertThat(expanded.judge()).as("a further one").isEmpty();
    claim("Bound", 2, null);
    assertThat(expanded.judge()).containsInstanceOf(Verdict.Fulfilled.class);
    claim("Bound", 1, "NodeResizeInfeasible");
    assertThat(expanded.judge())
        .map(verdict -> ((Verdict.Failed) verdict).cause().reason())
        .contains("ResizeInfeasible");
    observed.deleted(Watches.CLAIM, metadata("vol-1"));
    assertThat(expanded.judge())
        .map(verdict -> ((Verdict.Failed) verdict).cause().reason())
        .contains("Deleted");
  }

  @Test
  void aSnapshotIsThereWhenItIsReadyToUse() {
    Condition ready = conditions.snapshotReady("snap-1");

    assertThat(ready.judge()).as("not seen yet").isEmpty();
    snapshot(false);
    assertThat(ready.judge()).isEmpty();
    snapshot(true);
    assertThat(ready.judge()).containsInstanceOf(Verdict.Fulfilled.class);
  }

  @Test
  void aSnapshotIsGoneWithTheContentThatIsDeletedForIt() {
    Condition gone = conditions.snapshotGone("snap-1");
    assertThat(gone.judge()).as("never seen").isEmpty();
    snapshot(true);
    content("Delete");
    observed.deleted(Watches.SNAPSHOT, metadata("snap-1"));

    assertThat(gone.judge()).as("its content is there").isEmpty();
    content("Retain");
    assertThat(gone.judge()).containsInstanceOf(Verdict.Fulfilled.class);
    content("Delete");
    observed.deleted(Watches.SNAPSHOT_CONTENT, metadata("content-1"));
    assertThat(gone.judge()).containsInstanceOf(Verdict.Fulfilled.class);
  }

  private void snapshot(boolean ready) {
    changed(Watches.SNAPSHOT, "snap-1", "snap-1", new Custom("{\"readyToUse\":" + ready + "}"));
  }

  private void content(String policy) {
    changed(
        Watches.SNAPSHOT_CONTENT,
        "content-1",
        "snap-1",
        new Custom("{\"deletionPolicy\":\"" + policy + "\"}"));
  }

  private void claim(String phase) {
    claim(phase, 1, null);
  }

  private void claim(String phase, long capacity, @Nullable String resizing) {
    changed(
        Watches.CLAIM,
        "vol-1",
        "vol-1",
        new Claim(phase, null, "efs", List.of("RWX"), 1L, false, capacity, resizing));
  }

  private void volume(String phase, String policy) {
    changed(
        Watches.VOLUME,
        "pv-1",
        "vol-1",
        new PersistentVolume(phase, "vol-1", "efs.csi.aws.com", "h", policy, false));
  }

  private void pod(String phase, boolean ready, @Nullable String reason) {
    changed(
        Watches.POD,
        "pod-1",
        "pod-1",
        new Pod(phase, null, ready, false, List.of("vol-1"), reason, false, null, null));
  }

  private void changed(String kind, String name, String about, SpecificRecord facts) {
    var object = new PodBuilder().withMetadata(metadata(name)).build();
    observed.changed(kind, new Item(object, name, about, facts), Change.MODIFIED, true);
  }

  private static ObjectMeta metadata(String name) {
    return new ObjectMetaBuilder()
        .withName("sg-" + name)
        .withUid("uid-" + name)
        .withResourceVersion("7")
        .build();
  }
}
