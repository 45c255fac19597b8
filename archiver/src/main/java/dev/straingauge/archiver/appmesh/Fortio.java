package dev.straingauge.archiver.appmesh;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.straingauge.archiver.intake.IntakeException;
import dev.straingauge.event.Label;
import dev.straingauge.event.Measurement;
import dev.straingauge.schemas.json.Json;
import dev.straingauge.schemas.run.RunId;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A result of Fortio. It has no single request, only a histogram; its requests become one interval
 * of I/O. Within a bucket they are taken as evenly spread, as Fortio itself does for its
 * percentiles, with the exact smallest and largest.
 */
final class Fortio {

  /** Fortio itself has some 50. */
  private static final int MOST_BUCKETS = 1_000;

  private static final int MOST_STEPS = 64;
  private static final long FIRST = 31_536_000L; // 1971
  private static final long LAST = 7_258_118_400L; // 2200
  private static final double LONGEST_SECONDS = 302_400;
  private static final long MOST_REQUESTS = 1_000_000_000_000L;

  private final String what;
  private final ObjectNode json;

  /**
   * Requests that took equally long.
   *
   * @param nanos how long
   * @param count how many
   */
  record Times(long nanos, long count) {}

  private Fortio(String what, ObjectNode json) {
    this.what = what;
    this.json = json;
  }

  /**
   * Reads one.
   *
   * @param what where it is, for errors
   * @throws IntakeException if it is no JSON object with a DurationHistogram
   */
  static Fortio read(String what, String text) {
    ObjectNode json;
    try {
      json = Json.readObject(text);
    } catch (IllegalArgumentException e) {
      throw IntakeException.invalid(
          "read Fortio's result '%s': %s".formatted(what, String.valueOf(e.getMessage())));
    }
    Fortio fortio = new Fortio(what, json);
    if (!json.path("DurationHistogram").isObject()) {
      throw fortio.broken("no DurationHistogram", "a result of Fortio");
    }
    return fortio;
  }

