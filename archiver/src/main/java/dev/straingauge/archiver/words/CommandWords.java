package dev.straingauge.archiver.words;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;

/** Parts of a command that gives a document again: only what differs from the default. */
public final class CommandWords {

  private CommandWords() {}

  /** A word that a shell takes for itself. */
  public static String word(String text) {
    return text.matches("[A-Za-z0-9._/@+,=:~-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
  }

  /** The metrics that were asked for. */
  public static void metrics(StringBuilder command, JsonNode metrics) {
    metrics.forEach(metric -> command.append(" --metric ").append(word(metric.asText())));
  }

  /** An option that is a word. */
  public static void option(StringBuilder command, String name, JsonNode value, String usual) {
    if (!value.isMissingNode() && !value.asText().equals(usual)) {
      command.append(' ').append(name).append(' ').append(word(value.asText()));
    }
  }

  /** An option that is a number. */
  public static void option(StringBuilder command, String name, JsonNode value, double usual) {
    if (value.isNumber() && value.doubleValue() != usual) {
      command.append(' ').append(name).append(' ').append(plain(value.doubleValue()));
    }
  }

  /** The smallest effect that counts, as percent: as a share it must be below 1. */
  public static void minEffect(StringBuilder command, JsonNode value, double usual) {
    if (value.isNumber() && value.doubleValue() != usual) {
      BigDecimal percent = new BigDecimal(plain(value.doubleValue())).movePointRight(2);
      command
          .append(" --min-effect ")
          .append(percent.stripTrailingZeros().toPlainString())
          .append('%');
    }
  }

  private static String plain(double number) {
    return BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
  }
}
