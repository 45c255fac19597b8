package dev.straingauge.archiver.efs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.straingauge.archiver.intake.IntakeException;
import dev.straingauge.schemas.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A report of the framework, of either shape: wrapped ({@code test_name}, {@code system_info},
 * {@code results}) or the bare results.
 *
 * @param file where it is
 * @param bytes its content
 * @param stamp local time in its name, or in it
 * @param written moment that it tells as {@code test_duration}, which is the time of its writing
 * @param test name of the test, as it tells or by what it is about
 * @param results what was counted
 * @param system what it says of the machine; empty in the bare shape
 */
@SuppressWarnings("ArrayRecordComponent") // a carrier, never compared
record Report(
    Path file,
    byte[] bytes,
    LocalDateTime stamp,
    Optional<Instant> written,
    String test,
    ObjectNode results,
    ObjectNode system) {

  static final String ORCHESTRATOR = "efs-orchestrator";
  static final long MOST_BYTES = 16L * 1024 * 1024;

  private static final Pattern STAMP =
      Pattern.compile("([0-9]{8}_[0-9]{6})(?!.*[0-9]{8}_[0-9]{6})");
  private static final Pattern NAME_STAMPS = Pattern.compile("(?:_[0-9]{8}_[0-9]{6})+$");
  private static final List<String> OWN_NAMES =
      List.of("efs_tests", "efs_orchestrator", "efs_chaos");
  private static final List<String> CHAOS =
      List.of("api_flood", "race_conditions", "resource_exhaustion");
  private static final DateTimeFormatter FORMAT =
      DateTimeFormatter.ofPattern("uuuuMMdd_HHmmss", Locale.ROOT)
          .withResolverStyle(ResolverStyle.STRICT);

  /** Values of {@code test_duration} from here on are seconds since 1970. */
  private static final double FIRST_EPOCH = 1e9;

  private static final double LAST_EPOCH = 7e9;

  /**
   * Reads a file; empty when it is JSON of something else.
   *
   * @throws IntakeException if it is too large, no JSON object, or a report without a time
   * @throws IOException if it cannot be read
   */
  static Optional<Report> read(Path file) throws IOException {
    long size = Files.size(file);
    if (size > MOST_BYTES) {
      throw IntakeException.invalid(
          "read report '%s': %,d bytes (expected at most %,d)".formatted(file, size, MOST_BYTES));
    }
    byte[] bytes = Files.readAllBytes(file);
    ObjectNode json;
    try {
      json = Json.readObject(new String(bytes, StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      throw IntakeException.invalid(
          "read report '%s': %s".formatted(file, String.valueOf(e.getMessage())));
    }
    boolean wrapped = json.path("results").isObject() && json.path("test_name").isTextual();
    ObjectNode results = wrapped ? (ObjectNode) json.get("results") : json;
    if (results.path("orchestrator") instanceof ObjectNode inner) {
      results = inner;
    }
    boolean chaos = CHAOS.stream().anyMatch(results::has);
    if (!wrapped && !chaos && !results.path("operations").isObject()) {
      return Optional.empty();
    }
    Optional<Instant> written = written(results);
    return Optional.of(
        new Report(
            file,
            bytes,
            stamp(file, json),
            written,
            test(json, results, chaos),
            results,
            json.path("system_info") instanceof ObjectNode info ? info : Json.object()));
  }

  /** Whether it is about operations, as a log is. */
  boolean ofOperations() {
    return results.path("operations").isObject();
  }

  private static LocalDateTime stamp(Path file, ObjectNode json) {
    for (String text :
        List.of(String.valueOf(file.getFileName()), json.path("timestamp").asText(""))) {
      Matcher matcher = STAMP.matcher(text);
      if (matcher.find()) {
        try {
          LocalDateTime at = LocalDateTime.parse(matcher.group(1), FORMAT);
          if (at.getYear() >= 1971 && at.getYear() < 2200) {
            return at;
          }
        } catch (DateTimeException e) {
          // no time; there may be another
        }
      }
    }
    throw IntakeException.invalid(
        "read report '%s': no time (expected YYYYMMDD_HHMMSS in its name, or as 'timestamp' in it)"
            .formatted(file));
  }

  private static Optional<Instant> written(ObjectNode results) {
    JsonNode duration = results.path("test_duration");
    double seconds = duration.isNumber() ? duration.doubleValue() : 0;
    return seconds >= FIRST_EPOCH && seconds < LAST_EPOCH
        ? Optional.of(Instant.ofEpochMilli(Math.round(seconds * 1000)))
        : Optional.empty();
  }

  private static String test(ObjectNode json, ObjectNode results, boolean chaos) {
    String name = NAME_STAMPS.matcher(json.path("test_name").asText("")).replaceFirst("");
    if (!name.isEmpty() && !OWN_NAMES.contains(name)) {
      return name;
    }
    if (results.path("operations").isObject()) {
      return ORCHESTRATOR;
    }
    return "efs-" + (chaos ? "chaos" : json.path("test_type").asText("tests"));
  }
}
