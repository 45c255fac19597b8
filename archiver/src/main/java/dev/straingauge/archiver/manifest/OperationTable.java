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

  void started(OperationStarted operation, long at) {
    open.put(operation.getOperationId(), new Open(operation, at));
  }

  void recovered(OperationRecovered operation) {
    recovered.put(operation.getOperationId(), operation);
  }

  void finished(OperationFinished operation) {
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
        .time(operation.getIntendedStart())
        .time(operation.getStartedAt())
        .time(operation.getAcceptedAt())
        .time(operation.getCompletedAt())
        .text(word(operation.getOutcome()))
        .text(failure == null ? null : failure.getReason())
        .text(failure == null ? null : failure.getCode())
        .integer(operation.getAttempts())
        .number(operation.getBytes())
        .number(operation.getLimitedNanos())
        .end();
  }

  void skipped(OperationSkipped operation) {
    table
        .begin()
        .number(operation.getOperationId())
        .text(operation.getOperation())
        .text(operation.getStep())
        .none()
        .none()
        .time(operation.getIntendedStart())
        .none()
        .none()
        .none()
        .text("skipped")
        .text(operation.getReason())
        .none()
        .integer(0)
        .none()
        .none()
        .end();
  }

  /** Writes what never ended. */
  void unfinished() {
    for (Open entry : open.values()) {
      OperationStarted operation = entry.operation();
      table
          .begin()
          .number(operation.getOperationId())
          .text(operation.getOperation())
          .text(operation.getStep())
          .text(operation.getTarget())
          .number(operation.getParent())
          .time(operation.getIntendedStart())
          .time(entry.startedAt())
          .none()
          .none()
          .text("unfinished")
          .none()
          .none()
          .none()
          .none()
          .none()
          .end();
    }
    for (OperationRecovered operation : recovered.values()) {
      if (!open.containsKey(operation.getOperationId())) {
        row(operation);
      }
    }
    open.clear();
    recovered.clear();
  }

  private void row(OperationRecovered operation) {
    table
        .begin()
        .number(operation.getOperationId())
        .none()
        .none()
        .text(operation.getObject())
        .none()
        .none()
        .none()
        .time(operation.getCreatedAt())
        .none()
        .text("unfinished")
        .text("recovered")
        .none()
        .none()
        .none()
        .none()
        .end();
  }

  private static String word(Outcome outcome) {
    return switch (outcome) {
      case SUCCEEDED -> "succeeded";
      case FAILED -> "failed";
      case TIMED_OUT -> "timed out";
    };
  }
}
