package dev.straingauge.producer.scenario;

import dev.straingauge.event.StepEnded;
import dev.straingauge.event.StepStarted;
import dev.straingauge.producer.cluster.Cluster;
import dev.straingauge.producer.cluster.ClusterException;
import dev.straingauge.producer.journal.Journal;
import dev.straingauge.producer.load.Arrivals;
import dev.straingauge.producer.stage.Promise;
import dev.straingauge.producer.stage.Scope;
import dev.straingauge.producer.stage.Stage;
import dev.straingauge.schemas.config.Scenario;
import dev.straingauge.schemas.config.Scenario.Load;
import dev.straingauge.schemas.config.Scenario.Phase;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Runs the phases of a scenario one after the other and ends when all their operations have. Writes
 * StepStarted, StepEnded and everything about operations; the marks of the run are the caller's.
 * For one run; confined to the turn of its stage.
 */
public final class ScenarioRunner {

  private static final Duration DRAIN_WHEN_STOPPED = Duration.ofSeconds(30);

  private final Scenario scenario;
  private final Cluster cluster;
  private final Journal journal;
  private final BooleanSupplier mayStart;
  private final Tally tally = new Tally();
  private final Promise<String> stopped = new Promise<>();
  private @Nullable ClusterException ioFailure;
  private String step = "";
  private int stepIndex;

  /**
   * @param scenario what to run
   * @param cluster set up already
   * @param journal where the events go
   * @param mayStart false while the journal is over half full: starts wait, which is seen as lag
   *     (contract I3). In virtual time it is always true: there a full journal halts the loop and
   *     moves no time
   */
  public ScenarioRunner(
      Scenario scenario, Cluster cluster, Journal journal, BooleanSupplier mayStart) {
    this.scenario = scenario;
    this.cluster = cluster;
    this.journal = journal;
    this.mayStart = mayStart;
  }

  /**
   * Runs the phases and waits for the operations, each at most until its time-out; after {@link
   * #stop} at most 30 s in all.
   *
   * @throws ClusterException if the I/O of a phase could not be done
   */
  public void run(Stage stage) {
    try {
      stage.scope(scope -> runPhases(stage, scope));
    } catch (DrainIsOver _) {
      // what is still open stays so: unfinished
    }
    if (ioFailure != null) {
      throw ioFailure;
    }
  }

  /**
   * No operation starts from now on; the planned ones of the current phase are skipped. From the
   * stage's turn: from outside, post it.
   */
  public void stop(String cause) {
    stopped.complete(cause);
  }

  /** The books as they are now. From the stage's turn: from outside, post it. */
  public RunCounts counts() {
    return tally.counts(step, stepIndex, scenario.phases().size());
  }

  private void runPhases(Stage stage, Scope scope) {
    Course course = new Course(journal, scope, tally, stopped);
    boolean bindsAtOnce = scenario.target().storageClass().volumeBindingMode().equals("Immediate");
    Population population = new Population(scenario.limits(), bindsAtOnce);
    Intents intents = new Intents(cluster, course, scenario.retries());
    RandomGenerator targets = stage.random("targets");
    OptionalOperations optional =
        new OptionalOperations(cluster, intents, population, course, targets);
    SimpleOperations simple =
        new SimpleOperations(scenario, intents, population, course, optional, targets);
    Members members =
        new Members(
            cluster, intents, simple, course, journal, () -> step, () -> Course.nanos(stage.now()));
    Starter starter =
        new Starter(
            course,
            simple,
            new ScenarioOperations(scenario, cluster, simple, population, course),
            new SetOperations(scenario, intents, simple, population, course, members, targets),
            mayStart);
    if (scenario.sets().isPresent()) {
      cluster.observe(members);
      scope.fork("members", members::follow);
    }
    long startNanos = Course.nanos(stage.now());
    for (Phase phase : scenario.phases()) {
      if (course.isStopped()) {
        break;
      }
      runPhase(stage, course, starter, phase, startNanos);
      startNanos += phase.duration().toNanos();
    }
    try {
      drain(stage, course);
    } finally {
      cluster.observe((change, atNanos) -> {}); // the clean-up restarts nothing
      members.close();
    }
  }

  private void runPhase(Stage stage, Course course, Starter starter, Phase phase, long startNanos) {
    step = phase.name();
    stepIndex++;
    Draws draws = new Draws(scenario, phase, stage.random("operations of " + phase.name()));
    PhaseRun run = new PhaseRun(course, starter, phase, draws, startNanos);
    switch (phase.load()) {
      case Load.Closed closed -> {
        begin(phase, null);
        run.closed(closed);
      }
      case Load.Constant _, Load.Ramp _, Load.Steps _, Load.Burst _, Load.Poisson _ -> {
        long[] offsets =
            Arrivals.offsets(
                phase.load(), phase.duration(), stage.random("arrivals of " + phase.name()));
        int planned = draws.planned(offsets.length);
        begin(phase, (long) planned);
        run.open(stage, offsets, planned);
      }
    }
    starter.waitUntil(stage, startNanos + phase.duration().toNanos());
    if (phase.io().isPresent()) {
      cluster.io(phase.name(), Optional.empty());
    }
    journal.write(new StepEnded(phase.name()));
  }

  private void begin(Phase phase, @Nullable Long planned) {
    journal.write(
        new StepStarted(phase.name(), planned, phase.duration().toNanos(), phase.warmUp()));
    if (phase.io().isPresent()) {
      cluster.io(phase.name(), phase.io()).whenDone(this::checkIo);
    }
  }

  /** Where no pod can do the I/O of a phase, there is nothing to measure: the scenario ends. */
  private void checkIo(Promise<Boolean> io) {
    try {
      io.get();
    } catch (ClusterException e) {
      ioFailure = e;
      stopped.complete("io");
    }
  }

  private static void drain(Stage stage, Course course) {
    Promise<Boolean> idle = course.idle();
    Promise<Boolean> either = new Promise<>();
    idle.whenDone(done -> either.complete(true));
    course.stopped().whenDone(done -> either.complete(true));
    stage.await(either);
    if (!idle.isDone() && stage.await(idle, DRAIN_WHEN_STOPPED).isEmpty()) {
      throw new DrainIsOver();
    }
  }

  /** Cancels the strands that are left. */
  private static final class DrainIsOver extends RuntimeException {

    private static final long serialVersionUID = 1L;

    DrainIsOver() {
      super("the drain is over", null, false, false);
    }
  }
}
