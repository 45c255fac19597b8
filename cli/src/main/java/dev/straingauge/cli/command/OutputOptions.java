package dev.straingauge.cli.command;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** What becomes of the result. */
final class OutputOptions {

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      description = "What goes to stdout: ${COMPLETION-CANDIDATES} (default: table).")
  OutputFormat output = OutputFormat.TABLE;

  @Option(
      names = "--write",
      paramLabel = "FORMAT=FILE",
      description = "The result into a file as well, for instance json=result.json. Repeatable.")
  List<String> write = new ArrayList<>();
}
