package dev.straingauge.producer.scenario;

import dev.straingauge.producer.scenario.Draws.Drawn;
import dev.straingauge.producer.stage.Stage;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Starts planned operations when it is time. */
final class Starter {

  private static final long LOOK_AGAIN_NANOS = 10_000_000L;

  private final Course course;
  private final SimpleOperations simple;
  private final ScenarioOperations scenarios;
  private final SetOperations sets;
  private final BooleanSupplier mayStart;

  Starter(
      Course course,
      SimpleOperations simple,
      ScenarioOperations scenarios,
      SetOperations sets,
      BooleanSupplier mayStart) {
    this.course = course;
    this.simple = simple;
    this.scenarios = scenarios;
    this.sets = sets;
    this.mayStart = mayStart;
  }

  /** Waits until then; false if the run was stopped before. */
  boolean waitUntil(Stage stage, long nanos) {
    if (course.isStopped()) {
      return false;
    }
    long left = nanos - Course.nanos(stage.now());
    return left <= 0 || stage.await(course.stopped(), Duration.ofNanos(left)).isEmpty();
  }

  /**
   * Waits until then, and as long as the journal is too full; false if the run was stopped before.
   */
  boolean waitToStart(Stage stage, long nanos) {
    boolean goesOn = waitUntil(stage, nanos);
    while (goesOn && !mayStart.getAsBoolean()) {
      goesOn = waitUntil(stage, Course.nanos(stage.now()) + LOOK_AGAIN_NANOS);
    }
    return goesOn;
  }

  /** Chooses what the operation acts on; empty: it was skipped. */
  Optional<Consumer<Stage>> begin(Operation operation, Drawn drawn) {
    if (OperationKinds.SETS.contains(operation.kind())) {
      return sets.begin(operation);
    }
    return OperationKinds.SIMPLE.contains(operation.kind())
            || OperationKinds.OPTIONAL.contains(operation.kind())
        ? simple.begin(operation)
        : scenarios.begin(operation, drawn);
  }
}
