package dev.straingauge.archiver.words;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.StringJoiner;

/**
 * The thresholds of a run in words: the breached ones first, then by their distance to the bound.
 * All static and pure.
 */
public final class ThresholdWords {

  private static final List<String> LEVELS = List.of("critical", "warning", "acceptable");

  private ThresholdWords() {}

  /** Breached, elevated, unknown, good. */
  public static List<JsonNode> sorted(JsonNode thresholds) {
    List<JsonNode> rules = new ArrayList<>();
    thresholds.forEach(rules::add);
    rules.sort(
        Comparator.comparingInt(ThresholdWords::group)
            .thenComparing(Comparator.comparingDouble(ThresholdWords::distance).reversed())
            .thenComparing(rule -> rule.path("rule").asText())
            .thenComparing(rule -> rule.path("of").asText()));
    return rules;
  }

  /** The symbol of the worst that became of a rule, whatever it said at the end. */
  public static String symbol(JsonNode rule) {
    return switch (rule.path("state").asText()) {
      case "CRITICAL", "WARNING", "ELEVATED", "CLEARED" ->
          RuleOutcome.peak(rule).equals("ELEVATED") ? "▲" : "✗";
      case "OK", "PENDING" -> "✓";
      default -> "?";
    };
  }

  /** What it looks at, in words: {@code attach_pod response p99}. */
  public static String subject(JsonNode rule) {
    String of = rule.path("of").asText();
    String metric = rule.path("metric").asText();
    String statistic = rule.path("statistic").asText();
    StringJoiner labels = new StringJoiner(",", "{", "}").setEmptyValue("");
    rule.path("labels")
        .properties()
        .forEach(label -> labels.add(label.getKey() + "=" + label.getValue().asText()));
    String number =
        switch (statistic) {
          case "ratio" ->
              metric
                  + (metric.equals("started") || metric.equals("skipped")
                      ? " ÷ planned"
                      : " ÷ ended");
          case "rate" -> metric + " per second";
          case "count" -> metric + ", count";
          default -> metric.equals("value") ? statistic : metric + " " + statistic;
        };
    String measure = rule.path("measure").asText();
    String whose = measure.equals("io") ? "I/O " + of : of.equals("all") ? "all operations" : of;
    return whose + labels + " " + number.replace('_', ' ');
  }

  /** {@code 5 min}, {@code run}. */
  public static String window(JsonNode rule) {
    JsonNode seconds = rule.path("windowSeconds");
    return seconds.isNumber() ? span(seconds.asLong()) : rule.path("windowReason").asText();
  }

  /** {@code ok < 1.0 % warn > 2.0 % crit > 5.0 %}. */
  public static String bounds(JsonNode rule) {
    boolean above = rule.path("direction").asText().equals("above");
    StringJoiner text = new StringJoiner(" ");
    JsonNode bounds = rule.path("bounds");
    for (String level : List.of("acceptable", "warning", "critical")) {
      if (bounds.has(level)) {
        String word =
            switch (level) {
              case "acceptable" -> above ? "ok < " : "ok > ";
              case "warning" -> above ? "warn > " : "warn < ";
              default -> above ? "crit > " : "crit < ";
            };
        text.add(word + value(rule, bounds.path(level)));
      }
    }
    return text.toString();
  }

  /** {@code > 60.0 s n=2,412}. */
  public static String worst(JsonNode rule) {
    JsonNode worst = rule.path("worst");
    String n = worst.path("n").asLong() == 0 ? "" : " n=" + Figures.count(worst.path("n").asLong());
    if (worst.path("value").isNumber()) {
      return value(rule, worst.path("value")) + n;
    }
    return worst.path("above").isNumber()
        ? "> " + value(rule, worst.path("above")) + n
        : worst.path("reason").asText("no data");
  }

  /** What became of it, in words, and whether it was required where nothing is known. */
  public static String state(JsonNode rule) {
    return outcome(rule)
        + (isUnknown(rule) && rule.path("required").asText().equals("no") ? " (not required)" : "");
  }

  /** What became of it, in words: at the end, and the worst before where that was worse. */
  public static String outcome(JsonNode rule) {
    return RuleOutcome.words(rule);
  }

  /** How many rules left out windows that planned faults reach into; empty if none did. */
  public static Optional<String> muted(JsonNode thresholds) {
    long muted = 0;
    for (JsonNode rule : thresholds) {
      muted += mutedWindows(rule) > 0 ? 1 : 0;
    }
    return muted == 0
        ? Optional.empty()
        : Optional.of(
            "planned faults: their windows are not judged by %s (faults: judge does)"
                .formatted(Figures.count(muted, "rule")));
  }

  /** Windows that a rule left out since planned faults reach into them. */
  public static long mutedWindows(JsonNode rule) {
    return rule.path("windows").path("muted").asLong();
  }

  /** A number in the rule's unit. */
  public static String value(JsonNode rule, JsonNode number) {
    double value = number.asDouble();
    return switch (rule.path("unit").asText()) {
      case "seconds" -> Figures.time(Cells.nanos(number));
      case "ratio" -> ratio(value);
      case "per_second" -> Figures.rate(value);
      case "bytes_per_second" -> Figures.bytes(value) + "/s";
      case "bytes" -> Figures.bytes(value);
      default -> number.decimalValue().stripTrailingZeros().toPlainString();
    };
  }

  /** Two decimals where one would hide what lies beside a bound of some percent. */
  private static String ratio(double value) {
    return String.format(Locale.ROOT, "%.2f %%", value * 100);
  }

  /** When the worst value was found, as an offset from the start. */
  public static String at(JsonNode rule) {
    JsonNode offset = rule.path("worst").path("offsetSeconds");
    return offset.isNumber() ? Cells.offset(offset) : "–";
  }

  private static boolean isUnknown(JsonNode rule) {
    return symbol(rule).equals("?");
  }

  private static int group(JsonNode rule) {
    return switch (symbol(rule)) {
      case "✗" -> RuleOutcome.peak(rule).equals("CRITICAL") ? 0 : 1;
      case "▲" -> 2;
      case "?" -> 3;
      default -> 4;
    };
  }

  /** Worst value ÷ bound, or its inverse where small values are bad: beyond 1 is breached. */
  private static double distance(JsonNode rule) {
    JsonNode worst = rule.path("worst");
    JsonNode found = worst.path("value").isNumber() ? worst.path("value") : worst.path("above");
    for (String level : LEVELS) {
      JsonNode bound = rule.path("bounds").path(level);
      if (bound.isNumber() && found.isNumber()) {
        double ratio = found.asDouble() / Math.max(bound.asDouble(), Double.MIN_NORMAL);
        return rule.path("direction").asText().equals("above") ? ratio : -ratio;
      }
    }
    return 0;
  }

  /** {@code 45 s}, {@code 5 min}, {@code 1 min 20 s}. */
  public static String span(long seconds) {
    Duration span = Duration.ofSeconds(seconds);
    if (seconds < 60) {
      return seconds + " s";
    }
    return span.toSecondsPart() == 0
        ? span.toMinutes() + " min"
        : "%s min %s s".formatted(span.toMinutes(), span.toSecondsPart());
  }
}
