package dev.straingauge.cli.logging;

/** How a log record is written. */
public enum LogFormat {
  /** One line of words. */
  TEXT,
  /** One JSON object. */
  JSON
}
