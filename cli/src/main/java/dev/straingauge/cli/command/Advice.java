package dev.straingauge.cli.command;

import dev.straingauge.cli.failure.Failure;
import dev.straingauge.cli.terminal.Launcher;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Puts what the user gave into a command to try, so that it can be pasted: a part that failed does
 * not know the options.
 */
final class Advice {

  private static final Map<String, String> PLACEHOLDERS =
      new TreeMap<>(Map.of("--kafka", "HOST:PORT", "--s3", "URL", "--bucket", "BUCKET"));

  private Advice() {}

  /** The same failure; options that this command has and nobody gave are left out. */
  static Failure filled(Failure failure, CommandSpec command) {
    return filled(failure, command, Launcher.command());
  }

  /**
   * @param program how this program was called
   */
  static Failure filled(Failure failure, CommandSpec command, String program) {
    return failure
        .advice()
        .map(advice -> failure.advice(filled(advice, command, program)))
        .orElse(failure);
  }

  private static String filled(String advice, CommandSpec command, String program) {
    String filled =
        advice
            .replace("straingauge COMMAND", "straingauge " + command.name())
            .replaceFirst("(^| )straingauge ", "$1" + Matcher.quoteReplacement(program) + " ")
            .replace("; straingauge ", "; " + program + " ");
    for (Map.Entry<String, String> entry : PLACEHOLDERS.entrySet()) {
      OptionSpec option = command.findOption(entry.getKey());
      if (option != null) {
        Object given = option.getValue();
        filled =
            filled.replace(
                " " + entry.getKey() + " " + entry.getValue(),
                given == null ? "" : " " + entry.getKey() + " " + given);
      }
    }
    return filled;
  }
}
