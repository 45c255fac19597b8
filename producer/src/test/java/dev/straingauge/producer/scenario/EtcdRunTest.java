package dev.straingauge.producer.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.straingauge.event.Measurement;
import dev.straingauge.event.OperationFinished;
import dev.straingauge.event.OperationStarted;
import dev.straingauge.event.Outcome;
import dev.straingauge.producer.cluster.simulated.DriverProfiles;
import dev.straingauge.producer.cluster.simulated.SimulatedCluster;
import dev.straingauge.producer.plan.ScenarioFiles;
import dev.straingauge.producer.stage.Pace;
import dev.straingauge.producer.stage.TurnGuard;
import dev.straingauge.producer.stage.VirtualStage;
import dev.straingauge.schemas.config.Scenario;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;

/** The etcd family over the simulated cluster. */
class EtcdRunTest {

  private static final List<String> QUIET = List.of("faults=[]");

  @Test
  void restartsSetsInEveryWayAndMeasuresEachMember() {
    Ran run = run(List.of());

    assertThat(run.counts.open()).isZero();
    assertThat(run.counts.planned()).isEqualTo(run.counts.started() + run.counts.skippedInAll());
    assertThat(run.left).isZero();
    assertThat(run.kinds()).containsAll(OperationKinds.SETS).containsAll(OperationKinds.OF_SETS);
    assertThat(run.finished("restart_member", Outcome.TIMED_OUT)).isEmpty();
    assertThat(run.finished("restart_member", Outcome.SUCCEEDED))
        .hasSizeGreaterThan(100)
        .allSatisfy(
            whole ->
                assertThat(run.partsOf(whole.getOperationId()))
                    .extracting(OperationFinished::getOperation)
                    .contains("terminate_member", "reschedule_member", "start_member"));
    assertThat(run.all(Measurement.class))
        .extracting(Measurement::getSeries)
        .containsOnly("set_members_ready");
  }

  @Test
  void theSameSeedGivesTheSameEvents() {
    assertThat(run(List.of()).hash).isEqualTo(run(List.of()).hash);
    assertThat(run(List.of("seed=2")).hash).isNotEqualTo(run(List.of()).hash);
  }

  @Test
  void partsOfARestartFollowEachOtherWithoutAGap() {
    Ran run = run(QUIET);

    for (OperationFinished whole : run.finished("restart_member", Outcome.SUCCEEDED)) {
      OperationFinished ends = run.part(whole, "terminate_member");
      OperationFinished moves = run.part(whole, "reschedule_member");
      OperationFinished starts = run.part(whole, "start_member");
      assertThat(ends.getStartedAt()).isEqualTo(whole.getStartedAt());
      assertThat(moves.getStartedAt()).isEqualTo(ends.getCompletedAt());
      assertThat(starts.getStartedAt()).isEqualTo(moves.getCompletedAt());
      assertThat(whole.getCompletedAt()).isEqualTo(starts.getCompletedAt());
    }
    assertThat(run.finished("check_data", Outcome.SUCCEEDED)).isNotEmpty();
    assertThat(run.finished("check_data", Outcome.FAILED))
        .as("some are restarted again meanwhile")
        .extracting(check -> check.getFailure().getReason())
        .doesNotContain("DataLost", "DataCorrupted");
  }

  @Test
  void tellsRestartsWithAHookFromThoseWithout() {
    Ran run =
        run(List.of("faults=[{at: 4m, kind: slow-unmount, share: 1, factor: 600, for: 50m}]"));

    assertThat(run.finished("move_with_prestop", Outcome.SUCCEEDED)).isNotEmpty();
    assertThat(run.finished("move_with_prestop", Outcome.TIMED_OUT)).isEmpty();
    assertThat(run.finished("move_without_prestop", Outcome.TIMED_OUT))
        .as("600 times the time to unmount, which is 200 ms")
        .isNotEmpty();
    assertThat(run.seconds("terminate_member", true)).as("the hook").isBetween(40.0, 60.0);
    assertThat(run.seconds("terminate_member", false)).isBetween(0.5, 10.0);
  }

  @Test
  void countsTheErrorsOfClients() {
    Ran run = run(List.of());

    assertThat(run.finished("put_frequent", Outcome.FAILED))
        .isNotEmpty()
        .allSatisfy(
            put -> assertThat(put.getFailure().getReason()).isIn("MemberNotReady", "NoQuorum"))
        .allSatisfy(put -> assertThat(put.getAttempts()).as("none is covered up").isEqualTo(1));
  }

  @Test
  void sawQuorumLostWhenTwoOfThreeAreDrained() {
    Ran run = run(List.of("faults=[{at: 12m, kind: node-drain, share: 70%, for: 5m}]"));

    assertThat(run.finished("keep_quorum", Outcome.FAILED))
        .isNotEmpty()
        .allSatisfy(span -> assertThat(span.getFailure().getReason()).isEqualTo("QuorumLost"));
    assertThat(run(QUIET).finished("keep_quorum", Outcome.FAILED)).isEmpty();
  }

