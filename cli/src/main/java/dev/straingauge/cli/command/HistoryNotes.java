package dev.straingauge.cli.command;

import dev.straingauge.archiver.history.Change;
import dev.straingauge.archiver.history.HistoryPoint;
import dev.straingauge.archiver.history.Note;
import dev.straingauge.archiver.history.Notes;
import dev.straingauge.archiver.history.SeriesHistory;
import dev.straingauge.archiver.history.State;
import dev.straingauge.archiver.read.Runs;
import dev.straingauge.archiver.store.Keys;
import dev.straingauge.archiver.store.ObjectAdder;
import dev.straingauge.cli.failure.ErrorId;
import dev.straingauge.cli.failure.Failure;
import dev.straingauge.schemas.config.NearestName;
import dev.straingauge.schemas.run.RunId;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/** What {@code history} and {@code baseline} have in common: their arguments, files and notes. */
final class HistoryNotes {

  private static final long MAX_TABLE_BYTES = 256L * 1024 * 1024;
  private static final int SHOWN = 10;

  private HistoryNotes() {}

  /** Names of all tests that have runs. */
  static List<String> tests(Runs runs) {
    return runs.ids().stream().map(RunId::testName).distinct().sorted().toList();
  }

  /** The text of a table in a file that begins at {@code folder}. */
  static String text(Path folder, Path file) {
    try {
      if (Files.size(folder.resolve(file)) > MAX_TABLE_BYTES) {
        throw unreadable(file, "larger than 256 MiB");
      }
      return Files.readString(folder.resolve(file));
    } catch (NoSuchFileException e) {
      throw unreadable(file, "no such file").cause(e);
    } catch (CharacterCodingException e) {
      throw unreadable(file, "no text in UTF-8").cause(e);
    } catch (IOException e) {
      throw unreadable(file, String.valueOf(e.getMessage())).cause(e);
    }
  }

  /** Adds a note to those of a test; returns where it is. */
  static String append(
      BaseCommand command, StoreOptions store, ObjectAdder adder, String test, Note note) {
    try {
      return new Notes(new Keys(store.prefix)).append(adder, test, note);
    } catch (IllegalArgumentException e) {
      throw command.usage(String.valueOf(e.getMessage()));
    }
  }

  /** Who works here. */
  static String user() {
    return System.getProperty("user.name", "");
  }

  /**
   * The acknowledgements of all changes of a series that {@code id} begins; notes which were seen.
   */
  static List<Note.Acknowledgement> acknowledgements(
      SeriesHistory history,
      String id,
      String until,
      String reason,
      Instant now,
      List<String> seen) {
    return history.changes().stream()
        .filter(change -> change.regression() && change.state().open())
        .peek(change -> seen.add(change.id() + " " + history.series().key().words()))
        .filter(change -> change.id().startsWith(id))
        .map(change -> acknowledgement(history, change, until, reason, now))
        .toList();
  }

  private static Note.Acknowledgement acknowledgement(
      SeriesHistory history, Change change, String until, String reason, Instant now) {
    HistoryPoint first = history.series().points().get(change.place());
    return new Note.Acknowledgement(
        now, user(), change.id(), history.series().key().words(), first.name(), until, reason);
  }

  /** What was noted, in words. */
  static List<String> lines(String test, Note note, String where) {
    String what =
        switch (note) {
          case Note.Acknowledgement each ->
              "%s %s: %s%s"
                  .formatted(
                      each.id(),
                      State.ACKNOWLEDGED,
                      each.series(),
                      each.until().isEmpty() ? "" : " until " + each.until());
          case Note.Exclusion each ->
              "%s %s in histories of %s"
                  .formatted(
                      each.run(), each.excluded() ? "no longer counts" : "counts again", test);
          case Note.Baseline each ->
              each.runs().isEmpty()
                  ? "the baseline of %s follows the rule again".formatted(test)
                  : "baseline of %s: %s".formatted(test, String.join(", ", each.runs()));
        };
    return List.of(what, "  \"" + note.reason() + "\"", "  " + where);
  }

  static Failure unknownTest(Runs runs, String test) {
    List<String> tests = tests(runs);
    return Failure.of(
            ErrorId.RUN_UNKNOWN,
            "find runs of test '%s': none%s".formatted(test, NearestName.hint(test, tests)))
        .facts(
            tests.isEmpty()
                ? List.of("the archive is empty")
                : tests.stream().limit(SHOWN).toList())
        .advice("straingauge list");
  }

  /** No change, or several, begin so. */
  static Failure unknownChange(String id, int fitting, List<String> seen) {
    return Failure.of(
            ErrorId.CHANGE_UNKNOWN,
            "find change '%s': %d open regressions begin so (expected one)".formatted(id, fitting))
        .facts(seen.stream().limit(SHOWN).toList())
        .advice("straingauge history TEST");
  }

  private static Failure unreadable(Path file, String why) {
    return Failure.of(
        ErrorId.TABLE_INVALID, "read table '%s': %s (expected CSV)".formatted(file, why));
  }
}
