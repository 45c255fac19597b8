package dev.straingauge.archiver.efs;

import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;

/**
 * One test in a log: from the line that begins it to the last before the next.
 *
 * @param file where it is
 * @param line number of its first line in the file, from 1
 * @param plannedSeconds how long it was to last
 * @param doubled lines that stand there twice in a row, to the millisecond: taken once
 * @param entries lines that tell something, in the file's order; the first begins the test
 * @param last local time of its last line of any kind
 */
record LogSession(
    Path file,
    int line,
    long plannedSeconds,
    int doubled,
    List<Entry> entries,
    LocalDateTime last) {

  /**
   * A line.
   *
   * @param at local time
   * @param phrase what it tells
   * @param text as it stands there
   */
  record Entry(LocalDateTime at, Phrase phrase, String text) {}

  LogSession {
    entries = List.copyOf(entries);
  }

  /** Local time of its first line. */
  LocalDateTime start() {
    return entries.getFirst().at();
  }
}
