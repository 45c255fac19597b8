package dev.straingauge.producer.scenario;

import dev.straingauge.event.Outcome;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Counts what the runner writes. */
final class Tally {

  private final SortedMap<String, Long> skipped = new TreeMap<>();
  private final Map<Outcome, Long> finished = new EnumMap<>(Outcome.class);
  private final SortedMap<String, Kind> kinds = new TreeMap<>();
  private long planned;
  private long started;
  private long lagMaxNanos;

  Tally() {
    for (Outcome outcome : Outcome.values()) {
      finished.put(outcome, 0L);
    }
  }

  void planned(long count) {
    planned += count;
  }

  void started(String kind, long lagNanos) {
    started++;
    lagMaxNanos = Math.max(lagMaxNanos, lagNanos);
    kind(kind).started++;
  }

  void skipped(String kind, String reason) {
    skipped.merge(reason, 1L, Long::sum);
    kind(kind).skipped++;
  }

  void finished(String kind, Outcome outcome) {
    finished.merge(outcome, 1L, Long::sum);
    kind(kind).finished.merge(outcome, 1L, Long::sum);
  }

  RunCounts counts(String step, int stepIndex, int steps) {
    List<RunCounts.OfKind> ofKinds =
        kinds.entrySet().stream().map(e -> e.getValue().counts(e.getKey())).toList();
    return new RunCounts(
        planned,
        started,
        skipped,
        new TreeMap<>(finished),
        ofKinds,
        step,
        stepIndex,
        steps,
        lagMaxNanos);
  }

  private Kind kind(String kind) {
    return kinds.computeIfAbsent(kind, k -> new Kind());
  }

  private static final class Kind {

    private final Map<Outcome, Long> finished = new EnumMap<>(Outcome.class);
    private long started;
    private long skipped;

    RunCounts.OfKind counts(String kind) {
      return new RunCounts.OfKind(
          kind,
          started,
          finished.getOrDefault(Outcome.SUCCEEDED, 0L),
          finished.getOrDefault(Outcome.FAILED, 0L),
          finished.getOrDefault(Outcome.TIMED_OUT, 0L),
          skipped);
    }
  }
}
