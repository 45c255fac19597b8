package dev.straingauge.cli.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.straingauge.archiver.words.Figures;
import dev.straingauge.cli.summary.Grid;
import dev.straingauge.schemas.config.Durations;
import dev.straingauge.schemas.config.Rule;
import dev.straingauge.schemas.config.Sizes;
import dev.straingauge.schemas.config.Statistics;
import dev.straingauge.schemas.config.Words;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.StringJoiner;

/** Thresholds in words. */
final class RuleWords {

  private RuleWords() {}

  /** A row for each. */
  static List<String> table(List<Rule> rules, int width) {
    Grid grid =
        new Grid("RULES", "<of", "<number", "<window", "<levels", "for", "samples", "<from");
    for (Rule rule : rules) {
      grid.row(
          rule.id(),
          subject(rule),
          Words.of(rule.metric()) + " " + Statistics.word(rule.statistic()),
          rule.window().isZero() ? "run" : Durations.format(rule.window()),
          levels(rule),
          rule.hold().isZero() ? "at once" : Durations.format(rule.hold()),
          Figures.count(rule.minSamples()),
          rule.source());
    }
    return grid.fitting(width);
  }

  /** Id and source of each. */
  static void json(List<Rule> rules, ArrayNode into) {
    rules.forEach(rule -> into.addObject().put("rule", rule.id()).put("source", rule.source()));
  }

  private static String subject(Rule rule) {
    Rule.Subject subject = rule.subject();
    String names =
        subject.names().isEmpty()
            ? subject.each() ? "each" : "all"
            : String.join(", ", subject.names());
    return subject.measure() == Rule.Measure.OPERATION
        ? names
        : Words.of(subject.measure()) + " " + names;
  }

  private static String levels(Rule rule) {
    StringJoiner text = new StringJoiner(", ");
    for (Rule.Level level : Rule.Level.values()) {
      rule.bounds()
          .of(level)
          .ifPresent(
              bound ->
                  text.add(
                      "%s %s %s"
                          .formatted(
                              Words.of(level),
                              rule.bounds().above() ? ">" : "<",
                              value(rule, bound.billionths()))));
    }
    return text.toString();
  }

  private static String value(Rule rule, long billionths) {
    BigDecimal number = BigDecimal.valueOf(billionths, 9).stripTrailingZeros();
    return switch (rule.unit()) {
      case SECONDS -> Durations.format(Duration.ofNanos(billionths));
      case RATIO -> number.scaleByPowerOfTen(2).toPlainString() + "%";
      case PER_SECOND -> number.toPlainString() + "/s";
      case BYTES_PER_SECOND -> Sizes.format(number.longValue()) + "/s";
      case BYTES -> Sizes.format(number.longValue());
      case COUNT, MEASURED -> number.toPlainString();
    };
  }
}
