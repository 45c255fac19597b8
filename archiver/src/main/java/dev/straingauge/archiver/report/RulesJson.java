package dev.straingauge.archiver.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.straingauge.event.Label;
import dev.straingauge.event.RuleEpisode;
import dev.straingauge.event.RuleState;
import dev.straingauge.event.RuleSummary;
import dev.straingauge.event.RuleValue;
import dev.straingauge.event.Summary;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What became of the thresholds of a run. */
final class RulesJson {

  private static final MathContext DIGITS = new MathContext(12);
  private static final BigDecimal BILLION = BigDecimal.valueOf(1_000_000_000L);

  private RulesJson() {}

  static ArrayNode thresholds(Summary summary) {
    ArrayNode list = Json.NODES.arrayNode();
    summary.getRules().forEach(rule -> list.add(threshold(rule, summary.getStartedAt())));
    return list;
  }

  private static ObjectNode threshold(RuleSummary rule, long startedAt) {
    ObjectNode json = Json.object();
    json.put("rule", rule.getRule());
    json.put("version", rule.getRuleVersion());
    json.put("source", rule.getSource());
    json.put("measure", rule.getSeries().getMeasure());
    String name = rule.getSeries().getOperation();
    json.put("of", name.isEmpty() ? "all" : name);
    ObjectNode labels = json.putObject("labels");
    for (Label label : rule.getSeries().getLabels()) {
      labels.put(label.getKey(), label.getValue());
    }
    json.put("metric", rule.getMetric());
    json.put("statistic", rule.getStatistic());
    json.put("unit", rule.getUnit());
    if (rule.getWindowNanos() == 0) {
      json.putNull("windowSeconds").put("windowReason", "run");
    } else {
      json.set("windowSeconds", Json.seconds(rule.getWindowNanos()));
    }
    json.put("direction", rule.getAbove() ? "above" : "below");
    ObjectNode bounds = json.putObject("bounds");
    bound(bounds, "acceptable", rule.getAcceptableBillionths());
    bound(bounds, "warning", rule.getWarningBillionths());
    bound(bounds, "critical", rule.getCriticalBillionths());
    json.set("forSeconds", Json.seconds(rule.getForNanos()));
    json.put("required", rule.getRequired() ? "yes" : "no");
    json.put("state", state(rule));
    json.put("level", rule.getLevel().name());
    json.put("worstLevel", rule.getWorstLevel().name());
    json.set("worst", worst(rule, startedAt));
    json.putObject("windows")
        .put("judged", rule.getJudged())
        .put("insufficient", rule.getInsufficient())
        .put("empty", rule.getEmpty())
        .put("muted", rule.getMuted());
    json.put("data", rule.getSilent() ? "missing for a while" : "no gap beyond noDataFor");
    json.put("breaches", rule.getBreaches());
    ArrayNode episodes = json.putArray("episodes");
    for (RuleEpisode episode : rule.getEpisodes()) {
      ObjectNode one = episodes.addObject();
      one.put("breach", episode.getBreachId());
      one.put("level", episode.getLevel().name());
      one.set("fromSeconds", Json.seconds(episode.getSince() - startedAt));
      Long cleared = episode.getClearedAt();
      if (cleared == null) {
        one.putNull("toSeconds").put("toReason", "open at end");
      } else {
        one.set("toSeconds", Json.seconds(cleared - startedAt));
      }
    }
    return json;
  }

  /** One word, or two. */
  private static String state(RuleSummary rule) {
    return rule.getState() == RuleState.FIRING
        ? rule.getLevel().name()
        : rule.getState().name().replace('_', ' ').toUpperCase(Locale.ROOT);
  }

  private static void bound(ObjectNode bounds, String level, @Nullable Long billionths) {
    if (billionths != null) {
      bounds.set(level, Json.number(BigDecimal.valueOf(billionths, 9)));
    }
  }

  private static ObjectNode worst(RuleSummary rule, long startedAt) {
    ObjectNode json = Json.object();
    RuleValue value = rule.getWorst();
    Long at = rule.getWorstAt();
    if (value == null || at == null) {
      return json.putNull("value").put("reason", "no data");
    }
    BigDecimal number = number(rule, value);
    if (value.getReached()) {
      json.set("value", Json.number(number));
    } else {
      json.putNull("value");
      json.set("above", Json.number(number));
    }
    json.put("n", value.getCount());
    Distributions.ratio(json, "completeness", value.getSucceeded(), value.getEnded());
    json.set("offsetSeconds", Json.seconds(at - startedAt));
    return json;
  }

  /** Of a rate the denominator is in nanoseconds. */
  private static BigDecimal number(RuleSummary rule, RuleValue value) {
    BigDecimal numerator = BigDecimal.valueOf(value.getNumerator());
    boolean rate = rule.getUnit().endsWith("per_second");
    return (rate ? numerator.multiply(BILLION) : numerator)
        .divide(BigDecimal.valueOf(value.getDenominator()), DIGITS);
  }
}
