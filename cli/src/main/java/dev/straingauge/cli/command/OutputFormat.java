package dev.straingauge.cli.command;

/** What goes to stdout. */
enum OutputFormat {
  /** For a reader. */
  TABLE,
  /** One document, for a programme. */
  JSON
}
