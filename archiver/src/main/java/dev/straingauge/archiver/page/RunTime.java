package dev.straingauge.archiver.page;

import dev.straingauge.archiver.words.Figures;
import dev.straingauge.event.Summary;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The time of a run as the axis of its charts, in columns of a round width. Nanoseconds since 1970
 * and since the start of the run.
 *
 * @param start of the run, since 1970
 * @param length of the run, positive
 * @param columnNanos width of a column
 */
record RunTime(long start, long length, long columnNanos) {

  /** Columns at most. */
  static final int MOST_COLUMNS = 240;

  private static final long SECOND = 1_000_000_000L;
  private static final int[] ROUND_SECONDS = {
    1, 2, 5, 10, 15, 20, 30, 60, 120, 300, 600, 900, 1200, 1800, 3600, 7200, 14400, 21600, 43200,
    86400
  };
  private static final int MOST_TICKS = 10;

  static RunTime of(Summary summary) {
    long length = Math.max(SECOND, summary.getEndedAt() - summary.getStartedAt());
    return new RunTime(
        summary.getStartedAt(), length, round(Math.ceilDiv(length, MOST_COLUMNS)) * SECOND);
  }

  /** The next round number of seconds. */
  private static long round(long nanos) {
    for (int seconds : ROUND_SECONDS) {
      if (seconds * SECOND >= nanos) {
        return seconds;
      }
    }
    return Math.ceilDiv(nanos, 86_400 * SECOND) * 86_400;
  }

  int columns() {
    return Math.toIntExact(Math.ceilDiv(length, columnNanos));
  }

  /** The column of a time, or −1 outside the run. */
  int columnOf(long time) {
    long since = time - start;
    return since < 0 || since > length ? -1 : (int) Math.min(since / columnNanos, columns() - 1L);
  }

  /** Coordinates of the time since the start. */
  Scale.Linear scale(double from, double to) {
    return new Scale.Linear(0, length, from, to);
  }

  /** Round times since the start. */
  List<Scale.Tick> ticks() {
    long step = round(Math.ceilDiv(length, MOST_TICKS)) * SECOND;
    List<Scale.Tick> ticks = new ArrayList<>();
    for (long at = 0; at <= length; at += step) {
      ticks.add(new Scale.Tick(at, offset(at)));
    }
    return ticks;
  }

  /** {@code 05:21}. */
  static String offset(long sinceStart) {
    return Figures.offset(Duration.ofNanos(sinceStart));
  }

  /** {@code 15 s}. */
  static String width(long nanos) {
    return Figures.time(nanos).replace(".0 ", " ");
  }
}
