package dev.straingauge.analyzer.fold;

import dev.straingauge.event.CleanupDone;
import dev.straingauge.event.CleanupOfKind;
import dev.straingauge.event.Event;
import dev.straingauge.event.Heartbeat;
import dev.straingauge.event.IoInterval;
import dev.straingauge.event.LateEffect;
import dev.straingauge.event.Measurement;
import dev.straingauge.event.OperationFinished;
import dev.straingauge.event.OperationSkipped;
import dev.straingauge.event.OperationStarted;
import dev.straingauge.event.Outcome;
import dev.straingauge.event.StepStarted;
import org.jspecify.annotations.Nullable;

/** Finds events that decode and still cannot be: they contradict themselves. */
final class Flaws {

  /** No single duration is longer: half of the log's retention. A longer one is a wrong clock. */
  static final long MAX_DURATION_NANOS = 302_400_000_000_000L;

  /** Longest name of a kind of operation or I/O, or of a step: they are in every result. */
  static final int MAX_NAME = 100;

  private static final int MAX_REASON = 200;
  private static final double MAX_MEASUREMENT = 1e18;
  private static final int MAX_LIVES = 1_000;
  private static final int MAX_KINDS = 100;

  /** As the schema says. */
  private static final int MAX_LEFT_NAMES = 100;

  /** 2200-01-01T00:00:00Z. */
  private static final long LAST_TIME = 7_258_118_400_000_000_000L;

  private Flaws() {}

  /** What is wrong with {@code event}; null if nothing is. */
  static @Nullable String of(Event event, Writers writers) {
    boolean announced = writers.isAnnounced(event.getWriter());
    if (!announced || event.getIncarnation() < 1 || event.getSequence() < 1) {
      return "writer %d, incarnation %d, sequence %d (expected an announced writer, from 1 each)"
          .formatted(event.getWriter(), event.getIncarnation(), event.getSequence());
    }
    if (!isTime(event.getTime())) {
      return "time %d (expected the years 1970 to 2200)".formatted(event.getTime());
    }
    if (writers.beginsNewLife(event)
        && writers.all().get(event.getWriter()).incarnations.size() >= MAX_LIVES) {
      return "incarnation %d (expected at most %d of them)"
          .formatted(event.getIncarnation(), MAX_LIVES);
    }
    return switch (event.getBody()) {
      case OperationStarted started -> of(started, event.getTime());
      case OperationFinished finished -> of(finished, event.getTime());
      case IoInterval interval -> of(interval);
      case OperationSkipped skipped -> of(skipped);
      case LateEffect late -> names(late.getOperation(), late.getStep());
      case StepStarted step -> names(step.getStep(), "");
      case Heartbeat beat ->
          isTime(beat.getWallClock())
              ? null
              : "wall clock %d (expected the years 1970 to 2200)".formatted(beat.getWallClock());
      case CleanupDone done -> of(done);
      case Measurement measurement -> of(measurement);
      default -> null;
    };
  }

  /** Whether all arithmetic of times of this size stays in 64 bits. */
  static boolean isTime(long time) {
    return time >= 0 && time < LAST_TIME;
  }

  private static @Nullable String names(String name, String step) {
    return name.length() <= MAX_NAME && step.length() <= MAX_NAME
        ? null
        : "names of %d and %d characters (expected at most %d)"
            .formatted(name.length(), step.length(), MAX_NAME);
  }

  private static @Nullable String of(Measurement measurement) {
    double value = measurement.getValue();
    return Math.abs(value) <= MAX_MEASUREMENT // neither is one that is no number
        ? null
        : "a measurement of %s (expected a number of at most 18 digits)".formatted(value);
  }

  private static @Nullable String of(OperationSkipped skipped) {
    return skipped.getReason().length() <= MAX_REASON
        ? names(skipped.getOperation(), skipped.getStep())
        : "a reason of %d characters (expected at most %d)"
            .formatted(skipped.getReason().length(), MAX_REASON);
  }

  private static @Nullable String of(CleanupDone done) {
    if (done.getKinds().size() > MAX_KINDS) {
      return "%d kinds (expected at most %d)".formatted(done.getKinds().size(), MAX_KINDS);
    }
    for (CleanupOfKind kind : done.getKinds()) {
      if (names(kind.getKind(), "") != null
          || kind.getCreated() < 0
          || kind.getDeleted() < 0
          || kind.getLeft() < 0
          || kind.getLeftNames().size() > MAX_LEFT_NAMES) {
        return "a kind of %d characters, %d created, %d deleted, %d left with %d names (expected at most %d characters and %d names, no negative number)"
            .formatted(
                kind.getKind().length(),
                kind.getCreated(),
                kind.getDeleted(),
                kind.getLeft(),
                kind.getLeftNames().size(),
                MAX_NAME,
                MAX_LEFT_NAMES);
      }
    }
    return null;
  }

  private static @Nullable String of(OperationStarted started, long time) {
    String flaw = names(started.getOperation(), started.getStep());
    return flaw != null ? flaw : intended(started, time);
  }

  private static @Nullable String intended(OperationStarted started, long time) {
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
    return names(finished.getOperation(), finished.getStep());
  }

  private static @Nullable String of(IoInterval interval) {
    return interval.getErrors() >= 0
            && interval.getErrors() <= interval.getCount()
            && interval.getBytes() >= 0
            && interval.getStart() <= interval.getEnd()
            && interval.getEnd() >= 0
        ? names(interval.getKind(), interval.getStep())
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
