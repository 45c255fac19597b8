package dev.straingauge.archiver.history;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.util.Locale;
import java.util.Optional;

/** Times as tables have them. All static. */
final class TableTimes {

  /** What is understood, for messages. */
  static final String EXPECTED =
      "a time like 2026-11-21T07:45:12Z, 2026-11-21 07:45:12 +0100, 2026-11-21, or seconds or"
          + " milliseconds since 1970";

  /** Seconds since 1970 have fewer digits until the year 5138. */
  private static final long MILLISECONDS_FROM = 100_000_000_000L;

  private static final DateTimeFormatter ANY =
      new DateTimeFormatterBuilder()
          .appendPattern("[uuuu-MM-dd][uuuu.MM.dd][uuuu/MM/dd]")
          .optionalStart()
          .appendPattern("['T'][' ']H:mm[:ss]")
          .optionalStart()
          .appendFraction(ChronoField.NANO_OF_SECOND, 1, 9, true)
          .optionalEnd()
          .optionalEnd()
          .appendPattern("[ ][XXX][XX][X]")
          .toFormatter(Locale.ROOT);

  private TableTimes() {}

  /** The time; without an offset it is UTC. Empty for what is none. */
  static Optional<Instant> parse(String text) {
    try {
      if (text.matches("[0-9]{1,15}(\\.[0-9]{1,9})?")) {
        double number = Double.parseDouble(text);
        return Optional.of(
            Instant.ofEpochMilli(
                Math.round(number >= MILLISECONDS_FROM ? number : number * 1_000)));
      }
      TemporalAccessor parsed =
          ANY.parseBest(text, OffsetDateTime::from, LocalDateTime::from, LocalDate::from);
      return Optional.of(
          switch (parsed) {
            case OffsetDateTime at -> at.toInstant();
            case LocalDateTime at -> at.toInstant(ZoneOffset.UTC);
            default -> LocalDate.from(parsed).atStartOfDay().toInstant(ZoneOffset.UTC);
          });
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
