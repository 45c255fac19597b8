package dev.straingauge.producer.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.straingauge.event.IoInterval;
import dev.straingauge.event.OperationFinished;
import dev.straingauge.event.OperationSkipped;
import dev.straingauge.event.OperationStarted;
import dev.straingauge.event.Outcome;
import dev.straingauge.producer.cluster.simulated.DriverProfiles;
import dev.straingauge.producer.cluster.simulated.SimulatedCluster;
import dev.straingauge.producer.plan.ScenarioFiles;
import dev.straingauge.producer.stage.Pace;
import dev.straingauge.producer.stage.TurnGuard;
import dev.straingauge.producer.stage.VirtualStage;
import dev.straingauge.schemas.config.Scenario;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The shipped scenarios over the simulated cluster. */
class SimulatedRunTest {

  @Test
  void quickstartEndsBalancedAndItsOperationsMostlySucceed() {
    Outcomes run = run("quickstart", 1);

    assertThat(run.counts.open()).isZero();
    assertThat(run.counts.planned()).isEqualTo(run.counts.started() + run.counts.skippedInAll());
    assertThat(run.started).isEqualTo(run.counts.started());
    assertThat(run.skipped).isEqualTo(run.counts.skippedInAll());
    assertThat(run.kindsThatSucceeded).containsAll(OperationKinds.SIMPLE);
    assertThat(run.counts.finished().get(Outcome.SUCCEEDED))
        .isGreaterThan(run.counts.started() / 2);
    assertThat(run.counts.finished().get(Outcome.TIMED_OUT)).isPositive();
    assertThat(run.openingSkipped).isZero();
  }

  @Test
  void theSameSeedGivesTheSameEvents() {
    Outcomes first = run("efs-orchestrator", 5);

    assertThat(run("efs-orchestrator", 5).hash).isEqualTo(first.hash);
    assertThat(run("efs-orchestrator", 6).hash).isNotEqualTo(first.hash);
    assertThat(first.kindsThatSucceeded)
        .containsAll(OperationKinds.SIMPLE)
        .containsAnyElementsOf(OperationKinds.SCENARIOS);
  }

  @Test
  void blockChurnMakesAttachesAndDeletesTwoHundredVolumes() {
    Outcomes run = run("block-churn", 1);

    assertThat(run.counts.open()).isZero();
    assertThat(run.counts.finished().get(Outcome.SUCCEEDED)).isEqualTo(run.counts.started());
    assertThat(run.succeeded).containsEntry("claims create_pvc", 200);
    assertThat(run.succeeded).containsEntry("pods attach_pod", 200);
    assertThat(run.left).isZero();
  }

  @Test
  void steadyIoReadsAndWritesAtItsRate() {
    Outcomes run = run("steady-io", 1);

    assertThat(run.counts.finished().get(Outcome.SUCCEEDED)).isEqualTo(run.counts.started());
    assertThat(run.io.get("read")).isBetween(239_900L, 240_000L);
    assertThat(run.io.get("write")).isBetween(119_900L, 120_000L);
    assertThat(run.left).isZero();
  }

  @Test
  void rampToKneeSaturates() {
    Outcomes run = run("ramp-to-knee", 1);

    assertThat(run.counts.open()).isZero();
    assertThat(run.succeeded.get("ramp attach_pod")).isGreaterThan(800);
    assertThat(run.counts.finished().get(Outcome.TIMED_OUT)).isGreaterThan(200);
    assertThat(run.left).isZero();
  }

  private static Outcomes run(String name, long seed) {
    Scenario scenario = ScenarioFiles.load(name, List.of(), OptionalLong.of(seed)).scenario();
    VirtualStage stage =
        new VirtualStage(
            scenario.seed(), 1_767_225_600_000_000_000L, Pace.max(), TurnGuard.failing());
    Outcomes outcomes = new Outcomes();
    SimulatedCluster cluster =
        new SimulatedCluster(
            scenario,
            DriverProfiles.require(scenario.target().driver()),
            stage.timeline(),
            body -> outcomes.add(stage.timeline().nowNanos(), body));
    ScenarioRunner runner =
        new ScenarioRunner(
            scenario, cluster, body -> outcomes.add(stage.timeline().nowNanos(), body), () -> true);
    stage.run(
        strand -> {
          strand.await(cluster.setUp());
          runner.run(strand);
          outcomes.left =
              strand.await(cluster.cleanUp()).stream().mapToLong(kind -> kind.getLeft()).sum();
        });
    outcomes.counts = runner.counts();
    return outcomes;
  }

  private static final class Outcomes {

    private final Set<String> kindsThatSucceeded = new TreeSet<>();
    private final Map<String, Integer> succeeded = new TreeMap<>();
    private final Map<String, Long> io = new TreeMap<>();
    private long left;
    private RunCounts counts = new Tally().counts("", 0, 0);
    private long hash;
    private long started;
    private long skipped;
    private long openingSkipped;

    void add(long atNanos, Object body) {
      hash = (hash * 31 + body.hashCode()) * 31 + atNanos;
      switch (body) {
        case OperationStarted ignored -> started++;
        case OperationSkipped skip -> {
          skipped++;
          openingSkipped += skip.getStep().equals("opening") ? 1 : 0;
        }
        case OperationFinished end when end.getOutcome() == Outcome.SUCCEEDED -> {
          kindsThatSucceeded.add(end.getOperation());
          succeeded.merge(end.getStep() + " " + end.getOperation(), 1, Integer::sum);
        }
        case IoInterval interval -> io.merge(interval.getKind(), interval.getCount(), Long::sum);
        default -> {}
      }
    }
  }
}
