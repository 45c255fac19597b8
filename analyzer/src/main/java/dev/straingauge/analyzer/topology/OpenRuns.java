package dev.straingauge.analyzer.topology;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;

/**
 * How far the analysis of each open run has come, as of the last commit. Thread-safe. Never a
 * result.
 */
public final class OpenRuns {

  private static final int MOST_ENDED = 1_000;

  private final ConcurrentHashMap<String, OpenRun> byId = new ConcurrentHashMap<>();
  private final ConcurrentLinkedDeque<OpenRun> ended = new ConcurrentLinkedDeque<>();

  /**
   * One of them.
   *
   * @param runId which one
   * @param watermarkNanos time of the last record that was folded, since 1970-01-01T00:00:00Z
   * @param eventsRead records read so far
   */
  public record OpenRun(String runId, long watermarkNanos, long eventsRead) {}

  /** Those of this instance, sorted by id. */
  public List<OpenRun> all() {
    return byId.values().stream().sorted(Comparator.comparing(OpenRun::runId)).toList();
  }

  /** Those that ended since the last call, the oldest first; beyond 1,000 the oldest are lost. */
  public List<OpenRun> takeEnded() {
    List<OpenRun> taken = new ArrayList<>();
    for (OpenRun run = ended.poll(); run != null; run = ended.poll()) {
      taken.add(run);
    }
    return taken;
  }

  /** A run is over; if its transaction fails, it comes again. */
  void end(OpenRun run) {
    byId.remove(run.runId());
    ended.add(run);
    if (ended.size() > MOST_ENDED) {
      ended.poll();
    }
  }

  void show(OpenRun run) {
    byId.put(run.runId(), run);
  }

  void hide(String runId) {
    byId.remove(runId);
  }
}
