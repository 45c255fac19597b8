package dev.straingauge.archiver.words;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** What became of a rule, in words. All static and pure. */
final class RuleOutcome {

  /** The worst first. */
  private static final List<String> LEVELS = List.of("critical", "warning", "acceptable");

  private RuleOutcome() {}

  /** At the end, and the worst before where that was worse. */
  static String words(JsonNode rule) {
    String state = rule.path("state").asText();
    JsonNode episodes = rule.path("episodes");
    JsonNode last = episodes.path(episodes.size() - 1);
    String gap =
        rule.path("data").asText().startsWith("missing") && !state.equals("NO DATA")
            ? ", no data for a while"
            : "";
    return switch (state) {
      case "CRITICAL", "WARNING", "ELEVATED" ->
          "%s since %s, open at end%s%s"
              .formatted(state, Cells.offset(last.path("fromSeconds")), before(rule), gap);
      case "CLEARED" ->
          "%s, cleared%s%s"
              .formatted(
                  rule.path("level").asText(),
                  rule.path("breaches").asLong() == 1
                      ? " after "
                          + ThresholdWords.span(
                              last.path("toSeconds").asLong() - last.path("fromSeconds").asLong())
                      : " %s times".formatted(Figures.count(rule.path("breaches").asLong())),
                  gap);
      case "MUTED" -> "MUTED by planned faults";
      case "INSUFFICIENT" -> "INSUFFICIENT, too few in each window";
      case "NO DATA" ->
          rule.path("windows").path("judged").asLong() > 0 ? "NO DATA for a while" : "NO DATA";
      case "OK", "PENDING" -> state + touched(rule);
      default -> state;
    };
  }

  /** The worst level that fired, where what fires at the end is less. */
  private static String before(JsonNode rule) {
    String peak = peak(rule);
    if (peak.equals(rule.path("state").asText())) {
      return "";
    }
    JsonNode episodes = rule.path("episodes");
    for (int i = 0; i < episodes.size() - 1; i++) {
      if (episodes.path(i).path("level").asText().equals(peak)) {
        return ", %s at %s".formatted(peak, Cells.offset(episodes.path(i).path("fromSeconds")));
      }
    }
    return ", %s in between".formatted(peak);
  }

  /** A bound that was exceeded, never for as long as the rule waits. */
  private static String touched(JsonNode rule) {
    JsonNode hold = rule.path("forSeconds");
    if (hold.asLong() > 0) {
      for (String level : LEVELS) {
        if (isBeyond(rule, rule.path("bounds").path(level))) {
          return ", beyond the bound of %s for less than %s"
              .formatted(
                  level.equals("acceptable") ? "elevated" : level,
                  ThresholdWords.span(hold.asLong()));
        }
      }
    }
    return "";
  }

  private static boolean isBeyond(JsonNode rule, JsonNode bound) {
    JsonNode worst = rule.path("worst");
    boolean above = rule.path("direction").asText().equals("above");
    if (!bound.isNumber()) {
      return false;
    }
    if (worst.path("value").isNumber()) {
      int order = worst.path("value").decimalValue().compareTo(bound.decimalValue());
      return above ? order > 0 : order < 0;
    }
    return above
        && worst.path("above").isNumber()
        && worst.path("above").decimalValue().compareTo(bound.decimalValue()) >= 0;
  }

  /** The worst level that fired. */
  static String peak(JsonNode rule) {
    return rule.path("worstLevel").asText(rule.path("level").asText());
  }
}
