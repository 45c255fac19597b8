package dev.straingauge.producer.scenario;

import dev.straingauge.event.Failure;
import dev.straingauge.event.Outcome;
import dev.straingauge.producer.cluster.Cluster;
import dev.straingauge.producer.scenario.Draws.Drawn;
import dev.straingauge.producer.stage.Promise;
import dev.straingauge.producer.stage.Stage;
import dev.straingauge.schemas.config.Scenario;
import dev.straingauge.schemas.config.Scenario.ScenarioRun;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The kinds that are made of others. Such an operation succeeds when all its parts have, ends with
 * the last of them, and fails with the name of the first part that did. Then it cleans up: these
 * deletions are its parts too, but not of its duration.
 */
final class ScenarioOperations {

  private final Scenario scenario;
  private final Cluster cluster;
  private final SimpleOperations simple;
  private final Population population;
  private final Course course;

  ScenarioOperations(
      Scenario scenario,
      Cluster cluster,
      SimpleOperations simple,
      Population population,
      Course course) {
    this.scenario = scenario;
    this.cluster = cluster;
    this.simple = simple;
    this.population = population;
    this.course = course;
  }

  /**
   * Keeps room for its objects; empty: there is none, or it is disabled, and the operation was
   * skipped.
   */
  Optional<Consumer<Stage>> begin(Operation operation, Drawn drawn) {
    if (drawn.run().isEmpty()) {
      course.skip(operation, "disabled");
      return Optional.empty();
    }
    int size = drawn.size();
    int claims =
        operation.kind().equals(OperationKinds.ONE_TO_ONE)
                || operation.kind().equals(OperationKinds.CONCURRENT_PVC)
            ? size
            : 1;
    int pods =
        switch (operation.kind()) {
          case OperationKinds.SHARED_VOLUME_RW -> 2;
          case OperationKinds.MANY_TO_ONE, OperationKinds.ONE_TO_ONE -> size;
          default -> 0;
        };
    Optional<String> full = population.noRoomFor(claims, pods, pods / claims);
    if (full.isPresent()) {
      course.skip(operation, full.get());
      return Optional.empty();
    }
    Parts parts = new Parts(operation, simple, course, population.reserve(claims, pods));
    return Optional.of(stage -> run(stage, operation, drawn.run().get(), size, parts));
  }

  private void run(Stage stage, Operation operation, ScenarioRun settings, int size, Parts parts) {
    String target = operation.kind() + "-" + operation.id();
    Instant startedAt = stage.now();
    course.started(operation, target, Course.nanos(startedAt));
    Optional<Duration> timeout = timeout(operation.kind(), settings);
    Promise<PartsEnd> end = new Promise<>();
    course.fork(
        "op-" + operation.id() + "-parts",
        strand -> {
          perform(strand, operation, size, parts, startedAt.plus(timeout.orElse(Duration.ZERO)));
          end.complete(parts.end());
          parts.cleanUp(strand);
        });
    Optional<PartsEnd> ended =
        timeout.isPresent() ? stage.await(end, timeout.get()) : Optional.of(stage.await(end));
    if (ended.isEmpty()) {
      Instant deadline = startedAt.plus(timeout.orElseThrow());
      course.finished(
          operation, ended(target, startedAt, deadline, parts, Outcome.TIMED_OUT, null));
      end.whenDone(late -> lateEffect(operation, late.get()));
    } else if (!ended.get().cutShort()) {
      Failure failure = ended.get().failure();
      Outcome outcome = failure == null ? Outcome.SUCCEEDED : Outcome.FAILED;
      course.finished(operation, ended(target, startedAt, stage.now(), parts, outcome, failure));
    } // else: the run was stopped before its last part began; it stays open
  }

  private void perform(Stage stage, Operation operation, int size, Parts parts, Instant deadline) {
    switch (operation.kind()) {
      case OperationKinds.SHARED_VOLUME_RW -> parts.sharedVolume(stage);
      case OperationKinds.MANY_TO_ONE -> parts.podsOnOneClaim(stage, size);
      case OperationKinds.ONE_TO_ONE -> parts.pairs(stage, size);
      case OperationKinds.CONCURRENT_PVC -> parts.claims(stage, size);
      case OperationKinds.CONTROLLER_CRASH ->
          new Recovery(cluster, parts, scenario.retries().delay())
              .crashAndRecover(stage, operation.id(), deadline);
      default ->
          throw new IllegalStateException(
              "run scenario of kind '" + operation.kind() + "': unknown");
    }
  }

  private Optional<Duration> timeout(String kind, ScenarioRun settings) {
    Optional<Duration> ofKind = simple.timeout(kind);
    if (!kind.equals(OperationKinds.CONTROLLER_CRASH)) {
      return ofKind;
    }
    Duration recovery = settings.recoveryTimeout();
    return Optional.of(ofKind.filter(shorter -> shorter.compareTo(recovery) < 0).orElse(recovery));
  }

  private void lateEffect(Operation operation, PartsEnd end) {
    if (!end.cutShort() && end.failure() == null) {
      course.lateEffect(operation);
    }
  }

  private static Ended ended(
      String target,
      Instant startedAt,
      Instant at,
      Parts parts,
      Outcome outcome,
      @Nullable Failure failure) {
    return new Ended(
        target,
        Course.nanos(startedAt),
        parts.acceptedNanos(),
        Course.nanos(at),
        0,
        0,
        1,
        outcome,
        failure);
  }

  /**
   * How the parts went: the first failure, or that the run was stopped before all of them had
   * begun.
   */
  record PartsEnd(@Nullable Failure failure, boolean cutShort) {}
}
