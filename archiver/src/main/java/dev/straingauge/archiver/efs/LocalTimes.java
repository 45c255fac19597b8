package dev.straingauge.archiver.efs;

import dev.straingauge.archiver.intake.IntakeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.List;

/**
 * The local times of a log as moments. In the hour that a zone has twice, the first pass holds
 * until the log's times go back, then the second; a log that begins in that hour and goes on behind
 * it without going back is in its second pass, and so is one whose report tells the moment. A time
 * that a zone does not have is refused: the log is not of that zone. Times that go back elsewhere
 * are taken as the time before them, and counted.
 *
 * @param nanos per line nanoseconds since 1970-01-01T00:00:00Z, never falling
 * @param notes what a reader should know
 */
record LocalTimes(List<Long> nanos, List<String> notes) {

  /** Lines of several threads may be so much out of order; more is a clock that was put back. */
  private static final Duration JITTER = Duration.ofMinutes(1);

  /**
   * @param where the log, for errors
   * @param stamps local times in the log's order, at least one
   * @param endsInSecond whether something else tells that the end is in the second pass
   * @throws IntakeException if a time does not exist in the zone
   */
  static LocalTimes of(
      String where, List<LocalDateTime> stamps, ZoneId zone, boolean endsInSecond) {
    ZoneRules rules = zone.getRules();
    int back = backInOverlap(stamps, rules);
    boolean second = back < 0 && (endsInSecond || beginsInSecondPass(stamps, rules));
    String told =
        back >= 0 || (second && !endsInSecond)
            ? "the log's order tells which of the two"
            : second ? "its report tells which of the two" : "taken as the first of the two";
    List<Long> nanos = new ArrayList<>(stamps.size());
    long twice = 0;
    long backwards = 0;
    long furthest = 0;
    long before = Long.MIN_VALUE;
    for (int i = 0; i < stamps.size(); i++) {
      List<ZoneOffset> offsets = rules.getValidOffsets(stamps.get(i));
      if (offsets.isEmpty()) {
        throw IntakeException.invalid(
            "read log '%s': the time %s does not exist in zone %s, whose clocks were put forward (expected the zone of the machine that wrote it: --zone)"
                .formatted(where, stamps.get(i), zone));
      }
      boolean later = second || (back >= 0 && i >= back);
      twice += offsets.size() > 1 ? 1 : 0;
      long at = nanos(stamps.get(i), later ? offsets.getLast() : offsets.getFirst());
      if (at < before) {
        backwards++;
        furthest = Math.max(furthest, before - at);
        at = before;
      }
      nanos.add(at);
      before = at;
    }
    return new LocalTimes(nanos, notes(zone, twice, told, backwards, furthest));
  }

  LocalTimes {
    nanos = List.copyOf(nanos);
    notes = List.copyOf(notes);
  }

  private static List<String> notes(
      ZoneId zone, long twice, String told, long backwards, long furthest) {
    List<String> notes = new ArrayList<>();
    if (twice > 0) {
      notes.add("%,d lines are of the hour that %s had twice; %s".formatted(twice, zone, told));
    }
    if (backwards > 0) {
      notes.add(
          "%,d lines are earlier than the line before them, by up to %s: taken as of its time"
              .formatted(backwards, Duration.ofNanos(furthest)));
    }
    return notes;
  }

  /** The first line of the hour that is there twice that is earlier than one of it before. */
  private static int backInOverlap(List<LocalDateTime> stamps, ZoneRules rules) {
    for (int i = 1; i < stamps.size(); i++) {
      if (stamps.get(i).isBefore(stamps.get(i - 1).minus(JITTER))
          && rules.getValidOffsets(stamps.get(i)).size() > 1
          && rules.getValidOffsets(stamps.get(i - 1)).size() > 1) {
        return i;
      }
    }
    return -1;
  }

  private static boolean beginsInSecondPass(List<LocalDateTime> stamps, ZoneRules rules) {
    return rules.getValidOffsets(stamps.getFirst()).size() > 1
        && rules.getValidOffsets(stamps.getLast()).size() == 1;
  }

  private static long nanos(LocalDateTime stamp, ZoneOffset offset) {
    Instant at = stamp.toInstant(offset);
    return Math.addExact(Math.multiplyExact(at.getEpochSecond(), 1_000_000_000L), at.getNano());
  }
}
