package dev.straingauge.analyzer.fold;

/** What became of a record (contract I4). */
public enum Fate {
  /** It was folded. */
  ACCEPTED("accepted", false),
  /** It was folded into the totals, but its pane was closed (contract I7). */
  LATE("late", true),
  /** It came before: counted and ignored. */
  DUPLICATE("duplicate", false),
  /** Its writer has a newer incarnation. */
  ZOMBIE("zombie", true),
  /** Its time goes back, or leaps ahead by more than a day. */
  CLOCK("clock", true),
  /** It is no event, or one that contradicts itself. */
  MALFORMED("malformed", true),
  /** A second claim of the run. */
  RUN_TAKEN("run_taken", true),
  /** No run of its key is open. */
  NO_RUN("no_run", true),
  /** Its run is over. */
  AFTER_CLOSE("after_close", true);

  private final String cause;
  private final boolean deadLetter;

  Fate(String cause, boolean deadLetter) {
    this.cause = cause;
    this.deadLetter = deadLetter;
  }

  /** The word for it in dead letters and summaries. */
  public String cause() {
    return cause;
  }

  /** Whether a copy of the record goes to dead-letters. */
  public boolean isDeadLetter() {
    return deadLetter;
  }
}