  @Test
  void givesUpMembersOfALostNodeUnlessItIsOutOfService() {
    List<String> lost =
        List.of(
            "faults=[{at: 8m, kind: node-loss, share: 25%, for: 40m}]",
            "phases.restarts.operations={put_frequent: 1}");
    List<String> outOfService =
        List.of(
            "faults=[{at: 8m, kind: out-of-service, share: 25%, for: 40m}]",
            "phases.restarts.operations={put_frequent: 1}");

    assertThat(run(lost).finished("restart_member", Outcome.TIMED_OUT)).isNotEmpty();
    assertThat(run(lost).finished("restart_member", Outcome.SUCCEEDED)).isEmpty();
    assertThat(run(outOfService).finished("restart_member", Outcome.SUCCEEDED)).isNotEmpty();
    assertThat(run(outOfService).finished("restart_member", Outcome.TIMED_OUT)).isEmpty();
  }

  @Test
  void restartsByHandWithOnDelete() {
    Ran run =
        run(
            List.of(
                "faults=[]",
                "sets.updateStrategy=OnDelete",
                "sets.podManagement=Parallel",
                "phases.restarts.operations={restart_by_annotation: 1}"));

    OperationFinished first = run.finished("restart_by_annotation", Outcome.SUCCEEDED).getFirst();
    assertThat(run.partsOf(first.getOperationId()))
        .extracting(OperationFinished::getOperation)
        .contains("update_set", "delete_member", "restart_member");
  }

  private static Ran run(List<String> sets) {
    Scenario scenario =
        ScenarioFiles.load("etcd-rolling-restart", sets, OptionalLong.empty()).scenario();
    VirtualStage stage =
        new VirtualStage(
            scenario.seed(), 1_767_225_600_000_000_000L, Pace.max(), TurnGuard.failing());
    Ran run = new Ran();
    SimulatedCluster cluster =
        new SimulatedCluster(
            scenario,
            DriverProfiles.require(scenario.target().driver()),
            stage.timeline(),
            body -> run.add(stage.timeline().nowNanos(), body));
    ScenarioRunner runner =
        new ScenarioRunner(
            scenario, cluster, body -> run.add(stage.timeline().nowNanos(), body), () -> true);
    stage.run(
        strand -> {
          strand.await(cluster.setUp());
          runner.run(strand);
          run.left =
              strand.await(cluster.cleanUp()).stream().mapToLong(kind -> kind.getLeft()).sum();
        });
    run.counts = runner.counts();
    return run;
  }

  private static final class Ran {

    private final List<SpecificRecord> log = new ArrayList<>();
    private RunCounts counts = new Tally().counts("", 0, 0);
    private long left;
    private long hash;

    void add(long atNanos, SpecificRecord body) {
      log.add(body);
      hash = (hash * 31 + body.hashCode()) * 31 + atNanos;
    }

    <T> List<T> all(Class<T> type) {
      return log.stream().filter(type::isInstance).map(type::cast).toList();
    }

    List<String> kinds() {
      return all(OperationStarted.class).stream()
          .map(OperationStarted::getOperation)
          .distinct()
          .toList();
    }

    List<OperationFinished> finished(String kind, Outcome outcome) {
      return ended(kind).filter(end -> end.getOutcome() == outcome).toList();
    }

    private Stream<OperationFinished> ended(String kind) {
      return all(OperationFinished.class).stream().filter(end -> end.getOperation().equals(kind));
    }

    List<OperationFinished> partsOf(long operation) {
      return all(OperationFinished.class).stream()
          .filter(end -> end.getParent() != null && end.getParent() == operation)
          .toList();
    }

    OperationFinished part(OperationFinished whole, String kind) {
      return partsOf(whole.getOperationId()).stream()
          .filter(end -> end.getOperation().equals(kind))
          .findFirst()
          .orElseThrow();
    }

    /** Mean of members of sets that have a preStop hook, the first, third, … or have none. */
    double seconds(String kind, boolean preStop) {
      List<String> made = ended("create_set").map(OperationFinished::getTarget).distinct().toList();
      return ended(kind)
          .filter(end -> end.getOutcome() == Outcome.SUCCEEDED)
          .filter(end -> made.indexOf(setOf(end.getTarget())) % 2 == (preStop ? 0 : 1))
          .mapToDouble(end -> (end.getCompletedAt() - end.getStartedAt()) / 1e9)
          .average()
          .orElseThrow();
    }

    private static String setOf(String member) {
      return member.substring(0, member.lastIndexOf('-'));
    }
  }
}
