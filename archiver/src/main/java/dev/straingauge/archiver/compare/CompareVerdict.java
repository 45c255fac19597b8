package dev.straingauge.archiver.compare;

/** What a comparison says, of one metric or of all. The worst first. */
public enum CompareVerdict {
  /** The candidate is worse: significantly, and by the minimum effect at least. */
  REGRESSION("REGRESSION", "✗"),
  /** So few runs that no outcome could be significant. */
  INSUFFICIENT("INSUFFICIENT", "?"),
  /** A part of the durations lies elsewhere, though no percentile says it all. */
  SHAPE_CHANGED("SHAPE CHANGED", "▲"),
  /** The candidate is better, in the same sense. */
  IMPROVEMENT("IMPROVEMENT", "✓"),
  /** Not significant, and the interval is too wide to say that nothing changed. */
  UNCLEAR("UNCLEAR", "~"),
  /** The interval lies within the minimum effect. */
  NO_CHANGE("NO CHANGE", "=");

  private final String word;
  private final String symbol;

  CompareVerdict(String word, String symbol) {
    this.word = word;
    this.symbol = symbol;
  }

  /** As in documents and tables. */
  public String word() {
    return word;
  }

  /** The symbol that stands before the word. */
  public String symbol() {
    return symbol;
  }
}
