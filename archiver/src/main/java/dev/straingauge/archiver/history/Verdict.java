package dev.straingauge.archiver.history;

import java.util.List;

/**
 * What a history says as a whole.
 *
 * @param word PASS, FAIL, UNDECIDED
 * @param reason in words
 * @param exitCode 0 or 3
 */
public record Verdict(String word, String reason, int exitCode) {

  private static final int NEGATIVE = 3;

  /** From which state on an open regression fails. */
  public enum FailOn {
    /** Confirmed and not acknowledged. */
    CONFIRMED,
    /** The same, and provisional ones. */
    PROVISIONAL,
    /** None does. */
    NEVER
  }

  /**
   * The verdict. Without a series that has runs enough nothing is known.
   *
   * @param insufficientOk whether that passes for the exit code
   */
  public static Verdict of(List<SeriesHistory> histories, FailOn failOn, boolean insufficientOk) {
    long confirmed = HistoryJson.count(histories, State.CONFIRMED, true);
    long provisional = HistoryJson.count(histories, State.PROVISIONAL, true);
    long failing =
        switch (failOn) {
          case CONFIRMED -> confirmed;
          case PROVISIONAL -> confirmed + provisional;
          case NEVER -> 0;
        };
    String reason =
        "%s confirmed regression%s, %s provisional, %s acknowledged"
            .formatted(
                confirmed,
                confirmed == 1 ? "" : "s",
                provisional,
                HistoryJson.count(histories, State.ACKNOWLEDGED, true));
    if (failing > 0) {
      return new Verdict("FAIL", reason, NEGATIVE);
    }
    if (histories.stream().allMatch(SeriesHistory::insufficient)) {
      return new Verdict(
          "UNDECIDED",
          "insufficient: no series has %s runs (expected at least so many)"
              .formatted(HistorySettings.leastRuns()),
          insufficientOk ? 0 : NEGATIVE);
    }
    return new Verdict("PASS", reason, 0);
  }
}
