package dev.straingauge.cli.terminal;

/** Whether to do what depends on the terminal. */
public enum When {
  /** As the terminal says. */
  AUTO,
  /** In any case. */
  ALWAYS,
  /** Not at all. */
  NEVER
}
