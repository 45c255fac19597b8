package dev.straingauge.archiver.compare;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.ValueNode;
import dev.straingauge.archiver.metrics.RunFacts;
import dev.straingauge.archiver.metrics.RunMetrics;
import dev.straingauge.archiver.metrics.Selection;
import dev.straingauge.archiver.statistics.Interval;
import dev.straingauge.archiver.statistics.KolmogorovSmirnov.Distance;
import dev.straingauge.archiver.statistics.MannWhitney;
import dev.straingauge.archiver.statistics.Observation;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A comparison as a document, {@code straingauge.compare/1}: all forms are drawn from it. What is
 * not a number is null beside what is known of it; an open side of an interval is null.
 */
public final class ComparisonJson {

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  /** Beyond any noise of measuring, short enough to read. */
  private static final MathContext DIGITS = new MathContext(9);

  private final Comparison comparison;

  private ComparisonJson(Comparison comparison) {
    this.comparison = comparison;
  }

  /** Adds the comparison to a document that has its head: schema, exit code and errors. */
  public static void fill(ObjectNode document, Comparison comparison) {
    ComparisonJson json = new ComparisonJson(comparison);
    document.put("verdict", comparison.verdict().word());
    document.put("verdictReason", json.reason());
    document.put("scenario", comparison.candidate().runs().getLast().facts().scenario());
    ArrayNode clusters = document.putArray("clusters");
    Stream.of(comparison.base(), comparison.candidate())
        .flatMap(side -> side.runs().stream())
        .map(run -> run.facts().cluster().kind())
        .distinct()
        .sorted()
        .forEach(clusters::add);
    document.set("base", side(comparison.base()));
    document.set("candidate", side(comparison.candidate()));
    document.set("terms", json.terms());
    ArrayNode differences = document.putArray("differences");
    for (Difference difference : comparison.differences()) {
      ObjectNode one = differences.addObject().put("what", difference.what());
      difference.base().forEach(one.putArray("base")::add);
      difference.candidate().forEach(one.putArray("candidate")::add);
    }
    ArrayNode metrics = document.putArray("metrics");
    comparison.judged().forEach(each -> metrics.add(json.metric(each, "judged")));
    comparison.same().forEach(each -> metrics.add(json.metric(each, "same")));
    comparison.aside().forEach(each -> metrics.add(json.metric(each, "aside")));
    ArrayNode shapes = document.putArray("shapes");
    comparison.shapes().forEach(each -> shapes.add(shape(each)));
  }

  private String reason() {
    if (allInsufficient()) {
      Terms terms = comparison.terms();
      int metrics = Math.max(1, comparison.judged().size());
      return "the smallest p-value that %s against %s runs can give is %s (expected at most %s, α ÷ %s metrics): %s runs a side can"
          .formatted(
              comparison.base().size(),
              comparison.candidate().size(),
              rounded(
                  MannWhitney.smallestP(comparison.base().size(), comparison.candidate().size())),
              rounded(terms.alpha() / metrics),
              metrics,
              Comparison.runsNeeded(terms.alpha(), metrics));
    }
    return "of %s metrics %s worse, %s better, %s unclear, %s unchanged%s%s"
        .formatted(
            comparison.judged().size() + comparison.same().size(),
            comparison.count(CompareVerdict.REGRESSION),
            comparison.count(CompareVerdict.IMPROVEMENT),
            comparison.count(CompareVerdict.UNCLEAR),
            comparison.count(CompareVerdict.NO_CHANGE),
            some(CompareVerdict.INSUFFICIENT, "with too few values"),
            some(CompareVerdict.SHAPE_CHANGED, "changed in shape"));
  }

  private boolean allInsufficient() {
    return comparison.count(CompareVerdict.INSUFFICIENT)
        == comparison.judged().size() + comparison.same().size();
  }

  private static String rounded(double p) {
    return new BigDecimal(p).round(new MathContext(2)).toPlainString();
  }

  private String some(CompareVerdict verdict, String words) {
    long count = comparison.count(verdict);
    return count == 0 ? "" : ", %s %s".formatted(count, words);
  }

