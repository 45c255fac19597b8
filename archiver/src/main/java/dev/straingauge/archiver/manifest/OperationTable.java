package dev.straingauge.archiver.manifest;

import dev.straingauge.event.Failure;
import dev.straingauge.event.OperationFinished;
import dev.straingauge.event.OperationRecovered;
import dev.straingauge.event.OperationSkipped;
import dev.straingauge.event.OperationStarted;
import dev.straingauge.event.Outcome;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One row per operation: finished ones as they finish, skipped ones as they are skipped, open ones
 * at the end with their age. Not thread-safe.
 */
final class OperationTable {

  private record Open(OperationStarted operation, long startedAt) {}

  private final Table table;
  private final Map<Long, Open> open = new LinkedHashMap<>();
  private final Map<Long, OperationRecovered> recovered = new LinkedHashMap<>();

  OperationTable(Table table) {
    this.table = table;
  }

  void started(OperationStarted operation, long at, long runStart) {
    open.put(operation.getOperationId(), new Open(operation, at));
  }

  void recovered(OperationRecovered operation) {
    recovered.put(operation.getOperationId(), operation);
  }

  void finished(OperationFinished operation, long runStart) {
    open.remove(operation.getOperationId());
    recovered.remove(operation.getOperationId());
    Failure failure = operation.getFailure();
    table
        .begin()
        .number(operation.getOperationId())
        .text(operation.getOperation())
        .text(operation.getStep())
        .text(operation.getTarget())
        .number(operation.getParent())
        .time(operation.getIntendedStart(), runStart)
        .time(operation.getStartedAt(), runStart)
        .time(operation.getAcceptedAt(), runStart)
        .time(operation.getCompletedAt(), runStart)
        .text(word(operation.getOutcome()))
        .text(failure == null ? null : failure.getReason())
        .text(failure == null ? null : failure.getCode())
        .integer(operation.getAttempts())
        .number(operation.getBytes())
        .number(operation.getCompletedAt() - operation.getIntendedStart())
        .number(operation.getCompletedAt() - operation.getStartedAt())
        .number(operation.getStartedAt() - operation.getIntendedStart())
        .number(operation.getLimitedNanos())
        .none()
        .end();
  }

  void skipped(OperationSkipped operation, long runStart) {
    table
        .begin()
        .number(operation.getOperationId())
        .text(operation.getOperation())
        .text(operation.getStep())
        .none()
        .none()
        .time(operation.getIntendedStart(), runStart)
        .time(null, runStart)
        .time(null, runStart)
        .time(null, runStart)
        .text("skipped")
        .text(operation.getReason())
        .none()
        .integer(0);
    noMeasures().none().end();
  }

  /** Writes what never ended. */
  void unfinished(long runEnd, long runStart) {
    for (Open entry : open.values()) {
      OperationStarted operation = entry.operation();
      table
          .begin()
          .number(operation.getOperationId())
          .text(operation.getOperation())
          .text(operation.getStep())
          .text(operation.getTarget())
          .number(operation.getParent())
          .time(operation.getIntendedStart(), runStart)
          .time(entry.startedAt(), runStart)
          .time(null, runStart)
          .time(null, runStart)
          .text("unfinished")
          .none()
          .none()
          .none()
          .none()
          .none()
          .none()
          .number(entry.startedAt() - operation.getIntendedStart())
          .none()
          .number(runEnd - operation.getIntendedStart())
          .end();
    }
    for (OperationRecovered operation : recovered.values()) {
      if (!open.containsKey(operation.getOperationId())) {
        recovered(operation, runStart);
      }
    }
    open.clear();
    recovered.clear();
  }

  private void recovered(OperationRecovered operation, long runStart) {
    table
        .begin()
        .number(operation.getOperationId())
        .none()
        .none()
        .text(operation.getObject())
        .none()
        .time(null, runStart)
        .time(null, runStart)
        .time(operation.getCreatedAt(), runStart)
        .time(null, runStart)
        .text("unfinished")
        .text("recovered")
        .none()
        .none();
    noMeasures().none().end();
  }

  /** bytes, response, service, lag, limited. */
  private Table noMeasures() {
    return table.none().none().none().none().none();
  }

  private static String word(Outcome outcome) {
    return switch (outcome) {
      case SUCCEEDED -> "succeeded";
      case FAILED -> "failed";
      case TIMED_OUT -> "timed out";
    };
  }
}
