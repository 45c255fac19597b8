package dev.straingauge.producer.scenario;

import dev.straingauge.event.Failure;
import dev.straingauge.event.OperationFinished;
import dev.straingauge.event.Outcome;
import org.jspecify.annotations.Nullable;

/** How an operation went. */
record Ended(
    String target,
    long startedNanos,
    @Nullable Long acceptedNanos,
    long completedNanos,
    long limitedNanos,
    long bytes,
    int attempts,
    Outcome outcome,
    @Nullable Failure failure) {

  boolean succeeded() {
    return outcome == Outcome.SUCCEEDED;
  }

  /** The failure of an operation of which this one, of {@code kind}, is a part. */
  Failure asPart(String kind) {
    return failure == null
        ? new Failure(kind + ":TimedOut", "")
        : new Failure(kind + ":" + failure.getReason(), failure.getCode());
  }

  OperationFinished event(Operation operation) {
    return new OperationFinished(
        operation.id(),
        operation.kind(),
        operation.step(),
        target,
        operation.intendedNanos(),
        operation.parent(),
        startedNanos,
        acceptedNanos,
        completedNanos,
        limitedNanos,
        bytes,
        attempts,
        outcome,
        failure);
  }
}
