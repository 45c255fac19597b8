package dev.straingauge.producer.scenario;

import dev.straingauge.event.Outcome;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The runner's books at one moment. Immutable. While operations are neither started nor skipped
 * yet, planned is above their sum; at the end they are equal.
 *
 * @param planned operations that were drawn or scheduled, children included
 * @param started operations with an OperationStarted
 * @param skipped operations with an OperationSkipped, by reason
 * @param finished operations with an OperationFinished, by outcome; every outcome is there
 * @param kinds the same per kind, sorted by kind
 * @param step name of the current or last phase, empty before the first
 * @param stepIndex its number, from 1
 * @param steps number of phases
 * @param lagMaxNanos longest delay of an actual start behind the intended one; children, whose
 *     start waits for other parts, are left out
 */
public record RunCounts(
    long planned,
    long started,
    SortedMap<String, Long> skipped,
    SortedMap<Outcome, Long> finished,
    List<OfKind> kinds,
    String step,
    int stepIndex,
    int steps,
    long lagMaxNanos) {

  public RunCounts {
    skipped = Collections.unmodifiableSortedMap(new TreeMap<>(skipped));
    finished = Collections.unmodifiableSortedMap(new TreeMap<>(finished));
    kinds = List.copyOf(kinds);
  }

  /** Operations without an end yet. */
  public long open() {
    return started - sum(finished);
  }

  /** All that were skipped. */
  public long skippedInAll() {
    return sum(skipped);
  }

  private static long sum(Map<?, Long> counts) {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  /**
   * Counts of one kind.
   *
   * @param operation kind
   * @param started those with an OperationStarted
   * @param succeeded ended so
   * @param failed ended so
   * @param timedOut ended so
   * @param skipped not started
   */
  public record OfKind(
      String operation, long started, long succeeded, long failed, long timedOut, long skipped) {

    /** Operations without an end yet. */
    public long open() {
      return started - succeeded - failed - timedOut;
    }
  }
}
