package dev.straingauge.producer.scenario;

import static dev.straingauge.producer.scenario.Scenarios.phase;
import static dev.straingauge.producer.scenario.Scenarios.sequence;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.straingauge.event.OperationFinished;
import dev.straingauge.event.OperationSkipped;
import dev.straingauge.event.OperationStarted;
import dev.straingauge.event.Outcome;
import dev.straingauge.event.StepEnded;
import dev.straingauge.event.StepStarted;
import dev.straingauge.producer.cluster.ClusterException;
import dev.straingauge.producer.cluster.Intent;
import dev.straingauge.producer.scenario.FakeCluster.Fate;
import dev.straingauge.producer.stage.Promise;
import dev.straingauge.schemas.config.Scenario.Load;
import dev.straingauge.schemas.config.Scenario.Phase;
import dev.straingauge.schemas.config.Scenario.Weighted;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ScenarioRunnerTest {

  private static final long SECOND = 1_000_000_000L;
  private static final Weighted CREATE = new Weighted("create_pvc", 1);

  @Test
  void startsOpenLoadAsPlannedWhateverTheOperationsTake() {
    Rig rig =
        new Rig(Scenarios.of(phase("load", Duration.ofSeconds(10), new Load.Constant(2), CREATE)));
    rig.cluster.script = intent -> new Fate.After(Duration.ofSeconds(8));
    rig.run();

    assertThat(rig.each(StepStarted.class, StepStarted::getPlanned)).containsExactly(20L);
    assertThat(rig.each(OperationStarted.class, OperationStarted::getOperationId))
        .containsExactlyElementsOf(LongStream.range(0, 20).boxed().toList());
    assertThat(rig.finished())
        .allSatisfy(
            f -> {
              assertThat(f.getIntendedStart()).isEqualTo(f.getOperationId() * SECOND / 2);
              assertThat(f.getStartedAt()).isEqualTo(f.getIntendedStart());
              assertThat(f.getAcceptedAt()).isEqualTo(f.getStartedAt() + SECOND / 100);
              assertThat(f.getCompletedAt()).isEqualTo(f.getStartedAt() + 8 * SECOND);
              assertThat(f.getOutcome()).isEqualTo(Outcome.SUCCEEDED);
              assertThat(f.getLimitedNanos()).isEqualTo(7);
              assertThat(f.getBytes()).isEqualTo(42);
              assertThat(f.getTarget()).isEqualTo("vol-" + f.getOperationId());
            });
    assertThat(
            rig.log.stream()
                .filter(w -> w.body() instanceof StepEnded)
                .findFirst()
                .orElseThrow()
                .atNanos())
        .isEqualTo(10 * SECOND);
  }

  @Test
  void aClosedWorkerStartsAgainAfterTheEndAndItsThinkTime() {
    Rig rig =
        new Rig(
                Scenarios.of(
                    phase(
                        "load",
                        Duration.ofSeconds(10),
                        new Load.Closed(2, Duration.ofSeconds(2)),
                        CREATE)))
            .run();

    assertThat(rig.all(StepStarted.class).getFirst().getPlanned()).isNull();
    assertThat(rig.each(OperationStarted.class, OperationStarted::getIntendedStart))
        .containsExactly(
            0L, 0L, 3 * SECOND, 3 * SECOND, 6 * SECOND, 6 * SECOND, 9 * SECOND, 9 * SECOND);
    assertThat(rig.runner.counts().planned()).isEqualTo(8);
  }

  @Test
  void aWorkerWithNothingToDoPausesBeforeItTriesAgain() {
    Rig rig =
        new Rig(
                Scenarios.of(
                    phase(
                        "load",
                        Duration.ofSeconds(1),
                        new Load.Closed(1, Duration.ZERO),
                        new Weighted("delete_pod", 1))))
            .run();

    assertThat(rig.skipped())
        .hasSize(10)
        .allSatisfy(s -> assertThat(s.getReason()).isEqualTo("no-target"));
  }

  @Test
  void timesOutAtTheVeryInstantAndTellsALateEffectOnce() {
    Rig rig = new Rig(Scenarios.of(sequence("create_pvc", "attach_pod", "create_pvc")));
    rig.cluster.script =
        intent -> new Fate.After(Duration.ofSeconds(intent.operationId() == 0 ? 45 : 30));
    rig.run();

    OperationFinished late =
        rig.finished().stream().filter(f -> f.getOperationId() == 0).findFirst().orElseThrow();
    assertThat(late.getOutcome()).isEqualTo(Outcome.TIMED_OUT);
    assertThat(late.getCompletedAt()).isEqualTo(30 * SECOND);
    assertThat(late.getFailure()).isNull();
    assertThat(rig.late())
        .hasSize(1)
        .first()
        .satisfies(l -> assertThat(l.getOperationId()).isZero());
    // effect at exactly the time-out: it wins
    OperationFinished onTime =
        rig.finished().stream().filter(f -> f.getOperationId() == 2).findFirst().orElseThrow();
    assertThat(onTime.getOutcome()).isEqualTo(Outcome.SUCCEEDED);
    // and what is not there yet is no target
    assertThat(rig.skipped())
        .extracting(OperationSkipped::getOperationId, OperationSkipped::getReason)
        .containsExactly(tuple(1L, "no-target"));
  }

  @Test
  void aTimedOutClaimIsATargetOnceItIsThere() {
    Rig rig =
        new Rig(
            Scenarios.of(
                sequence("create_pvc"),
                phase(
                    "later",
                    Duration.ofSeconds(100),
                    new Load.Burst(1, Duration.ofSeconds(49)),
                    new Weighted("attach_pod", 1))));
    rig.cluster.script =
        intent -> new Fate.After(Duration.ofSeconds(intent.operationId() == 0 ? 45 : 1));
    rig.run();

    assertThat(rig.skipped())
        .extracting(OperationSkipped::getIntendedStart)
        .containsExactly(SECOND);
    assertThat(rig.started())
        .extracting(OperationStarted::getIntendedStart)
        .containsExactly(0L, 50 * SECOND, 99 * SECOND);
  }

  @Test
  void repeatsARefusedSubmissionWithinTheSameOperation() {
    Rig rig = new Rig(Scenarios.of(sequence("create_pvc")));
    rig.cluster.script =
        intent ->
            rig.cluster.intents.size() < 3
                ? new Fate.Refused("Unavailable")
                : new Fate.After(Duration.ofSeconds(1));
    rig.run();

    OperationFinished finished = rig.finished().getFirst();
    assertThat(finished.getOutcome()).isEqualTo(Outcome.SUCCEEDED);
    assertThat(finished.getAttempts()).isEqualTo(3);
    assertThat(finished.getCompletedAt()).isEqualTo(3 * SECOND + 2 * SECOND / 100);
    assertThat(rig.started()).hasSize(1);
  }

  @Test
  void failsAfterTheLastAttemptAndAtOnceWhereRepeatingMakesNoSense() {
    Rig rig = new Rig(Scenarios.of(sequence("create_pvc", "create_pvc")));
    rig.cluster.script =
        intent ->
            intent.operationId() == 0
                ? new Fate.Refused("Unavailable")
                : new Fate.Fails(Duration.ofMillis(100), "Invalid");
    rig.run();

    assertThat(rig.finished())
        .extracting(
            OperationFinished::getOperationId,
            OperationFinished::getAttempts,
            f -> f.getFailure().getReason())
        .containsExactly(tuple(1L, 1, "Invalid"), tuple(0L, 3, "Unavailable"));
    assertThat(rig.finished().getLast().getAcceptedAt()).isNull();
    assertThat(rig.finished().getLast().getFailure().getCode()).isEqualTo("409");
  }

  @Test
  void tellsTheClusterOfWhatFailedAndOfWhatRanOutOfTimeOnce() {
    Rig rig = new Rig(Scenarios.of(sequence("create_pvc", "create_pvc", "create_pvc")));
    rig.cluster.script =
        intent ->
            switch ((int) intent.operationId()) {
              case 0 -> new Fate.Refused("Unavailable");
              case 1 -> new Fate.After(Duration.ofSeconds(40));
              default -> new Fate.After(Duration.ofSeconds(1));
            };
    rig.run();

    assertThat(rig.cluster.explained)
        .containsExactlyInAnyOrder("create_pvc 0 Unavailable", "create_pvc 1 TimedOut");
  }

  @Test
  void theTimeOutCoversAllAttempts() {
    Rig rig = new Rig(Scenarios.of(sequence("create_pvc")));
    rig.cluster.script = intent -> new Fate.Fails(Duration.ofSeconds(13), "Unavailable");
    rig.run();

    OperationFinished finished = rig.finished().getFirst();
    assertThat(finished.getOutcome()).isEqualTo(Outcome.TIMED_OUT);
    assertThat(finished.getCompletedAt()).isEqualTo(30 * SECOND);
    assertThat(finished.getAttempts()).isEqualTo(3);
  }

  @Test
  void keepsTheLimits() {
    Rig rig =
        new Rig(
                Scenarios.of(
                        sequence(
                            "create_pvc",
                            "create_pvc",
                            "attach_pod",
                            "attach_pod",
                            "attach_pod",
                            "attach_pod",
                            "delete_pvc",
                            "verify_readwrite"))
                    .limits(1, 2, 2))
            .run();

    assertThat(rig.skipped())
        .extracting(OperationSkipped::getOperationId, OperationSkipped::getReason)
        .containsExactly(
            tuple(1L, "limit-volumes"),
            tuple(4L, "limit-pods"),
            tuple(5L, "limit-pods"),
            tuple(6L, "no-target"));
    assertThat(rig.finished("verify_readwrite").getTarget()).isEqualTo("vol-0");
  }

  @Test
  void saysWhenTheClaimsAreFullRatherThanThePods() {
    Rig rig =
        new Rig(
            Scenarios.of(sequence("create_pvc", "attach_pod", "attach_pod", "attach_pod"))
                .limits(9, 1, 9));
    rig.cluster.script = intent -> new Fate.After(Duration.ofMillis(500));
    rig.run();

    assertThat(rig.skipped())
        .extracting(OperationSkipped::getReason)
        .containsOnly("limit-pods-per-volume");
    assertThat(rig.started())
        .extracting(OperationStarted::getOperation)
        .containsExactly("create_pvc", "attach_pod");
  }

  @Test
  void verifiesBetweenTwoPodsOfOneClaim() {
    Rig rig =
        new Rig(
                Scenarios.of(
                    sequence(
                        "create_pvc",
                        "verify_readwrite",
                        "attach_pod",
                        "attach_pod",
                        "verify_readwrite",
                        "verify_readwrite")))
            .run();

    List<Intent.VerifyReadWrite> verified = intents(rig, Intent.VerifyReadWrite.class);
    assertThat(verified).isNotEmpty();
    assertThat(verified)
        .allSatisfy(
            v ->
                assertThat(List.of(v.writerPod(), v.readerPod()))
                    .containsExactlyInAnyOrder("pod-2", "pod-3"));
    assertThat(rig.skipped().getFirst().getReason()).isEqualTo("no-target");
  }

  @Test
  void handsTheIoToTheClusterForTheTimeOfTheStep() {
    Rig rig =
        new Rig(
                Scenarios.of(
                    sequence("create_pvc", "attach_pod"),
                    Scenarios.withIo(
                        phase(
                            "io",
                            Duration.ofSeconds(5),
                            new Load.Closed(1, Duration.ofSeconds(1)),
                            CREATE))))
            .run();

    assertThat(rig.cluster.io).containsExactly("io on at 2", "io off at 7");
  }

  @Test
  void endsWhenNoPodCanDoTheIo() {
    Rig rig =
        new Rig(
            Scenarios.of(
                Scenarios.withIo(phase("io", Duration.ofSeconds(5), new Load.Constant(1), CREATE)),
                sequence("create_pvc")));
    rig.cluster.ioDone = new Promise<>();
    rig.stage
        .timeline()
        .at(
            5 * SECOND / 2,
            () -> rig.cluster.ioDone.fail(new ClusterException("IoFailed", "127", "no fio")));

    assertThatThrownBy(rig::run).isInstanceOf(ClusterException.class).hasMessage("no fio");
    assertThat(rig.cluster.io).containsExactly("io on at 0", "io off at 2");
    assertThat(rig.started()).hasSize(3);
    assertThat(rig.finished()).as("what had begun was waited for").hasSize(3);
    assertThat(rig.skipped()).hasSize(2);
  }

  @Test
  void stopsStartingSkipsTheRestAndDrains() {
    Rig rig =
        new Rig(
            Scenarios.of(
                phase("load", Duration.ofSeconds(10), new Load.Constant(1), CREATE),
                sequence("create_pvc")));
    rig.cluster.script =
        intent -> new Fate.After(Duration.ofSeconds(intent.operationId() == 0 ? 29 : 1));
    rig.stopAt(4).run();

    assertThat(rig.skipped())
        .hasSize(6)
        .allSatisfy(s -> assertThat(s.getReason()).isEqualTo("aborted"));
    assertThat(rig.started()).hasSize(4);
    assertThat(rig.finished())
        .hasSize(4)
        .allSatisfy(f -> assertThat(f.getOutcome()).isEqualTo(Outcome.SUCCEEDED));
    assertThat(rig.all(StepEnded.class)).hasSize(1);
    RunCounts counts = rig.runner.counts();
    assertThat(counts.planned()).isEqualTo(10).isEqualTo(counts.started() + counts.skippedInAll());
    assertThat(counts.open()).isZero();
  }

  @Test
  void leavesOpenWhatOutlastsTheDrainOfAStop() {
    Rig slow = new Rig(Scenarios.of(sequence("create_pvc", "create_pvc", "attach_pod")));
    slow.cluster.script =
        intent -> new Fate.After(Duration.ofSeconds(intent instanceof Intent.CreatePod ? 59 : 1));
    List<Long> end = new ArrayList<>();
    slow.stopAt(5);
    slow.stage.run(
        stage -> {
          slow.runner.run(stage);
          end.add(slow.stage.timeline().nowNanos());
          stage.sleepUntil(stage.now().plusSeconds(600));
        });

    assertThat(end).containsExactly(35 * SECOND);
    assertThat(slow.runner.counts().open()).isEqualTo(1);
    assertThat(slow.finished()).hasSize(2);
    assertThat(slow.late()).isEmpty();
  }

  @Test
  void delaysStartsWhileTheJournalIsTooFull() {
    Rig[] rig = new Rig[1];
    rig[0] =
        new Rig(
            Scenarios.of(phase("load", Duration.ofSeconds(3), new Load.Constant(1), CREATE)),
            1,
            () -> rig[0].stage.timeline().nowNanos() >= 3 * SECOND / 2);
    rig[0].run();

    assertThat(rig[0].finished())
        .extracting(OperationFinished::getIntendedStart, OperationFinished::getStartedAt)
        .containsExactly(
            tuple(0L, 3 * SECOND / 2),
            tuple(SECOND, 3 * SECOND / 2),
            tuple(2 * SECOND, 2 * SECOND));
    assertThat(rig[0].runner.counts().lagMaxNanos()).isEqualTo(3 * SECOND / 2);
  }

  @Test
  void theSameSeedWritesTheSameAndAnotherSeedDoesNot() {
    List<Rig.Written> first = churn(7);

    assertThat(churn(7)).isEqualTo(first);
    assertThat(churn(8)).isNotEqualTo(first);
  }

  @Test
  void theBooksBalanceOverEverythingThatIsWritten() {
    Rig rig = churnRig(3).run();

    RunCounts counts = rig.runner.counts();
    Map<String, Long> skipped = new TreeMap<>();
    rig.skipped().forEach(s -> skipped.merge(s.getReason(), 1L, Long::sum));
    assertThat(counts.started())
        .isEqualTo(rig.started().size())
        .isEqualTo(rig.finished().size())
        .isGreaterThan(1000);
    assertThat(counts.skipped()).isEqualTo(skipped);
    assertThat(counts.planned()).isEqualTo(counts.started() + counts.skippedInAll());
    assertThat(counts.kinds().stream().mapToLong(RunCounts.OfKind::started).sum())
        .isEqualTo(counts.started());
    assertThat(counts.kinds()).allSatisfy(kind -> assertThat(kind.open()).isZero());
    assertThat(rig.started()).extracting(OperationStarted::getOperationId).doesNotHaveDuplicates();
    assertThat(counts.step()).isEqualTo("io");
  }

  private static List<Rig.Written> churn(long seed) {
    return churnRig(seed).run().log;
  }

  private static Rig churnRig(long seed) {
    Weighted[] all = {
      new Weighted("create_pvc", 3),
      new Weighted("attach_pod", 3),
      new Weighted("delete_pod", 1),
      new Weighted("delete_pvc", 1),
      new Weighted("verify_readwrite", 2),
      new Weighted("run_specific_scenario", 0.5)
    };
    Phase open = phase("churn", Duration.ofMinutes(5), new Load.Poisson(4), all);
    Phase closed =
        phase("io", Duration.ofMinutes(2), new Load.Closed(4, Duration.ofMillis(500)), all);
    Rig rig =
        new Rig(
            Scenarios.of(open, closed)
                .limits(60, 4, 100)
                .runs(
                    Scenarios.run("many_to_one", 2, 4),
                    Scenarios.run("one_to_one", 2, 4),
                    Scenarios.run("concurrent_pvc", 3, 6),
                    Scenarios.run("shared_volume_rw", 1, 1),
                    Scenarios.run("controller_crash", 1, 1)),
            seed,
            () -> true);
    rig.cluster.script =
        intent -> {
          long id = intent.operationId();
          if (id % 17 == 0) {
            return new Fate.Fails(Duration.ofMillis(500), "Unavailable");
          }
          return new Fate.After(Duration.ofMillis(id % 23 == 0 ? 70_000 : 300 + 37 * (id % 50)));
        };
    return rig;
  }

  private static <T> List<T> intents(Rig rig, Class<T> type) {
    return rig.cluster.intents.stream().filter(type::isInstance).map(type::cast).toList();
  }
}
