package dev.straingauge.cli.summary;

import com.fasterxml.jackson.databind.JsonNode;
import dev.straingauge.archiver.words.ThresholdWords;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Breached rules as workflow commands of GitHub Actions, worst first, each at the file and line of
 * the rule. At most eight: of a kind only ten are shown per step. Pure.
 */
public final class Annotations {

  private static final int MOST = 8;
  private static final Pattern PLACE = Pattern.compile("(.+\\.ya?ml):([0-9]+)");

  private Annotations() {}

  /** One line for each. */
  public static List<String> of(JsonNode document) {
    List<JsonNode> breached =
        ThresholdWords.sorted(document.path("thresholds")).stream()
            .filter(rule -> ThresholdWords.symbol(rule).equals("✗"))
            .toList();
    List<String> lines = new ArrayList<>();
    for (JsonNode rule : breached.subList(0, Math.min(MOST, breached.size()))) {
      lines.add(line(rule));
    }
    if (breached.size() > MOST) {
      lines.add("::error::and %d more rules breached".formatted(breached.size() - MOST));
    }
    return lines;
  }

  private static String line(JsonNode rule) {
    String level = rule.path("worstLevel").asText();
    Matcher place = PLACE.matcher(rule.path("source").asText());
    String where =
        place.matches()
            ? "file=%s,line=%s,".formatted(property(place.group(1)), place.group(2))
            : "";
    return "::%s %stitle=%s::%s"
        .formatted(
            level.equals("CRITICAL") ? "error" : "warning",
            where,
            property(rule.path("rule").asText() + " " + level.toLowerCase(Locale.ROOT)),
            message(
                "%s: %s, %s over %s, at %s"
                    .formatted(
                        ThresholdWords.subject(rule),
                        ThresholdWords.worst(rule),
                        ThresholdWords.bounds(rule),
                        ThresholdWords.window(rule),
                        ThresholdWords.at(rule))));
  }

  private static String message(String text) {
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A");
  }

  private static String property(String text) {
    return message(text).replace(":", "%3A").replace(",", "%2C");
  }
}
