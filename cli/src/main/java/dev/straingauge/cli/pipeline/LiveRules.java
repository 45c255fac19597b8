package dev.straingauge.cli.pipeline;

import dev.straingauge.archiver.words.Figures;
import dev.straingauge.cli.progress.RulesView;
import dev.straingauge.event.BreachEvent;
import dev.straingauge.event.BreachKind;
import dev.straingauge.event.RuleLevel;
import dev.straingauge.event.RuleValue;
import dev.straingauge.schemas.config.Durations;
import dev.straingauge.schemas.config.Rule;
import dev.straingauge.schemas.config.RuleSet;
import dev.straingauge.schemas.config.Words;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/** How the rules of a run stand, as its breaches tell. Not thread-safe. */
final class LiveRules {

  private final RuleSet rules;

  /** Rule and series to what fires there. */
  private final Map<String, BreachEvent> firing = new TreeMap<>();

  /** Rule and series of what is silent, to its rule. */
  private final Map<String, String> silent = new TreeMap<>();

  private long startedAt;

  LiveRules(RuleSet rules) {
    this.rules = rules;
  }

  /**
   * Takes what happened.
   *
   * @param runStartedAt nanoseconds since 1970
   * @return a line about it: {@code attach-p99 critical opened ...}
   */
  String take(BreachEvent event, long runStartedAt) {
    startedAt = runStartedAt;
    String key = event.getRule() + " " + event.getSeries().getOperation();
    if (event.getKind() == BreachKind.NO_DATA) {
      silent.put(key, event.getRule());
    } else if (event.getBefore() == RuleLevel.NONE && event.getLevel() == RuleLevel.NONE) {
      silent.remove(key);
    } else if (event.getLevel() == RuleLevel.NONE) {
      firing.remove(key);
    } else {
      firing.put(key, event);
    }
    return line(event);
  }

  RulesView view() {
    Map<String, RuleLevel> worst = new TreeMap<>();
    BreachEvent most = null;
    for (BreachEvent event : firing.values()) {
      worst.merge(event.getRule(), event.getLevel(), (a, b) -> a.compareTo(b) >= 0 ? a : b);
      most = most == null || event.getLevel().compareTo(most.getLevel()) > 0 ? event : most;
    }
    long quiet = silent.values().stream().distinct().filter(r -> !worst.containsKey(r)).count();
    return new RulesView(
        rules.rules().size(),
        count(worst, RuleLevel.CRITICAL),
        count(worst, RuleLevel.WARNING),
        count(worst, RuleLevel.ELEVATED),
        (int) quiet,
        most == null
            ? ""
            : "%s %s since %s".formatted(most.getLevel(), most.getRule(), offset(most.getSince())));
  }

  private String line(BreachEvent event) {
    StringBuilder line = new StringBuilder();
    line.append(Words.of(event.getKind()).replace('_', '-'))
        .append(" rule=")
        .append(event.getRule());
    String of = event.getSeries().getOperation();
    if (!of.isEmpty()) {
      line.append(" of=").append(of);
    }
    line.append(" level=").append(Words.of(event.getLevel()));
    Rule rule =
        rules.rules().stream()
            .filter(each -> each.id().equals(event.getRule()))
            .findFirst()
            .orElse(null);
    RuleValue value = event.getValue();
    if (rule != null && value != null) {
      line.append(" value=").append(value.getReached() ? "" : ">").append(number(rule, value));
    }
    Long bound = event.getBoundBillionths();
    if (rule != null && bound != null) {
      line.append(" bound=").append(text(rule, bound / 1e9));
    }
    line.append(" window=")
        .append(
            event.getWindowNanos() == 0
                ? "run"
                : Durations.format(Duration.ofNanos(event.getWindowNanos())));
    if (value != null && value.getCount() > 0) {
      line.append(" n=").append(value.getCount());
    }
    return line.append(" since=").append(offset(event.getSince())).toString();
  }

  private static String number(Rule rule, RuleValue value) {
    double quotient = (double) value.getNumerator() / value.getDenominator();
    boolean rate = Words.of(rule.unit()).endsWith("per_second");
    return text(rule, rate ? quotient * 1e9 : quotient);
  }

  private static String text(Rule rule, double value) {
    String text =
        switch (rule.unit()) {
          case SECONDS -> Figures.time(Math.round(value * 1e9));
          case RATIO -> "%.2f%%".formatted(value * 100);
          case PER_SECOND -> Figures.rate(value);
          case BYTES -> Figures.bytes(value);
          case BYTES_PER_SECOND -> Figures.bytes(value) + "/s";
          case COUNT, MEASURED -> "%.3f".formatted(value).replaceFirst("\\.?0+$", "");
        };
    return text.replace(" ", "");
  }

  private String offset(long at) {
    return Figures.offset(Duration.ofNanos(Math.max(0, at - startedAt)));
  }

  private static int count(Map<String, RuleLevel> worst, RuleLevel level) {
    return (int) worst.values().stream().filter(each -> each == level).count();
  }
}
