package dev.straingauge.archiver.words;

/** What the numbers of volume phases are of. */
public final class PhaseWords {

  /** Which observations the percentiles are over. */
  public static final String PERCENTILES =
      "percentiles over all that ended or stayed open; an open one counts as long as it was seen";

  private PhaseWords() {}
}
