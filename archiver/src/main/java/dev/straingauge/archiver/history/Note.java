package dev.straingauge.archiver.history;

import java.time.Instant;
import java.util.List;

/** What somebody said about the runs of a test, kept beside them. */
public sealed interface Note {

  /** When it was said. */
  Instant at();

  /** Who said it: the name of the user on that machine. */
  String by();

  /** Why; never empty. */
  String reason();

  /**
   * A change is known.
   *
   * @param id of the change
   * @param series the words of its series
   * @param run first run of the new level
   * @param until a date, a version of the driver, or empty for always
   * @param reason why it is accepted
   */
  record Acknowledgement(
      Instant at, String by, String id, String series, String run, String until, String reason)
      implements Note {}

  /**
   * A run does not count, or counts again.
   *
   * @param run its name
   * @param excluded false takes an earlier exclusion back
   * @param reason why
   */
  record Exclusion(Instant at, String by, String run, boolean excluded, String reason)
      implements Note {}

  /**
   * The runs that others are compared with.
   *
   * @param runs their names; empty: the rule holds again
   * @param reason why
   */
  record Baseline(Instant at, String by, List<String> runs, String reason) implements Note {

    public Baseline {
      runs = List.copyOf(runs);
    }
  }
}