  /** When the load began; empty when it does not say. */
  Optional<Instant> start() {
    String text = json.path("StartTime").asText("");
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      Instant at = OffsetDateTime.parse(text).toInstant();
      if (at.getEpochSecond() >= FIRST && at.getEpochSecond() < LAST) {
        return Optional.of(at);
      }
    } catch (DateTimeException e) {
      // told below
    }
    throw broken("StartTime '%.60s'".formatted(text), "a moment with its zone, up to 2200");
  }

  /** The run of Straingauge that was exported so; empty for a result of Fortio itself. */
  Optional<RunId> exported() {
    if (!json.path("RunType").asText("").startsWith(FortioResult.RUN_TYPE)) {
      return Optional.empty();
    }
    try {
      RunId run = RunId.parse(json.path("Labels").asText(""));
      long second = run.at().getEpochSecond();
      return second >= FIRST && second < LAST ? Optional.of(run) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // not as the export writes it
    }
  }

  /** How long it lasted. */
  long durationNanos() {
    double nanos = json.path("ActualDuration").asDouble(0);
    if (!(nanos >= 0 && nanos <= LONGEST_SECONDS * 1e9)) {
      throw broken("ActualDuration %s".formatted(nanos), "nanoseconds, up to 84 h");
    }
    return (long) nanos;
  }

  String url() {
    String url = json.path("URL").asText("");
    return url.substring(0, Math.min(url.length(), 200));
  }

  /** What it was asked for, as it writes it: {@code 30s}. */
  String requestedDuration() {
    return json.path("RequestedDuration").asText("");
  }

  /** All requests, those that failed too. */
  long requests() {
    return count(json.path("DurationHistogram").path("Count"));
  }

  /** Bytes of all answers, where none failed; else 0: their sum is not told apart. */
  long bytes() {
    double sum = json.path("Sizes").path("Sum").asDouble(0);
    return errors().orElse(1L) == 0 && sum >= 0 && sum < 1e18 ? (long) sum : 0;
  }

  /**
   * Requests that failed: by its histogram of errors, else by the codes; empty when it tells
   * neither.
   */
  Optional<Long> errors() {
    JsonNode histogram = json.path("ErrorsDurationHistogram");
    if (histogram.isObject()) {
      return Optional.of(count(histogram.path("Count")));
    }
    JsonNode codes = json.path("RetCodes");
    if (!codes.isObject()) {
      return Optional.empty();
    }
    long good = 0;
    for (var code : codes.properties()) {
      good += isGood(code.getKey()) ? count(code.getValue()) : 0;
    }
    return Optional.of(Math.max(0, requests() - good));
  }

  /**
   * Times of the requests that succeeded; empty when those of failed ones cannot be told apart, or
   * the buckets are not there.
   */
  Optional<List<Times>> succeeded() {
    List<Bucket> buckets = buckets(json.path("DurationHistogram"));
    if (buckets.stream().mapToLong(Bucket::count).sum() != requests() || errors().isEmpty()) {
      return Optional.empty();
    }
    if (errors().get() > 0) {
      Optional<List<Bucket>> rest =
          without(buckets, buckets(json.path("ErrorsDurationHistogram")), errors().get());
      if (rest.isEmpty()) {
        return Optional.empty();
      }
      buckets = rest.get();
    }
    List<Times> times = new ArrayList<>();
    for (int i = 0; i < buckets.size(); i++) {
      spread(times, buckets.get(i), i == 0, i == buckets.size() - 1);
    }
    return Optional.of(times);
  }

  /** The numbers that it gives itself, as values at its end. */
  List<Measurement> numbers(long at) {
    List<Measurement> numbers = new ArrayList<>();
    add(numbers, "fortio_actual_qps", List.of(), json.path("ActualQPS"), at, "1/s");
    add(numbers, "fortio_threads", List.of(), json.path("NumThreads"), at, "");
    JsonNode histogram = json.path("DurationHistogram");
    for (String each : List.of("Min", "Max", "Avg", "StdDev")) {
      String series = "fortio_duration_" + each.toLowerCase(Locale.ROOT);
      add(numbers, series, List.of(), histogram.path(each), at, "s");
    }
    for (JsonNode percentile : histogram.path("Percentiles")) {
      Label which = new Label("percentile", percentile.path("Percentile").asText(""));
      add(numbers, "fortio_duration", List.of(which), percentile.path("Value"), at, "s");
    }
    for (var code : json.path("RetCodes").properties()) {
      Label which = new Label("code", code.getKey());
      add(numbers, "fortio_return_codes", List.of(which), code.getValue(), at, "");
    }
    return numbers;
  }

  private record Bucket(double start, double end, long count) {}

  private List<Bucket> buckets(JsonNode histogram) {
    List<Bucket> buckets = new ArrayList<>();
    if (histogram.path("Data").size() > MOST_BUCKETS) {
      throw broken(
          "a histogram of %,d buckets".formatted(histogram.path("Data").size()),
          "at most %,d".formatted(MOST_BUCKETS));
    }
    for (JsonNode each : histogram.path("Data")) {
      double start = each.path("Start").asDouble(-1);
      double end = each.path("End").asDouble(-1);
      if (!(start >= 0 && start <= end && end <= LONGEST_SECONDS)) {
        throw broken("a bucket from %s to %s s".formatted(start, end), "0 to 84 h, rising");
      }
      buckets.add(new Bucket(start, end, count(each.path("Count"))));
    }
    return buckets;
  }

  /** The buckets less those of errors; both have the same grid, their outer ends aside. */
  private static Optional<List<Bucket>> without(
      List<Bucket> all, List<Bucket> failed, long errors) {
    if (failed.stream().mapToLong(Bucket::count).sum() != errors) {
      return Optional.empty();
    }
    List<Bucket> rest = new ArrayList<>(all);
    for (Bucket less : failed) {
      double middle = (less.start + less.end) / 2;
      boolean taken = false;
      for (int i = 0; i < rest.size() && !taken; i++) {
        Bucket bucket = rest.get(i);
        if (bucket.start <= middle && middle <= bucket.end && bucket.count >= less.count) {
          rest.set(i, new Bucket(bucket.start, bucket.end, bucket.count - less.count));
          taken = true;
        }
      }
      if (!taken) {
        return Optional.empty();
      }
    }
    rest.removeIf(bucket -> bucket.count == 0);
    return Optional.of(rest);
  }

  private static void spread(List<Times> to, Bucket bucket, boolean first, boolean last) {
    long left = bucket.count;
    if (first && left > 0) {
      to.add(new Times(nanos(bucket.start), 1));
      left--;
    }
    if (last && left > 0) {
      to.add(new Times(nanos(bucket.end), 1));
      left--;
    }
    int steps = (int) Math.min(MOST_STEPS, left);
    for (int i = 0; i < steps; i++) {
      long times = left / steps + (i < left % steps ? 1 : 0);
      double at = bucket.start + (bucket.end - bucket.start) * (i + 0.5) / steps;
      to.add(new Times(nanos(at), times));
    }
  }

  private static long nanos(double seconds) {
    return Math.round(seconds * 1e9);
  }

  /** Of HTTP, of gRPC, or of an export of ours. */
  private static boolean isGood(String code) {
    return code.startsWith("2")
        || code.equals("SERVING")
        || code.equals("OK")
        || code.equals(FortioResult.SUCCEEDED);
  }

  private long count(JsonNode node) {
    if (!node.isIntegralNumber()
        || !node.canConvertToLong()
        || node.longValue() < 0
        || node.longValue() > MOST_REQUESTS) {
      throw broken("a count of %.60s".formatted(node), "a whole number, up to 10^12");
    }
    return node.longValue();
  }

  private static void add(
      List<Measurement> to,
      String series,
      List<Label> labels,
      JsonNode value,
      long at,
      String unit) {
    if (value.isNumber() && Math.abs(value.doubleValue()) <= 1e18) {
      to.add(new Measurement(series, labels, at, value.doubleValue(), unit));
    }
  }

  IntakeException broken(String found, String expected) {
    return IntakeException.invalid(
        "read Fortio's result '%s': %s (expected %s)".formatted(what, found, expected));
  }
}
