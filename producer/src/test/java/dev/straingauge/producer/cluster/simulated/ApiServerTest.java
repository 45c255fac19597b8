package dev.straingauge.producer.cluster.simulated;

import static org.assertj.core.api.Assertions.assertThat;

import dev.straingauge.producer.cluster.Cluster.Accepted;
import dev.straingauge.producer.cluster.Cluster.Effect;
import dev.straingauge.producer.cluster.ClusterException;
import dev.straingauge.producer.cluster.Intent;
import dev.straingauge.producer.stage.Promise;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ApiServerTest {

  static Stream<Arguments> refused() {
    return Stream.of(
        Arguments.of(
            new Intent.CreateClaim(7, "vol-1", 1),
            "AlreadyExists",
            "409",
            "create claim 'vol-1': it exists (expected none of that name)"),
        Arguments.of(
            new Intent.CreateClaim(7, "vol-2", 0),
            "Invalid",
            "422",
            "create claim 'vol-2': 0 bytes requested (expected a positive size)"),
        Arguments.of(
            new Intent.CreatePod(7, "pod-1", List.of("vol-1")),
            "AlreadyExists",
            "409",
            "create pod 'pod-1': it exists (expected none of that name)"),
        Arguments.of(
            new Intent.CreatePod(7, "pod-2", List.of()),
            "Invalid",
            "422",
            "create pod 'pod-2': no claims (expected at least one)"),
        Arguments.of(
            new Intent.DeletePod(7, "pod-2"),
            "NotFound",
            "404",
            "delete pod 'pod-2': not found (expected it exists)"),
        Arguments.of(
            new Intent.DeleteClaim(7, "vol-2"),
            "NotFound",
            "404",
            "delete claim 'vol-2': not found (expected it exists)"));
  }

  @ParameterizedTest
  @MethodSource("refused")
  void refuses(Intent intent, String reason, String code, String message) {
    Rig rig = Rig.up();
    rig.submit(new Intent.CreateClaim(1, "vol-1", 1));
    rig.submit(new Intent.CreatePod(2, "pod-1", List.of("vol-1")));

    Promise<Accepted> accepted = rig.cluster.submit(intent);
    ClusterException refused = rig.failure(accepted);

    assertThat(refused.reason()).isEqualTo(reason);
    assertThat(refused.code()).isEqualTo(code);
    assertThat(refused).hasMessage(message);
    assertThat(rig.failure(rig.cluster.effect(7))).as("the effect fails alike").isSameAs(refused);
  }

  @Test
  void takesTheSameOperationTwiceWithoutHarm() {
    Rig rig = Rig.up();
    Intent create = new Intent.CreateClaim(1, "vol-1", 1);
    Promise<Effect> first = rig.submit(create);
    Promise<Effect> second = rig.submit(create);
    rig.timeline.runFor(5);
    Promise<Effect> third = rig.submit(create);

    assertThat(second).isNotSameAs(first);
    assertThat(first.isDone()).as("replaced by the repetition").isFalse();
    assertThat(second.isDone()).isTrue();
    assertThat(third.isDone()).as("it is bound").isTrue();
    assertThat(rig.story(0).stream().filter(line -> line.contains("vol-1 ADDED"))).hasSize(1);
    assertThat(rig.cluster.effect(1)).isSameAs(third).isSameAs(rig.cluster.effect(1));
  }

  @Test
  void takesTheSameDeletionTwiceWithoutHarm() {
    Rig rig = Rig.up();
    rig.claim("vol-1");
    rig.timeline.runFor(3);
    rig.pod("pod-1", "vol-1");
    rig.timeline.runFor(20);

    Intent delete = new Intent.DeletePod(50, "pod-1");
    rig.submit(delete);
    Promise<Effect> meanwhile = rig.submit(delete);
    rig.timeline.runFor(5);
    Promise<Effect> afterwards = rig.submit(delete);

    assertThat(meanwhile.isDone()).isTrue();
    assertThat(afterwards.isDone()).isTrue();
    assertThat(rig.story(0).stream().filter(line -> line.endsWith("pod-1 DELETED"))).hasSize(1);
  }

  @Test
  void takesADeletionAgainWhoseObjectIsGoneButNotYetSeenGone() {
    Rig rig = Rig.up(Plans.scenario(), Plans.taking(2_000, 2_000, 200));
    rig.claim("vol-1");
    rig.timeline.runFor(1);
    rig.submit(new Intent.DeleteClaim(50, "vol-1"));
    rig.timeline.runFor(0.5);

    Promise<Effect> again = rig.submit(new Intent.DeleteClaim(50, "vol-1"));
    assertThat(again.isDone()).isFalse();
    rig.timeline.runFor(10);

    assertThat(again.isDone()).isTrue();
  }

  @Test
  void endsEveryDeletionOfOneObject() {
    Rig rig = Rig.up();
    rig.claim("vol-1");
    rig.timeline.runFor(3);

    Promise<Effect> one = rig.deleteClaim("vol-1");
    Promise<Effect> two = rig.deleteClaim("vol-1");
    rig.timeline.runFor(10);

    assertThat(one.isDone()).isTrue();
    assertThat(two.isDone()).isTrue();
  }

  @Test
  void saysThatACreationCannotComeAboutOnceItsObjectIsDeleted() {
    Rig rig = Rig.up();
    Promise<Effect> bound = rig.claim("vol-1");
    Promise<Effect> ready = rig.pod("pod-1", "vol-1");
    rig.deletePod("pod-1");
    rig.deleteClaim("vol-1");

    assertThat(rig.failure(bound).reason()).isEqualTo("Deleted");
    assertThat(rig.failure(ready).reason()).isEqualTo("Deleted");
    assertThat(rig.failure(ready)).hasMessage("wait for Pod 'pod-1': deleted (expected Ready)");
  }

  @Test
  void waitsForTheVolumeThatWasBeingMadeWhenItsClaimWent() {
    Rig rig = Rig.up();
    rig.claim("vol-1");
    rig.timeline.runFor(0.5);

    Promise<Effect> gone = rig.deleteClaim("vol-1");
    rig.timeline.runFor(0.4);
    assertThat(rig.story(0).getLast()).endsWith("vol-1 DELETED");
    assertThat(gone.isDone()).isFalse();
    rig.timeline.runFor(5);

    assertThat(gone.isDone()).isTrue();
    assertThat(
            rig.story(0).stream()
                .filter(line -> line.contains("PersistentVolume pv"))
                .map(line -> line.replaceAll("^[0-9.]* ", "")))
        .containsExactly(
            "PersistentVolume pv ADDED Pending",
            "PersistentVolume pv MODIFIED Released",
            "PersistentVolume pv DELETED");
  }

  @Test
  void knowsNothingOfAnOperationThatWasNotSubmitted() {
    assertThat(Rig.up().failure(Rig.up().cluster.effect(99)).reason()).isEqualTo("NotFound");
  }

  @Test
  void saysWhatItIs() {
    Rig rig = Rig.up();

    assertThat(rig.cluster.facts().getKind()).isEqualTo("simulated");
    assertThat(rig.cluster.facts().getVersion()).isEqualTo("sim-1");
    assertThat(rig.cluster.facts().getNodes()).isEqualTo(2);
    assertThat(rig.cluster.facts().getFingerprint())
        .matches("[0-9a-f]{8}")
        .isEqualTo(Rig.up().cluster.facts().getFingerprint());
    assertThat(
            new Rig(Plans.scenario(3, "Delete", "Immediate"), Plans.fixed(), 1)
                .cluster
                .facts()
                .getFingerprint())
        .isNotEqualTo(rig.cluster.facts().getFingerprint());
    assertThat(rig.cluster.driver().getName()).isEqualTo("fixed");
    assertThat(rig.cluster.driver().getVersion()).isEqualTo("2.1.8");
  }
}
