package dev.straingauge.archiver.compare;

import dev.straingauge.archiver.metrics.Metric;
import dev.straingauge.archiver.metrics.RunMetrics;
import dev.straingauge.archiver.statistics.Observation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A metric that may be judged.
 *
 * @param metric one of its values, for name, unit and direction
 * @param leastN observations behind the weakest of its values
 * @param everywhere whether all runs of both sides have it
 */
record Candidate(Metric metric, Group base, Group candidate, long leastN, boolean everywhere) {

  private static final int FLOOR = 0;
  private static final long FEW = 20;

  /** Only judged when asked for. */
  static final int ASIDE = 5;

  /** All metrics of both sides, in the order of the reports. */
  static List<Candidate> all(Side base, Side candidate) {
    Map<String, List<Metric>> left = byName(base.runs());
    Map<String, List<Metric>> right = byName(candidate.runs());
    List<String> names =
        Stream.concat(left.keySet().stream(), right.keySet().stream()).distinct().toList();
    return names.stream()
        .map(
            name ->
                of(
                    left.getOrDefault(name, List.of()),
                    right.getOrDefault(name, List.of()),
                    base.size() + candidate.size()))
        .toList();
  }

  private static Map<String, List<Metric>> byName(List<RunMetrics> runs) {
    Map<String, List<Metric>> byName = new LinkedHashMap<>();
    for (RunMetrics run : runs) {
      for (Metric metric : run.metrics()) {
        byName.computeIfAbsent(metric.name(), name -> new ArrayList<>()).add(metric);
      }
    }
    return byName;
  }

  private static Candidate of(List<Metric> base, List<Metric> candidate, int runs) {
    Metric metric = base.isEmpty() ? candidate.getFirst() : base.getFirst();
    long leastN =
        Stream.concat(base.stream(), candidate.stream()).mapToLong(Metric::n).min().orElse(0);
    boolean everywhere = base.size() + candidate.size() == runs;
    return new Candidate(metric, group(base), group(candidate), leastN, everywhere);
  }

  private static Group group(List<Metric> metrics) {
    return new Group(metrics.stream().map(m -> new Observation(m.value(), m.censored())).toList());
  }

  String name() {
    return metric.name();
  }

  /** Whether every run says the same, so that there is nothing to test. */
  boolean isConstant() {
    if (!everywhere) {
      return false;
    }
    List<Observation> all =
        Stream.concat(base.values().stream(), candidate.values().stream()).toList();
    return all.stream().allMatch(Observation::censored)
        || (all.stream().noneMatch(Observation::censored)
            && all.stream().mapToDouble(Observation::value).distinct().count() == 1);
  }

  /** Whether it is among those without which nothing is judged. */
  boolean isFloor() {
    return tier() == FLOOR;
  }

  /**
   * How much it matters, 0 most: what users feel first (did it work, the slow ones), then the
   * typical ones, then I/O, then what follows from these, and what rests on few observations. A
   * percentile that fewer observations than its rank make up is their largest value by another
   * name: it stands aside.
   */
  int tier() {
    if (leastN < least(metric.statistic())) {
      return ASIDE;
    }
    return switch (metric.family()) {
      case OPERATION ->
          switch (metric.statistic()) {
            case "complete" -> leastN >= FEW ? FLOOR : 4;
            case "p99" -> FLOOR;
            case "p50" -> leastN >= FEW ? 1 : 4;
            case "p90" -> leastN >= FEW ? 2 : 4;
            default -> ASIDE;
          };
      case INCIDENTS ->
          switch (metric.statistic()) {
            case "TRANSIENT" -> 4;
            case "p90" -> 2;
            default -> metric.subject().isEmpty() ? FLOOR : ASIDE;
          };
      case IO ->
          switch (metric.statistic()) {
            case "p99", "errors" -> 2;
            case "rate" -> 4;
            default -> ASIDE;
          };
      case VOLUME ->
          metric.statistic().equals("p99") || metric.statistic().equals("complete") ? 3 : ASIDE;
      case PHASE -> 4;
    };
  }

  private static long least(String statistic) {
    return switch (statistic) {
      case "p50" -> 2;
      case "p90" -> 10;
      case "p95" -> 20;
      case "p99" -> 100;
      case "p99.9" -> 1000;
      default -> 1;
    };
  }
}
