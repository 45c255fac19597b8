package dev.straingauge.analyzer.fold;

import dev.straingauge.event.Event;
import dev.straingauge.event.IoInterval;
import dev.straingauge.event.OperationFinished;
import dev.straingauge.event.OperationStarted;
import dev.straingauge.event.Outcome;
import org.jspecify.annotations.Nullable;

/** Finds events that decode and still cannot be: they contradict themselves. */
final class Flaws {

  /** No single duration is longer: half of the log's retention. A longer one is a wrong clock. */
  static final long MAX_DURATION_NANOS = 302_400_000_000_000L;

  private Flaws() {}

  /** What is wrong with {@code event} of a writer; null if nothing is. */
  static @Nullable String of(Event event, boolean announced) {
    if (!announced || event.getIncarnation() < 1 || event.getSequence() < 1) {
      return "writer %d, incarnation %d, sequence %d (expected an announced writer, from 1 each)"
          .formatted(event.getWriter(), event.getIncarnation(), event.getSequence());
    }
    return switch (event.getBody()) {
      case OperationStarted started -> of(started, event.getTime());
      case OperationFinished finished -> of(finished, event.getTime());
      case IoInterval interval -> of(interval);
      default -> null;
    };
  }

  private static @Nullable String of(OperationStarted started, long time) {
    return isDuration(started.getIntendedStart(), time)
        ? null
        : "operation %d starts at %d, intended at %d (expected not before, and within 84 h)"
            .formatted(started.getOperationId(), time, started.getIntendedStart());
  }

  private static @Nullable String of(OperationFinished finished, long time) {
    long intended = finished.getIntendedStart();
    long started = finished.getStartedAt();
    long completed = finished.getCompletedAt();
    if (!isDuration(intended, started)
        || !isDuration(started, completed)
        || !isDuration(intended, completed)
        || completed > time) {
      return "operation %d intended at %d, started at %d, completed at %d, told at %d (expected in this order, within 84 h)"
          .formatted(finished.getOperationId(), intended, started, completed, time);
    }
    if ((finished.getOutcome() == Outcome.FAILED) != (finished.getFailure() != null)
        || finished.getBytes() < 0
        || finished.getAttempts() < 1) {
      return "operation %d: outcome %s, failure %s, %d bytes, %d attempts (expected a failure exactly if FAILED, and no negative count)"
          .formatted(
              finished.getOperationId(),
              finished.getOutcome(),
              finished.getFailure(),
              finished.getBytes(),
              finished.getAttempts());
    }
    return null;
  }

  private static @Nullable String of(IoInterval interval) {
    return interval.getErrors() >= 0
            && interval.getErrors() <= interval.getCount()
            && interval.getBytes() >= 0
            && interval.getStart() <= interval.getEnd()
        ? null
        : "I/O interval from %d to %d with %d I/Os, %d errors, %d bytes (expected no negative number, errors within the I/Os)"
            .formatted(
                interval.getStart(),
                interval.getEnd(),
                interval.getCount(),
                interval.getErrors(),
                interval.getBytes());
  }

  private static boolean isDuration(long from, long to) {
    return from >= 0 && to >= from && to - from <= MAX_DURATION_NANOS;
  }
}
