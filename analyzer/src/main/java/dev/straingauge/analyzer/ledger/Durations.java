package dev.straingauge.analyzer.ledger;

/** What durations may still be added to a run, so that all its sums fit. */
public interface Durations {

  /** The longest that each of {@code durations} may be. */
  long longest(int durations);

  /** Adds a duration that fits. */
  void charge(long duration);
}
