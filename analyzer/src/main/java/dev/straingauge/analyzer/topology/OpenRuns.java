package dev.straingauge.analyzer.topology;

import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How far the analysis of each open run has come, as of the last commit. Thread-safe. Never a
 * result.
 */
public final class OpenRuns {

  private final ConcurrentHashMap<String, OpenRun> byId = new ConcurrentHashMap<>();

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

  void show(OpenRun run) {
    byId.put(run.runId(), run);
  }

  void hide(String runId) {
    byId.remove(runId);
  }
}
