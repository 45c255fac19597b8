package dev.straingauge.schemas.run;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * Identity of a run: {@code <test_name>/<timestamp>}, the Kafka key of all its records and its
 * folder in the archive. The timestamp is UTC {@code YYYYMMDDHHMMSS}. Ordered by test name, then
 * time. Immutable.
 *
 * @param testName letters, digits, {@code _} and {@code -}, 1 to 40 of them, the first and last a
 *     letter or digit
 * @param timestamp 14 digits that are a moment
 */
public record RunId(String testName, String timestamp) implements Comparable<RunId> {

  private static final Pattern TEST_NAME =
      Pattern.compile("[A-Za-z0-9]([A-Za-z0-9_-]{0,38}[A-Za-z0-9])?");
  private static final Pattern TIMESTAMP = Pattern.compile("[0-9]{14}");
  private static final DateTimeFormatter FORMAT =
      DateTimeFormatter.ofPattern("uuuuMMddHHmmss", Locale.ROOT)
          .withResolverStyle(ResolverStyle.STRICT);

  /**
   * @throws IllegalArgumentException if a part is not of its form
   */
  public RunId {
    Objects.requireNonNull(testName, "testName");
    Objects.requireNonNull(timestamp, "timestamp");
    if (!isTestName(testName)) {
      throw new IllegalArgumentException(
          "name a run '%s': no test name (expected %s)".formatted(testName, TEST_NAME.pattern()));
    }
    if (!TIMESTAMP.matcher(timestamp).matches() || !isMoment(timestamp)) {
      throw new IllegalArgumentException(
          "name a run '%s/%s': no timestamp (expected UTC YYYYMMDDHHMMSS)"
              .formatted(testName, timestamp));
    }
  }

  /** Whether {@code name} can be the first part of a run id. */
  public static boolean isTestName(String name) {
    return TEST_NAME.matcher(name).matches();
  }

  /** The run of {@code testName} that begins in the second of {@code at}. */
  public static RunId of(String testName, Instant at) {
    return new RunId(testName, FORMAT.format(at.atOffset(ZoneOffset.UTC)));
  }

  /**
   * Reads {@code test_name/timestamp}.
   *
   * @throws IllegalArgumentException if it is not of that form
   */
  public static RunId parse(String text) {
    int slash = text.indexOf('/');
    if (slash < 0) {
      throw new IllegalArgumentException(
          "read run id '%s': no '/' (expected test_name/YYYYMMDDHHMMSS)".formatted(text));
    }
    return new RunId(text.substring(0, slash), text.substring(slash + 1));
  }

  /** The second that the timestamp names. */
  public Instant at() {
    return LocalDateTime.parse(timestamp, FORMAT).toInstant(ZoneOffset.UTC);
  }

  /** The id that a run takes when this one is taken: one second later. */
  public RunId next() {
    return of(testName, at().plus(1, ChronoUnit.SECONDS));
  }

  /** As a Kubernetes label value, where {@code /} is not allowed. */
  public String labelValue() {
    return testName + "." + timestamp;
  }

  @Override
  public int compareTo(RunId other) {
    int byName = testName.compareTo(other.testName);
    return byName != 0 ? byName : timestamp.compareTo(other.timestamp);
  }

  @Override
  public String toString() {
    return testName + "/" + timestamp;
  }

  private static boolean isMoment(String timestamp) {
    try {
      LocalDateTime.parse(timestamp, FORMAT);
      return true;
    } catch (DateTimeException e) {
      return false;
    }
  }
}
