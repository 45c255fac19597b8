package dev.straingauge.cli.command;

import dev.straingauge.cli.logging.LogFormat;
import dev.straingauge.cli.terminal.When;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Options that every command has. */
final class LogOptions {

  static final String DATA = ".straingauge";

  @Option(
      names = {"-q", "--quiet"},
      description = "No start-up lines, no progress, no warnings; errors and the result stay.")
  boolean quiet;

  @Option(
      names = {"-v", "--verbose"},
      description = "Log records of our own on stderr, and stack traces.")
  boolean verbose;

  @Option(
      names = "--log-format",
      paramLabel = "FORMAT",
      description = "Form of log records: ${COMPLETION-CANDIDATES} (default: text).")
  LogFormat format = LogFormat.TEXT;

  @Option(
      names = "--color",
      paramLabel = "WHEN",
      description = "Colour: ${COMPLETION-CANDIDATES} (default: auto).")
  When color = When.AUTO;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "Folder of the embedded Kafka and S3 and of the log file (default: .straingauge).")
  Path data = Path.of(DATA);
}
