package dev.straingauge.archiver.page;

import dev.straingauge.event.RuleSummary;
import dev.straingauge.event.Slice;
import dev.straingauge.event.StepSummary;
import dev.straingauge.event.Summary;
import dev.straingauge.schemas.config.AnalysisConfig.Window;
import dev.straingauge.schemas.config.Rule;
import dev.straingauge.schemas.config.Rule.Metric;
import dev.straingauge.schemas.config.RuleSet;
import dev.straingauge.schemas.sketch.LatencySketch;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The slices of a run as columns per kind of operation and of I/O, and as the lines of its rules.
 * Memory: columns × kinds. Not thread-safe.
 */
final class SliceFold {

  /** Kinds with columns at most; a plan has some ten. */
  static final int MOST_KINDS = 60;

  private final RunTime time;
  private final Map<String, Column[]> kinds = new LinkedHashMap<>();
  private final List<RuleLine> lines = new ArrayList<>();
  private final LatencySketch response = new LatencySketch();
  private final LatencySketch service = new LatencySketch();
  private final LatencySketch censored = new LatencySketch();

  SliceFold(Summary summary, RuleSet rules, List<Window> windows, RunTime time) {
    this.time = time;
    Set<String> warmUps =
        summary.getSteps().stream()
            .filter(StepSummary::getWarmUp)
            .map(StepSummary::getStep)
            .collect(Collectors.toSet());
    for (RuleSummary judged : summary.getRules()) {
      rules.rules().stream()
          .filter(rule -> rule.id().equals(judged.getRule()) && rule.metric() != Metric.VALUE)
          .findFirst()
          .ifPresent(rule -> lines.add(line(judged, rule, windows, warmUps, rules.faults())));
    }
  }

  private RuleLine line(
      RuleSummary judged,
      Rule rule,
      List<Window> windows,
      Set<String> warmUps,
      List<RuleSet.Span> faults) {
    long size = judged.getWindowNanos();
    long advance =
        windows.stream()
            .filter(window -> window.size().toNanos() == size)
            .mapToLong(window -> window.advance().toNanos())
            .findFirst()
            .orElse(Math.max(1_000_000_000L, size / 10));
    return new RuleLine(judged, rule, advance, warmUps, faults, time);
  }

  /** Takes a record; what is no slice, or no sound one, is left out. */
  void add(Object record) {
    if (!(record instanceof Slice slice) || !read(slice)) {
      return;
    }
    lines.forEach(line -> line.add(slice, response, service, censored));
    int column = time.columnOf(slice.getStart());
    String kind = key(slice.getSeries().getMeasure(), slice.getSeries().getOperation());
    if (column < 0 || (kinds.size() >= MOST_KINDS && !kinds.containsKey(kind))) {
      return;
    }
    kinds.computeIfAbsent(kind, name -> Column.empty(time.columns()))[column].add(
        slice, response, service, censored);
  }

  private boolean read(Slice slice) {
    try {
      response.read(slice.getResponse().array());
      service.read(slice.getService().array());
      censored.read(slice.getCensored().array());
      return true;
    } catch (IllegalArgumentException e) {
      return false; // somebody else wrote it, and B6 says so
    }
  }

  void end() {
    lines.forEach(RuleLine::end);
  }

  /** Columns of a kind of operation; none if nothing was seen of it. */
  Column[] operation(String name) {
    return kinds.getOrDefault(key("operation", name), new Column[0]);
  }

  /** Columns of a kind of I/O. */
  Column[] io(String name) {
    return kinds.getOrDefault(key("io", name), new Column[0]);
  }

  List<RuleLine> lines() {
    return lines;
  }

  private static String key(String measure, String name) {
    return measure + "/" + name;
  }
}
