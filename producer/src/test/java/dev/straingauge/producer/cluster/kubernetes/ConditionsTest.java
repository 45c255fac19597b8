package dev.straingauge.producer.cluster.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.straingauge.event.Change;
import dev.straingauge.event.Claim;
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

  private void claim(String phase) {
    changed(
        Watches.CLAIM, "vol-1", "vol-1", new Claim(phase, null, "efs", List.of("RWX"), 1L, false));
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
        new Pod(phase, null, ready, false, List.of("vol-1"), reason, false));
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
