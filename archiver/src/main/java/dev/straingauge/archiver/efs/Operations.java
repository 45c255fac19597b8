package dev.straingauge.archiver.efs;

import dev.straingauge.archiver.intake.EventScript;
import dev.straingauge.event.Failure;
import dev.straingauge.event.LateEffect;
import dev.straingauge.event.OperationFinished;
import dev.straingauge.event.OperationSkipped;
import dev.straingauge.event.OperationStarted;
import dev.straingauge.event.Outcome;
import dev.straingauge.event.OutcomeCount;
import dev.straingauge.event.SkippedCount;
import dev.straingauge.event.WriterEnded;
import dev.straingauge.event.WriterOutcome;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The operations of one test, by kind and object: begun, accepted, ended as the log tells. One
 * whose end it does not tell stays open. Writes their events. Not thread-safe.
 */
final class Operations {

  private final EventScript script;
  private final Map<String, Open> operations = new LinkedHashMap<>();
  private final Map<String, EnumMap<Outcome, Long>> finishedByKind = new TreeMap<>();
  private final Map<String, Long> startedByKind = new TreeMap<>();
  private final Map<String, Long> skipped = new TreeMap<>();
  private final EnumMap<Outcome, Long> finished = new EnumMap<>(Outcome.class);
  private long next;
  private long started;
  private long skippedAll;
  private long endsOnly;

  private static final class Open {
    private final long id;
    private final String kind;
    private final String step;
    private final String target;
    private final @Nullable Long parent;
    private final long at;
    private @Nullable Long acceptedAt;
    private @Nullable Outcome outcome;

    Open(long id, String kind, String step, String target, @Nullable Long parent, long at) {
      this.id = id;
      this.kind = kind;
      this.step = step;
      this.target = target;
      this.parent = parent;
      this.at = at;
    }
  }

  Operations(EventScript script) {
    this.script = script;
  }

  /**
   * An operation begins; an open one of the same kind and target stays open for good.
   *
   * @return its number
   */
  long begin(String kind, String step, String target, @Nullable Long parent, long at) {
    Open open = new Open(next++, kind, step, target, parent, at);
    operations.put(key(kind, target), open);
    started++;
    startedByKind.merge(kind, 1L, Long::sum);
    script.add(at, new OperationStarted(open.id, kind, step, target, at, parent));
    return open.id;
  }

  /** Whether one was ever begun. */
  boolean knows(String kind, String target) {
    return operations.containsKey(key(kind, target));
  }

  /** Whether one is begun and not ended. */
  boolean isOpen(String kind, String target) {
    Open open = operations.get(key(kind, target));
    return open != null && open.outcome == null;
  }

  /** The API accepted it. */
  void accepted(String kind, String target, long at) {
    Open open = operations.get(key(kind, target));
    if (open != null && open.outcome == null && open.acceptedAt == null) {
      open.acceptedAt = at;
    }
  }

  /**
   * The last one of a kind that is open and not accepted: the one that a nameless line is about.
   */
  Optional<String> waiting(String kind) {
    String target = null;
    for (Open open : operations.values()) {
      if (open.kind.equals(kind) && open.outcome == null && open.acceptedAt == null) {
        target = open.target;
      }
    }
    return Optional.ofNullable(target);
  }

  /** It took effect; where it had timed out before, that stays so. */
  void succeeded(String kind, String target, long at) {
    Open open = operations.get(key(kind, target));
    if (open != null && open.outcome == Outcome.TIMED_OUT) {
      open.outcome = Outcome.SUCCEEDED; // told once
      script.add(at, new LateEffect(open.id, kind, open.step));
    } else {
      end(open, at, Outcome.SUCCEEDED, null);
    }
  }

  void timedOut(String kind, String target, long at) {
    end(operations.get(key(kind, target)), at, Outcome.TIMED_OUT, null);
  }

  void failed(String kind, String target, long at, Failure failure) {
    end(operations.get(key(kind, target)), at, Outcome.FAILED, failure);
  }

  void skipped(String kind, String step, long at, String reason) {
    skippedAll++;
    skipped.merge(reason, 1L, Long::sum);
    script.add(at, new OperationSkipped(next++, kind, step, at, reason));
  }

  /** Operations of a kind that the log begins. */
  long started(String kind) {
    return startedByKind.getOrDefault(kind, 0L);
  }

  /** Those of them that ended so. */
  long finished(String kind, Outcome outcome) {
    EnumMap<Outcome, Long> counts = finishedByKind.get(kind);
    return counts == null ? 0 : counts.getOrDefault(outcome, 0L);
  }

  /** Ends that the log tells of operations whose beginning it does not tell. */
  long endsOnly() {
    return endsOnly;
  }

  /** The books of the test. */
  WriterEnded books(WriterOutcome outcome, long ioCount) {
    return new WriterEnded(
        outcome,
        started + skippedAll,
        started,
        skipped.entrySet().stream().map(e -> new SkippedCount(e.getKey(), e.getValue())).toList(),
        Arrays.stream(Outcome.values())
            .map(each -> new OutcomeCount(each, finished.getOrDefault(each, 0L)))
            .toList(),
        ioCount);
  }

  private void end(@Nullable Open open, long at, Outcome outcome, @Nullable Failure failure) {
    if (open == null) {
      endsOnly++;
      return;
    }
    if (open.outcome != null) {
      return; // the framework says many things twice
    }
    open.outcome = outcome;
    finished.merge(outcome, 1L, Long::sum);
    finishedByKind
        .computeIfAbsent(open.kind, k -> new EnumMap<>(Outcome.class))
        .merge(outcome, 1L, Long::sum);
    script.add(
        at,
        OperationFinished.newBuilder()
            .setOperationId(open.id)
            .setOperation(open.kind)
            .setStep(open.step)
            .setTarget(open.target)
            .setIntendedStart(open.at)
            .setParent(open.parent)
            .setStartedAt(open.at)
            .setAcceptedAt(open.acceptedAt)
            .setCompletedAt(at)
            .setOutcome(outcome)
            .setFailure(failure)
            .build());
  }

  private static String key(String kind, String target) {
    return kind + " " + target;
  }
}
