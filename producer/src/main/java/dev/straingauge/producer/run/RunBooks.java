package dev.straingauge.producer.run;

import dev.straingauge.event.CleanupOfKind;
import dev.straingauge.event.Event;
import dev.straingauge.event.IoInterval;
import dev.straingauge.event.ObjectChanged;
import dev.straingauge.event.OperationFinished;
import dev.straingauge.event.OperationRecovered;
import dev.straingauge.event.OperationSkipped;
import dev.straingauge.event.OperationStarted;
import dev.straingauge.event.Outcome;
import dev.straingauge.event.OutcomeCount;
import dev.straingauge.event.RunClosed;
import dev.straingauge.event.RunStarted;
import dev.straingauge.event.SkippedCount;
import dev.straingauge.event.WriterEnded;
import dev.straingauge.event.WriterOutcome;
import dev.straingauge.producer.cluster.Sweep;
import dev.straingauge.schemas.run.ClockRule;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A run as its log tells it: how far it came, what was counted, which objects are alive. Reads by
 * the rules of contract I4 (duplicates, zombies, taken runs and times that go back or leap are left
 * out), so that its counts are those of the analysis. Not thread-safe.
 */
final class RunBooks {

  private static final int MAX_LEFT_NAMES = 100;

  private final Map<Integer, WriterState> writers = new HashMap<>();
  private final Set<Integer> ended = new HashSet<>();
  private final TreeMap<String, Long> skipped = new TreeMap<>();
  private final EnumMap<Outcome, Long> finished = new EnumMap<>(Outcome.class);
  private final TreeMap<String, Objects> kinds = new TreeMap<>();
  private final BitSet operations = new BitSet();
  private @Nullable RunStarted runStarted;
  private @Nullable String closedAs;
  private long started;
  private long ioCount;
  private long admitted;
  private long lastTimeNanos;

  /** Last place of one writer. */
  private static final class WriterState {
    int incarnation;
    long sequence;
    long timeNanos = ClockRule.NONE;
  }

  /** Objects of one kind; those alive by uid. */
  private static final class Objects {
    long created;
    long deleted;
    final Map<String, String> aliveNames = new HashMap<>();
  }

  /** Takes the next event of the run in log order. */
  void accept(Event event) {
    if (event.getBody() instanceof RunStarted opening) {
      if (runStarted != null && !runStarted.getNonce().equals(opening.getNonce())) {
        return;
      }
      runStarted = runStarted == null ? opening : runStarted;
    }
    if (runStarted == null || closedAs != null || !isNext(event)) {
      return;
    }
    lastTimeNanos = Math.max(lastTimeNanos, event.getTime());
    count(event);
  }

  private boolean isNext(Event event) {
    if (event.getWriter() < 0) {
      return true;
    }
    WriterState state = writers.computeIfAbsent(event.getWriter(), writer -> new WriterState());
    boolean fresh = event.getIncarnation() > state.incarnation;
    if (event.getIncarnation() < state.incarnation
        || (!fresh && event.getSequence() <= state.sequence)) {
      return false;
    }
    state.incarnation = event.getIncarnation();
    state.sequence = event.getSequence();
    admitted++;
    if (!ClockRule.mayFollow(event.getTime(), state.timeNanos)) {
      return false;
    }
    state.timeNanos = event.getTime();
    return true;
  }

  private void count(Event event) {
    switch (event.getBody()) {
      case OperationStarted operation -> {
        started++;
        note(operation.getOperationId());
      }
      case OperationRecovered operation -> note(operation.getOperationId());
      case OperationFinished operation -> finished.merge(operation.getOutcome(), 1L, Long::sum);
      case OperationSkipped operation -> skipped.merge(operation.getReason(), 1L, Long::sum);
      case IoInterval io -> ioCount += io.getCount();
      case ObjectChanged change -> count(change);
      case RunClosed closing -> closedAs = closing.getReason();
      case WriterEnded end -> {
        ended.add(event.getWriter());
        if (runStarted != null && ended.size() >= runStarted.getWriters()) {
          closedAs = end.getOutcome().name().toLowerCase(Locale.ROOT);
        }
      }
      default -> {}
    }
  }

