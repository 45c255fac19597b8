package dev.straingauge.archiver.efs;

import dev.straingauge.archiver.intake.IntakeException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads a log of the framework: lines of the form {@code 2025-06-05 20:06:46,343 -
 * tests.orchestrator - INFO - Creating PVC: test-pvc-779d01ad}; others continue the line before
 * them and are passed over. Memory: the lines that tell something. Not thread-safe.
 */
final class LogFile {

  static final long MOST_BYTES = 256L * 1024 * 1024;

  /** Further text of a line is not looked at: a command's output may be in it. */
  private static final int MOST_CHARACTERS = 4096;

  private static final int FIRST_YEAR = 1971;
  private static final int LAST_YEAR = 2200;
  private static final int MOST_ENTRIES = 2_000_000;
  private static final Pattern LINE =
      Pattern.compile(
          "([0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}[,.][0-9]{3}) - \\S{1,200} -"
              + " [A-Z]{1,20} - (.*)");
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss,SSS", Locale.ROOT)
          .withResolverStyle(ResolverStyle.STRICT);

  private final Path file;
  private final List<LogSession> sessions = new ArrayList<>();
  private List<LogSession.Entry> entries = new ArrayList<>();
  private int kept;
  private int line;
  private int begun;
  private long plannedSeconds;
  private @Nullable LocalDateTime last;
  private String before = "";
  private int doubled;

  private LogFile(Path file) {
    this.file = file;
  }

  /**
   * The tests in a log; none when it is not the framework's, or no test began.
   *
   * @throws IntakeException if it is too large or no text
   * @throws IOException if it cannot be read
   */
  static List<LogSession> sessions(Path file) throws IOException {
    long bytes = Files.size(file);
    if (bytes > MOST_BYTES) {
      throw IntakeException.invalid(
          "read log '%s': %,d bytes (expected at most %,d)".formatted(file, bytes, MOST_BYTES));
    }
    LogFile log = new LogFile(file);
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 64 * 1024)) {
      log.read(in);
    }
    log.close();
    return log.sessions;
  }

  private void read(InputStream in) throws IOException {
    byte[] text = new byte[MOST_CHARACTERS];
    int length = 0;
    for (int next = in.read(); next >= 0; next = in.read()) {
      if (next == 0) {
        throw IntakeException.invalid(
            "read log '%s': line %d holds a zero byte (expected text)".formatted(file, line + 1));
      }
      if (next == '\n') {
        line(text, length);
        length = 0;
      } else if (length < text.length) {
        text[length++] = (byte) next;
      }
    }
    line(text, length);
  }

  private void line(byte[] bytes, int length) {
    line++;
    int end = length > 0 && bytes[length - 1] == '\r' ? length - 1 : length;
    Matcher matcher = LINE.matcher(new String(bytes, 0, end, StandardCharsets.UTF_8));
    if (!matcher.matches()) {
      return;
    }
    if (matcher.group().equals(before)) {
      doubled++; // a logger with two handlers writes each line twice
      return;
    }
    before = matcher.group();
    LocalDateTime at = stamp(matcher.group(1));
    Optional<Phrase> phrase = Phrase.of(matcher.group(2).stripTrailing());
    if (phrase.isPresent() && phrase.get().what() == Phrase.What.BEGINS) {
      close();
      doubled = 0;
      begun = line;
      plannedSeconds = Long.parseLong(phrase.get().subject());
    }
    if (begun > 0) {
      last = at;
      phrase.ifPresent(found -> keep(new LogSession.Entry(at, found, matcher.group(2))));
    }
  }

  private void keep(LogSession.Entry entry) {
    if (++kept > MOST_ENTRIES) {
      throw IntakeException.invalid(
          "read log '%s': more than %,d lines that tell something".formatted(file, MOST_ENTRIES));
    }
    entries.add(entry);
  }

  private LocalDateTime stamp(String text) {
    try {
      LocalDateTime at = LocalDateTime.parse(text.replace('.', ','), STAMP);
      if (at.getYear() >= FIRST_YEAR && at.getYear() < LAST_YEAR) {
        return at;
      }
    } catch (DateTimeException e) {
      // told below
    }
    throw IntakeException.invalid(
        "read log '%s': line %d has the time '%s' (expected one of the years %d to %d)"
            .formatted(file, line, text, FIRST_YEAR, LAST_YEAR - 1));
  }

  private void close() {
    LocalDateTime end = last;
    if (!entries.isEmpty() && end != null) {
      sessions.add(new LogSession(file, begun, plannedSeconds, doubled, entries, end));
    }
    entries = new ArrayList<>();
  }
}
