package dev.straingauge.archiver.page;

import dev.straingauge.archiver.compare.Side;
import dev.straingauge.archiver.metrics.RunMetrics;
import dev.straingauge.schemas.sketch.LatencySketch;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * The response times of a kind of operation on one side: all runs together, and each of them. What
 * did not succeed ranks above every number, so that a curve ends where the data end.
 *
 * @param merged of all runs
 * @param runs of each run
 * @param count how many started in all runs
 */
record Overlay(Curve merged, List<Curve> runs, long count) {

  /** Kinds that every run of both sides has. */
  static List<String> kinds(Side base, Side candidate) {
    TreeSet<String> kinds = new TreeSet<>();
    List<Map<String, LatencySketch>> runs = new ArrayList<>(base.sketches());
    runs.addAll(candidate.sketches());
    runs.forEach(run -> kinds.addAll(run.keySet()));
    runs.forEach(run -> kinds.retainAll(run.keySet()));
    return List.copyOf(kinds);
  }

  static Overlay of(Side side, String kind) {
    LatencySketch all = new LatencySketch();
    long neverEnded = 0;
    List<Curve> runs = new ArrayList<>();
    for (int i = 0; i < side.size(); i++) {
      LatencySketch ended = side.sketches().get(i).getOrDefault(kind, new LatencySketch());
      long never = Math.max(0, started(side.runs().get(i), kind) - ended.count());
      all.merge(ended);
      neverEnded += never;
      runs.add(Curve.of(ended, never));
    }
    return new Overlay(Curve.of(all, neverEnded), runs, all.count() + neverEnded);
  }

  private static long started(RunMetrics run, String kind) {
    return run.metric(kind + " complete").map(metric -> metric.n()).orElse(0L);
  }
}
