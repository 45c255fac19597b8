package dev.straingauge.archiver.compare;

import dev.straingauge.archiver.statistics.FalseDiscovery;
import dev.straingauge.archiver.statistics.MannWhitney;
import dev.straingauge.schemas.sketch.LatencySketch;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * The second detector: changes of shape, which rank tests of percentiles do not see. Kinds of
 * operations that kept their response times in all runs, with enough of them.
 */
final class Shapes {

  private static final long LEAST_OPERATIONS = 100;

  private final Terms terms;

  Shapes(Terms terms) {
    this.terms = terms;
  }

  /** All shapes, the widest apart first; none when so few runs could not tell. */
  List<ShapeComparison> of(Side base, Side candidate, List<MetricComparison> judged) {
    List<String> kinds =
        kinds(base, candidate).stream()
            .filter(kind -> terms.metrics().isEmpty() || isAskedFor(kind, judged))
            .toList();
    if (kinds.isEmpty()
        || MannWhitney.smallestP(base.size(), candidate.size()) > terms.alpha() / kinds.size()) {
      return List.of();
    }
    List<ShapeTest.Result> results =
        kinds.stream()
            .map(kind -> ShapeTest.test(sketches(base, kind), sketches(candidate, kind)))
            .toList();
    double[] adjusted =
        FalseDiscovery.adjusted(results.stream().mapToDouble(ShapeTest.Result::p).toArray());
    List<ShapeComparison> shapes = new ArrayList<>();
    for (int i = 0; i < adjusted.length; i++) {
      ShapeTest.Result result = results.get(i);
      boolean changed =
          adjusted[i] <= terms.alpha()
              && result.distance().distance() >= terms.minEffect()
              && !isToldByPercentiles(kinds.get(i), judged);
      shapes.add(
          new ShapeComparison(kinds.get(i), result.distance(), result.p(), adjusted[i], changed));
    }
    shapes.sort(
        Comparator.comparingDouble((ShapeComparison s) -> s.distance().distance()).reversed());
    return shapes;
  }

  private static Set<String> kinds(Side base, Side candidate) {
    List<Map<String, LatencySketch>> runs = new ArrayList<>(base.sketches());
    runs.addAll(candidate.sketches());
    TreeSet<String> kinds = new TreeSet<>(runs.getFirst().keySet());
    for (Map<String, LatencySketch> run : runs) {
      kinds.removeIf(
          kind -> {
            LatencySketch sketch = run.get(kind);
            return sketch == null || sketch.count() < LEAST_OPERATIONS;
          });
    }
    return kinds;
  }

  private static List<LatencySketch> sketches(Side side, String kind) {
    return side.sketches().stream().map(run -> Objects.requireNonNull(run.get(kind))).toList();
  }

  private static boolean isAskedFor(String kind, List<MetricComparison> judged) {
    return judged.stream().anyMatch(each -> isPercentileOf(kind, each));
  }

  /** All percentiles that were judged moved the same way: the distribution as a whole did. */
  private static boolean isToldByPercentiles(String kind, List<MetricComparison> judged) {
    List<CompareVerdict> verdicts =
        judged.stream()
            .filter(each -> isPercentileOf(kind, each) && each.verdict() != null)
            .map(each -> Objects.requireNonNull(each.verdict()))
            .distinct()
            .toList();
    return verdicts.size() == 1
        && (verdicts.getFirst() == CompareVerdict.REGRESSION
            || verdicts.getFirst() == CompareVerdict.IMPROVEMENT);
  }

  private static boolean isPercentileOf(String kind, MetricComparison metric) {
    return metric.name().startsWith(kind + " p");
  }
}
