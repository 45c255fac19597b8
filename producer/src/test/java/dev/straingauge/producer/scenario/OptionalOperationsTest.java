package dev.straingauge.producer.scenario;

import static dev.straingauge.producer.scenario.Scenarios.phase;
import static dev.straingauge.producer.scenario.Scenarios.sequence;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.straingauge.event.OperationFinished;
import dev.straingauge.event.OperationSkipped;
import dev.straingauge.event.Outcome;
import dev.straingauge.producer.cluster.Intent;
import dev.straingauge.producer.scenario.FakeCluster.Fate;
import dev.straingauge.schemas.config.Scenario.Load;
import dev.straingauge.schemas.config.Scenario.Weighted;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class OptionalOperationsTest {

  private static final long GIB = 1L << 30;
  private static final Fate HALF_A_SECOND = new Fate.After(Duration.ofMillis(500));

  @Test
  void expandsAClaimThatAPodUsesByOneGibibyteEachTime() {
    Rig rig =
        run(
            Scenarios.of(
                sequence(
                    "create_pvc",
                    "expand_pvc",
                    "attach_pod",
                    "delete_pvc",
                    "expand_pvc",
                    "delete_pvc",
                    "expand_pvc")));

    assertThat(rig.cluster.intents)
        .filteredOn(Intent.ExpandClaim.class::isInstance)
        .containsExactly(
            new Intent.ExpandClaim(4, "vol-0", 2 * GIB),
            new Intent.ExpandClaim(6, "vol-0", 3 * GIB));
    assertThat(rig.skipped())
        .extracting(OperationSkipped::getOperationId, OperationSkipped::getReason)
        .containsExactly(tuple(1L, "no-target"), tuple(3L, "no-target"), tuple(5L, "no-target"));
    assertThat(rig.finished("expand_pvc").getTarget()).isEqualTo("vol-0");
  }

  @Test
  void makesSnapshotsOfClaimsAndDeletesThem() {
    Rig rig =
        run(
            Scenarios.of(
                sequence(
                    "delete_snapshot",
                    "create_pvc",
                    "create_snapshot",
                    "delete_pvc",
                    "delete_snapshot",
                    "delete_snapshot")));

    assertThat(rig.cluster.intents)
        .containsSubsequence(
            new Intent.CreateSnapshot(2, "snap-2", "vol-1"),
            new Intent.DeleteClaim(3, "vol-1"),
            new Intent.DeleteSnapshot(4, "snap-2"));
    assertThat(rig.skipped())
        .extracting(OperationSkipped::getOperationId, OperationSkipped::getReason)
        .containsExactly(tuple(0L, "no-target"), tuple(5L, "no-target"));
    assertThat(rig.finished("create_snapshot").getTarget()).isEqualTo("snap-2");
  }

  @Test
  void deletesNoClaimAndNoPodThatAreWorkedOn() {
    Rig rig =
        new Rig(
            Scenarios.of(
                sequence("create_pvc", "attach_pod"),
                phase(
                    "later",
                    Duration.ofSeconds(1),
                    new Load.Constant(1),
                    new Weighted("expand_pvc", 1)),
                phase(
                    "delete",
                    Duration.ofSeconds(1),
                    new Load.Constant(1),
                    new Weighted("delete_pod", 1)),
                phase(
                    "again",
                    Duration.ofSeconds(30),
                    new Load.Burst(1, Duration.ofSeconds(29)),
                    new Weighted("delete_pod", 1))));
    rig.cluster.script =
        intent ->
            new Fate.After(Duration.ofMillis(intent instanceof Intent.ExpandClaim ? 10_000 : 500));
    rig.run();

    assertThat(rig.skipped())
        .extracting(OperationSkipped::getStep, OperationSkipped::getReason)
        .containsExactly(tuple("delete", "no-target"), tuple("again", "no-target"));
    assertThat(rig.finished("delete_pod").getOutcome()).isEqualTo(Outcome.SUCCEEDED);
  }

  @Test
  void hasAsManySnapshotsAsVolumesAtMost() {
    Rig rig =
        run(
            Scenarios.of(sequence("create_pvc", "create_snapshot", "create_snapshot", "expand_pvc"))
                .limits(1, 1, 1));

    assertThat(rig.skipped())
        .extracting(OperationSkipped::getReason)
        .containsExactly("limit-snapshots", "no-target");
  }

  @Test
  void skipsWhatTheDriverDoesNotHave() {
    Rig rig =
        new Rig(
            Scenarios.of(
                sequence(
                    "create_pvc",
                    "attach_pod",
                    "expand_pvc",
                    "create_snapshot",
                    "delete_snapshot")));
    rig.cluster.features.clear();
    rig.cluster.script = intent -> HALF_A_SECOND;
    rig.run();

    assertThat(rig.skipped())
        .extracting(OperationSkipped::getOperation, OperationSkipped::getReason)
        .containsExactly(
            tuple("expand_pvc", "driver-has-no-expansion"),
            tuple("create_snapshot", "driver-has-no-snapshots"),
            tuple("delete_snapshot", "driver-has-no-snapshots"));
    assertThat(rig.each(OperationFinished.class, OperationFinished::getOperation))
        .containsExactlyInAnyOrder("create_pvc", "attach_pod");
  }

  /** Each operation has ended when the next one starts. */
  private static Rig run(Scenarios scenarios) {
    Rig rig = new Rig(scenarios);
    rig.cluster.script = intent -> HALF_A_SECOND;
    return rig.run();
  }
}
