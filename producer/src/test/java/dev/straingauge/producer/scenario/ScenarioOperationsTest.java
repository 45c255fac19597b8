package dev.straingauge.producer.scenario;

import static dev.straingauge.producer.scenario.Scenarios.run;
import static dev.straingauge.producer.scenario.Scenarios.sequence;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.straingauge.event.OperationFinished;
import dev.straingauge.event.OperationSkipped;
import dev.straingauge.event.OperationStarted;
import dev.straingauge.event.Outcome;
import dev.straingauge.producer.cluster.Intent;
import dev.straingauge.producer.scenario.FakeCluster.Fate;
import dev.straingauge.schemas.config.Scenario.ScenarioRun;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScenarioOperationsTest {

  private static final long SECOND = 1_000_000_000L;

  @Test
  void sharedVolumeIsOneClaimTwoPodsAndAVerificationEachWay() {
    Rig rig = rig("shared_volume_rw", run("shared_volume_rw", 1, 1)).run();

    assertThat(rig.started())
        .extracting(
            OperationStarted::getOperationId,
            OperationStarted::getOperation,
            OperationStarted::getParent)
        .containsExactly(
            tuple(0L, "shared_volume_rw", null),
            tuple(1L, "create_pvc", 0L),
            tuple(2L, "attach_pod", 0L),
            tuple(3L, "attach_pod", 0L),
            tuple(4L, "verify_readwrite", 0L),
            tuple(5L, "verify_readwrite", 0L),
            tuple(6L, "delete_pod", 0L),
            tuple(7L, "delete_pod", 0L),
            tuple(8L, "delete_pvc", 0L));
    assertThat(intents(rig, Intent.VerifyReadWrite.class))
        .extracting(
            Intent.VerifyReadWrite::claim,
            Intent.VerifyReadWrite::writerPod,
            Intent.VerifyReadWrite::readerPod)
        .containsExactly(tuple("vol-1", "pod-2", "pod-3"), tuple("vol-1", "pod-3", "pod-2"));
    OperationFinished whole = rig.finished("shared_volume_rw");
    assertThat(whole.getOutcome()).isEqualTo(Outcome.SUCCEEDED);
    assertThat(whole.getCompletedAt()).isEqualTo(4 * SECOND);
    assertThat(rig.finished())
        .hasSize(9)
        .allSatisfy(f -> assertThat(f.getStep()).isEqualTo("opening"));
  }

  @Test
  void manyToOneIsAllPodsOnOneClaimAtOnce() {
    Rig rig = rig("many_to_one", run("many_to_one", 5, 5)).run();

    assertThat(intents(rig, Intent.CreatePod.class))
        .hasSize(5)
        .allSatisfy(p -> assertThat(p.claims()).containsExactly("vol-1"));
    assertThat(rig.started().stream().filter(s -> s.getOperation().equals("attach_pod")))
        .allSatisfy(s -> assertThat(s.getIntendedStart()).isEqualTo(SECOND));
    assertThat(rig.finished("many_to_one").getCompletedAt()).isEqualTo(2 * SECOND);
    assertThat(intents(rig, Intent.DeletePod.class)).hasSize(5);
    assertThat(intents(rig, Intent.DeleteClaim.class)).hasSize(1);
  }

  @Test
  void oneToOneIsPairsOfAClaimAndItsPod() {
    Rig rig = rig("one_to_one", run("one_to_one", 3, 3)).run();

    assertThat(intents(rig, Intent.CreatePod.class))
        .extracting(Intent.CreatePod::claims)
        .containsExactlyInAnyOrder(List.of("vol-1"), List.of("vol-2"), List.of("vol-3"));
    assertThat(rig.finished("one_to_one").getOutcome()).isEqualTo(Outcome.SUCCEEDED);
  }

  @Test
  void concurrentClaimsAreAskedForAtTheSameInstant() {
    Rig rig = rig("concurrent_pvc", run("concurrent_pvc", 20, 30)).run();

    List<OperationStarted> claims =
        rig.started().stream().filter(s -> s.getOperation().equals("create_pvc")).toList();
    assertThat(claims.size()).isBetween(20, 30);
    assertThat(claims).allSatisfy(s -> assertThat(s.getIntendedStart()).isZero());
    assertThat(rig.finished("concurrent_pvc").getCompletedAt()).isEqualTo(SECOND);
    assertThat(intents(rig, Intent.DeleteClaim.class)).hasSameSizeAs(claims);
  }

  @Test
  void failsWithTheNameOfTheFirstPartThatDidAndCleansUpAllTheSame() {
    Rig rig = rig("many_to_one", run("many_to_one", 3, 3));
    rig.cluster.script =
        intent ->
            switch (intent) {
              case Intent.CreatePod pod when pod.operationId() == 3 ->
                  new Fate.Refused("Forbidden");
              case Intent.CreatePod pod when pod.operationId() == 4 ->
                  new Fate.After(Duration.ofDays(1));
              default -> new Fate.After(Duration.ofSeconds(1));
            };
    rig.run();

    OperationFinished whole = rig.finished("many_to_one");
    assertThat(whole.getOutcome()).isEqualTo(Outcome.FAILED);
    assertThat(whole.getFailure().getReason()).isEqualTo("attach_pod:Forbidden");
    assertThat(whole.getCompletedAt()).isEqualTo(61 * SECOND);
    assertThat(intents(rig, Intent.DeletePod.class))
        .extracting(Intent.DeletePod::pod)
        .containsExactly("pod-2", "pod-4");
    assertThat(intents(rig, Intent.DeleteClaim.class))
        .extracting(Intent.DeleteClaim::claim)
        .containsExactly("vol-1");
  }

  @Test
  void namesATimedOutPart() {
    Rig rig = rig("shared_volume_rw", run("shared_volume_rw", 1, 1));
    rig.cluster.script =
        intent -> new Fate.After(Duration.ofSeconds(intent instanceof Intent.CreateClaim ? 31 : 1));
    rig.run();

    assertThat(rig.finished("shared_volume_rw").getFailure().getReason())
        .isEqualTo("create_pvc:TimedOut");
    assertThat(intents(rig, Intent.CreatePod.class)).isEmpty();
    assertThat(intents(rig, Intent.DeleteClaim.class)).hasSize(1);
  }

  @Test
  void recoveryEndsWithTheFirstClaimThatIsProvisionedAfterTheCrash() {
    Rig rig = rig("controller_crash", run("controller_crash", 1, 1));
    rig.cluster.script =
        intent -> {
          if (intent instanceof Intent.CrashController) {
            return new Fate.After(Duration.ofSeconds(20));
          }
          boolean down = rig.stage.timeline().nowNanos() < 20 * SECOND;
          return intent instanceof Intent.CreateClaim && down
              ? new Fate.Fails(Duration.ofSeconds(8), "Unavailable")
              : new Fate.After(Duration.ofSeconds(2));
        };
    rig.run();

    OperationFinished whole = rig.finished("controller_crash");
    assertThat(whole.getOutcome()).isEqualTo(Outcome.SUCCEEDED);
    assertThat(whole.getAcceptedAt()).isEqualTo(SECOND / 100);
    OperationFinished first =
        rig.finished().stream()
            .filter(
                f -> f.getOperation().equals("create_pvc") && f.getOutcome() == Outcome.SUCCEEDED)
            .findFirst()
            .orElseThrow();
    assertThat(whole.getCompletedAt())
        .isEqualTo(first.getCompletedAt())
        .isBetween(22 * SECOND, 31 * SECOND);
    assertThat(intents(rig, Intent.DeleteClaim.class)).isNotEmpty();
  }

  @Test
  void aRecoveryThatTakesTooLongTimesOut() {
    Rig rig =
        rig("controller_crash", new ScenarioRun("controller_crash", 1, 1, Duration.ofSeconds(40)));
    rig.cluster.script =
        intent -> new Fate.After(Duration.ofSeconds(intent instanceof Intent.CreateClaim ? 50 : 2));
    rig.run();

    OperationFinished whole = rig.finished("controller_crash");
    assertThat(whole.getOutcome()).isEqualTo(Outcome.TIMED_OUT);
    assertThat(whole.getCompletedAt()).isEqualTo(40 * SECOND);
    assertThat(rig.late()).extracting(l -> l.getOperation()).containsExactly("create_pvc");
  }

  @Test
  void drawsAScenarioAndItIsTheKindOfTheOperation() {
    Rig rig = rig("run_specific_scenario", run("concurrent_pvc", 2, 2)).run();

    assertThat(rig.started().getFirst().getOperation()).isEqualTo("concurrent_pvc");
  }

  @Test
  void skipsWhatIsDisabled() {
    Rig rig =
        new Rig(
            Scenarios.of(sequence("run_specific_scenario", "many_to_one"))
                .runs(run("one_to_one", 1, 1)));
    Rig none = new Rig(Scenarios.of(sequence("run_specific_scenario"))).run();
    rig.run();

    assertThat(rig.skipped())
        .extracting(OperationSkipped::getOperation, OperationSkipped::getReason)
        .containsExactly(tuple("many_to_one", "disabled"));
    assertThat(none.skipped())
        .extracting(OperationSkipped::getOperation, OperationSkipped::getReason)
        .containsExactly(tuple("run_specific_scenario", "disabled"));
  }

  @Test
  void keepsRoomForAllItsObjectsFromTheStart() {
    Rig rig =
        new Rig(
            Scenarios.of(
                    sequence(
                        "one_to_one", "create_pvc", "many_to_one", "many_to_one", "many_to_one"))
                .limits(4, 2, 9)
                .runs(run("one_to_one", 4, 4), run("many_to_one", 3, 3)));
    rig.cluster.script = intent -> new Fate.After(Duration.ofMillis(900));
    rig.run();

    assertThat(rig.skipped())
        .extracting(OperationSkipped::getOperation, OperationSkipped::getReason)
        .containsExactly(
            tuple("create_pvc", "limit-volumes"),
            tuple("many_to_one", "limit-volumes"),
            tuple("many_to_one", "limit-volumes"),
            tuple("many_to_one", "limit-pods-per-volume"));
  }

  @Test
  void itsObjectsAreNobodyElsesTargets() {
    Rig rig =
        new Rig(
            Scenarios.of(
                    sequence(
                        "many_to_one",
                        "attach_pod",
                        "verify_readwrite",
                        "delete_pod",
                        "delete_pvc",
                        "attach_pod"))
                .runs(run("many_to_one", 3, 3)));
    rig.cluster.script =
        intent ->
            new Fate.After(Duration.ofMillis(intent instanceof Intent.DeletePod ? 30_000 : 200));
    rig.run();

    assertThat(rig.skipped())
        .hasSize(5)
        .allSatisfy(s -> assertThat(s.getReason()).isEqualTo("no-target"));
  }

  @Test
  void aStopLeavesAHalfDoneScenarioOpenAndStartsNoPart() {
    Rig rig = rig("shared_volume_rw", run("shared_volume_rw", 1, 1));
    rig.cluster.script = intent -> new Fate.After(Duration.ofSeconds(5));
    rig.stopAt(7).run();

    assertThat(rig.started())
        .extracting(OperationStarted::getOperation)
        .containsExactly("shared_volume_rw", "create_pvc", "attach_pod", "attach_pod");
    assertThat(rig.finished())
        .hasSize(3)
        .allSatisfy(f -> assertThat(f.getOutcome()).isEqualTo(Outcome.SUCCEEDED));
    assertThat(rig.runner.counts().open()).isEqualTo(1);
    assertThat(rig.runner.counts().planned()).isEqualTo(4);
  }

  private static Rig rig(String kind, ScenarioRun enabled) {
    return new Rig(Scenarios.of(sequence(kind)).runs(enabled));
  }

  private static <T> List<T> intents(Rig rig, Class<T> type) {
    return rig.cluster.intents.stream().filter(type::isInstance).map(type::cast).toList();
  }
}