  private void note(long operationId) {
    if (operationId >= 0 && operationId <= Integer.MAX_VALUE) {
      operations.set((int) operationId);
    }
  }

  private void count(ObjectChanged change) {
    Objects objects = kinds.computeIfAbsent(change.getKind(), kind -> new Objects());
    switch (change.getChange()) {
      case ADDED -> {
        objects.created++;
        objects.aliveNames.put(change.getUid(), change.getName());
      }
      case DELETED -> {
        if (objects.aliveNames.remove(change.getUid()) != null) {
          objects.deleted++;
        }
      }
      case LISTED, MODIFIED -> {}
    }
  }

  /** The run's first record; empty when none of its records was read. */
  Optional<RunStarted> runStarted() {
    return Optional.ofNullable(runStarted);
  }

  /** How the run ended: completed, aborted, crashed, operator, abandoned; empty when it is open. */
  Optional<String> closedAs() {
    return Optional.ofNullable(closedAs);
  }

  /** Latest time of all records, nanoseconds since 1970. */
  long lastTimeNanos() {
    return lastTimeNanos;
  }

  /** Records of the run's living writers: no duplicates, no zombies. */
  long admitted() {
    return admitted;
  }

  /** Highest incarnation of the lead. */
  int incarnation() {
    WriterState lead = writers.get(0);
    return lead == null ? 0 : lead.incarnation;
  }

  /** Operations started and neither finished nor failed nor timed out. */
  long unfinished() {
    return started - finished.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Whether the log knows of an operation's start. */
  boolean isKnown(long operationId) {
    return operationId < 0 || operationId > Integer.MAX_VALUE || operations.get((int) operationId);
  }

  /**
   * The certificate of a clean-up: what the log saw come into being, what was found beyond that,
   * and what is left.
   */
  List<CleanupOfKind> swept(List<String> ofKinds, List<Sweep.Found> found, List<Sweep.Found> left) {
    List<CleanupOfKind> all = new ArrayList<>();
    for (String kind : ofKinds) {
      Objects seen = kinds.getOrDefault(kind, new Objects());
      long unseen =
          found.stream()
              .filter(each -> each.kind().equals(kind) && !seen.aliveNames.containsKey(each.uid()))
              .count();
      List<Sweep.Found> stays = left.stream().filter(each -> each.kind().equals(kind)).toList();
      long created = seen.created + unseen;
      if (created > 0 || !stays.isEmpty()) {
        all.add(
            new CleanupOfKind(
                kind,
                Math.max(created, stays.size()),
                Math.max(created, stays.size()) - stays.size(),
                (long) stays.size(),
                stays.stream().map(Sweep.Found::name).sorted().limit(MAX_LEFT_NAMES).toList(),
                stays.isEmpty() ? null : stays.getFirst().heldBy()));
      }
    }
    return all;
  }

  /**
   * What a clean-up has to say when nothing can be deleted any more: what is alive is left. Sorted
   * by kind; kinds that the run made nothing of are left out.
   */
  List<CleanupOfKind> left(String reason) {
    List<CleanupOfKind> all = new ArrayList<>();
    kinds.forEach(
        (kind, objects) -> {
          if (objects.created > 0) {
            List<String> names =
                new TreeSet<>(objects.aliveNames.values()).stream().limit(MAX_LEFT_NAMES).toList();
            int left = objects.aliveNames.size();
            all.add(
                new CleanupOfKind(
                    kind,
                    objects.created,
                    objects.deleted,
                    (long) left,
                    names,
                    left == 0 ? null : reason));
          }
        });
    return all;
  }

  /** The writer's books, taken from the log. */
  WriterEnded ended(WriterOutcome outcome) {
    long skippedInAll = skipped.values().stream().mapToLong(Long::longValue).sum();
    List<SkippedCount> reasons = new ArrayList<>();
    skipped.forEach((reason, count) -> reasons.add(new SkippedCount(reason, count)));
    List<OutcomeCount> outcomes = new ArrayList<>();
    for (Outcome each : Outcome.values()) {
      outcomes.add(new OutcomeCount(each, finished.getOrDefault(each, 0L)));
    }
    return new WriterEnded(outcome, started + skippedInAll, started, reasons, outcomes, ioCount);
  }
}