  private static ObjectNode side(Side side) {
    ObjectNode json = NODES.objectNode();
    json.put("reference", side.selection().reference());
    json.put("label", side.label());
    ArrayNode runs = json.putArray("runs");
    for (RunMetrics run : side.runs()) {
      RunFacts facts = run.facts();
      runs.addObject()
          .put("run", facts.run().toString())
          .put("driver", facts.driver().name())
          .put("driverVersion", facts.driver().version())
          .put("seed", facts.seed())
          .put("fingerprint", facts.cluster().fingerprint())
          .put("verdict", facts.verdict());
    }
    ArrayNode leftOut = json.putArray("leftOut");
    for (Selection.LeftOut out : side.selection().leftOut()) {
      leftOut.addObject().put("run", out.run().toString()).put("reason", out.reason());
    }
    return json;
  }

  private ObjectNode terms() {
    ObjectNode json = NODES.objectNode();
    json.set("alpha", number(comparison.terms().alpha()));
    json.set("minEffect", number(comparison.terms().minEffect()));
    json.set("minPoints", number(Terms.MIN_POINTS));
    comparison.terms().metrics().forEach(json.putArray("metrics")::add);
    json.put("correction", "Benjamini-Hochberg");
    json.put("judged", comparison.judged().size());
    json.put("mostMetrics", comparison.most());
    json.put(
        "runsNeeded",
        Comparison.runsNeeded(comparison.terms().alpha(), comparison.judged().size()));
    return json;
  }

  private ObjectNode metric(MetricComparison metric, String role) {
    ObjectNode json = NODES.objectNode();
    json.put("metric", metric.name());
    json.put("role", role);
    json.put("unit", metric.unit().word());
    json.put("better", metric.better().name().toLowerCase(Locale.ROOT));
    CompareVerdict verdict = metric.verdict();
    json.put("verdict", verdict == null ? null : verdict.word());
    json.put("note", metric.note());
    json.set("base", group(metric.base()));
    json.set("candidate", group(metric.candidate()));
    json.set("effect", effect(metric.effect()));
    MetricComparison.Test test = metric.test();
    json.set("p", test == null ? NODES.nullNode() : number(test.p()));
    json.set("adjustedP", test == null ? NODES.nullNode() : number(test.adjusted()));
    return json;
  }

  private static ObjectNode group(Group group) {
    ObjectNode json = NODES.objectNode();
    Observation median = group.median();
    json.set("median", median == null ? noData() : observation(median));
    ArrayNode values = json.putArray("values");
    group.values().forEach(value -> values.add(observation(value)));
    return json;
  }

  private static ObjectNode noData() {
    return NODES.objectNode().putNull("value").put("reason", "no data");
  }

  private static ObjectNode observation(Observation observation) {
    ObjectNode json = NODES.objectNode();
    if (observation.censored()) {
      json.putNull("value");
      json.set("above", number(observation.value()));
    } else {
      json.set("value", number(observation.value()));
    }
    return json;
  }

  private JsonNode effect(@Nullable Effect effect) {
    if (effect == null) {
      return NODES.nullNode();
    }
    ObjectNode json = NODES.objectNode();
    json.put("kind", effect.kind().name().toLowerCase(Locale.ROOT));
    json.set("bound", number(effect.bound(comparison.terms())));
    json.set("estimate", interval(effect.estimate()));
    json.set("interval", interval(effect.confidence()));
    return json;
  }

  private static ArrayNode interval(Interval interval) {
    ArrayNode json = NODES.arrayNode();
    for (double bound : List.of(interval.lower(), interval.upper())) {
      json.add(Double.isFinite(bound) ? number(bound) : NODES.nullNode());
    }
    return json;
  }

  private static ObjectNode shape(ShapeComparison shape) {
    ObjectNode json = NODES.objectNode();
    Distance distance = shape.distance();
    json.put("operation", shape.operation());
    json.put("verdict", shape.changed() ? CompareVerdict.SHAPE_CHANGED.word() : null);
    json.set("distance", number(distance.distance()));
    json.set("atSeconds", NODES.numberNode(BigDecimal.valueOf(distance.atNanos(), 9)));
    json.set("baseShare", number(distance.firstShare()));
    json.set("candidateShare", number(distance.secondShare()));
    json.set("p", number(shape.p()));
    json.set("adjustedP", number(shape.adjusted()));
    return json;
  }

  /** At most nine digits, never with an exponent. */
  private static ValueNode number(double value) {
    BigDecimal rounded = BigDecimal.valueOf(value).round(DIGITS).stripTrailingZeros();
    return NODES.numberNode(rounded.scale() < 0 ? rounded.setScale(0) : rounded);
  }
}
