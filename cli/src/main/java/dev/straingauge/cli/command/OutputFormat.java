package dev.straingauge.cli.command;

/** What goes to stdout. */
enum OutputFormat {
  /** For a reader. */
  TABLE,
  /** One document, for a programme. */
  JSON,
  /** For a comment, or the summary of a CI step; where there is a verdict. */
  MARKDOWN,
  /** For a CI system that reads test results; where there is a verdict. */
  JUNIT
}
