package dev.straingauge.archiver.history;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;

/** Which changes are known, and until when. All static. */
final class Acknowledgements {

  private Acknowledgements() {}

  /** The change, acknowledged if the newest word about it still holds. */
  static Change applied(
      Series series, Change change, List<Note.Acknowledgement> acknowledgements, Instant now) {
    if (change.state() != State.CONFIRMED && change.state() != State.PROVISIONAL) {
      return change;
    }
    return acknowledgements.reversed().stream()
        .filter(each -> isAbout(series, change, each))
        .findFirst()
        .filter(each -> holds(series, each.until(), now))
        .map(each -> change.acknowledged(each.reason(), each.until()))
        .orElse(change);
  }

  /** By id; or, since excluding a run can move a change, by series and nearly the same run. */
  private static boolean isAbout(Series series, Change change, Note.Acknowledgement each) {
    if (each.id().equals(change.id())) {
      return true;
    }
    if (!each.series().equals(series.key().words())) {
      return false;
    }
    for (int i = 0; i < series.points().size(); i++) {
      if (series.points().get(i).name().equals(each.run())) {
        return Math.abs(i - change.place()) <= HistorySettings.TOLERANCE;
      }
    }
    return false;
  }

  /** A date holds to its end in UTC; a version until a run with it, or a later one, is there. */
  private static boolean holds(Series series, String until, Instant now) {
    if (until.isEmpty()) {
      return true;
    }
    Optional<LocalDate> date = date(until);
    if (date.isPresent()) {
      return now.isBefore(date.get().plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant());
    }
    return series.points().stream()
        .map(HistoryPoint::driverVersion)
        .noneMatch(version -> !version.isEmpty() && Versions.ORDER.compare(version, until) >= 0);
  }

  static Optional<LocalDate> date(String text) {
    try {
      return Optional.of(LocalDate.parse(text));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }
}
