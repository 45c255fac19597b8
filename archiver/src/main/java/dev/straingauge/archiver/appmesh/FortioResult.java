package dev.straingauge.archiver.appmesh;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.straingauge.event.Slice;
import dev.straingauge.event.Summary;
import dev.straingauge.schemas.json.Json;
import dev.straingauge.schemas.sketch.Buckets;
import dev.straingauge.schemas.sketch.LatencySketch;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

/**
 * What a run did, as a result of Fortio: durations are seconds, those of what succeeded; what
 * failed, timed out or never ended is among the return codes. Not thread-safe.
 */
final class FortioResult {

  /** The return code of what succeeded. */
  static final String SUCCEEDED = "succeeded";

  /**
   * How the type of such a result begins; Fortio's own are {@code HTTP}, {@code GRPC} and so on.
   */
  static final String RUN_TYPE = "Straingauge ";

  private static final double[] PERCENTILES = {50, 75, 90, 99, 99.9};

  private final String measure;
  private final List<String> leftOut;
  private final LatencySketch times = new LatencySketch();
  private long started;
  private long succeeded;
  private long failed;
  private long timedOut;
  private double squares;

  /**
   * @param measure of the series that count: {@code operation} or {@code io}
   * @param leftOut kinds of operation that do not
   */
  FortioResult(String measure, List<String> leftOut) {
    this.measure = measure;
    this.leftOut = List.copyOf(leftOut);
  }

  void add(Slice slice) {
    if (slice.getSeries().getMeasure().equals(measure)
        && !leftOut.contains(slice.getSeries().getOperation())) {
      started += slice.getStarted();
      succeeded += slice.getSucceeded();
      failed += slice.getFailed();
      timedOut += slice.getTimedOut();
      byte[] sketch = (measure.equals("io") ? slice.getService() : slice.getResponse()).array();
      times.merge(LatencySketch.fromBytes(sketch));
    }
  }

  boolean isEmpty() {
    return started + succeeded + failed + timedOut == 0;
  }

  /** The document. */
  byte[] document(String run, Summary summary) {
    double seconds = (summary.getEndedAt() - summary.getStartedAt()) / 1e9;
    ObjectNode json = Json.object();
    json.put("RunType", RUN_TYPE + measure);
    json.put("Labels", run);
    json.put("StartTime", at(summary.getStartedAt()).toString());
    json.put("RequestedQPS", "");
    json.put("RequestedDuration", summary.getPlannedNanos() / 1_000_000_000L + "s");
    long ended = succeeded + failed + timedOut;
    if (seconds > 0) {
      json.put("ActualQPS", ended / seconds);
    } else {
      json.putNull("ActualQPS");
    }
    json.put("ActualDuration", summary.getEndedAt() - summary.getStartedAt());
    json.put("Version", "straingauge " + summary.getStraingaugeVersion());
    json.set("DurationHistogram", histogram());
    ObjectNode codes = json.putObject("RetCodes");
    codes.put(SUCCEEDED, succeeded);
    codes.put("failed", failed);
    codes.put("timed out", timedOut);
    if (started > 0) {
      codes.put("open", Math.max(0, started - ended));
    }
    return bytes(json);
  }

  /** The configuration that such a test would have; what a run does not have is left out. */
  static byte[] config(String test, String run, Summary summary, List<String> metrics) {
    ObjectNode json = Json.object();
    json.putObject("backends_map");
    json.putArray("load_tests")
        .addObject()
        .put("test_name", test)
        .put("url", "")
        .put("t", summary.getPlannedNanos() / 1_000_000_000L + "s")
        .put("scenario", summary.getScenario())
        .put("seed", Long.toString(summary.getSeed()))
        .put("driver", summary.getDriver().getName())
        .put("driver_version", summary.getDriver().getVersion());
    ObjectNode named = json.putObject("metrics");
    metrics.forEach(metric -> named.put(metric, "straingauge " + run));
    return bytes(json);
  }

  private ObjectNode histogram() {
    ObjectNode json = Json.object();
    long count = times.count();
    json.put("Count", count);
    if (count > 0) {
      double average = times.sum() / 1e9 / count;
      times.forEachBucket(
          (index, many) -> {
            double off = times.middle(index) / 1e9 - average;
            squares += many * off * off;
          });
      json.put("Min", times.min().orElse(0) / 1e9);
      json.put("Max", times.max().orElse(0) / 1e9);
      json.put("Sum", times.sum() / 1e9);
      json.put("Avg", average);
      json.put("StdDev", Math.sqrt(squares / count));
    }
    ArrayNode data = json.putArray("Data");
    long[] before = {times.zeroCount()};
    if (before[0] > 0) {
      bucket(data, 0, 0, before[0], before[0], count);
    }
    times.forEachBucket(
        (index, many) -> {
          before[0] += many;
          bucket(data, lower(index), upper(index), many, before[0], count);
        });
    ArrayNode percentiles = json.putArray("Percentiles");
    for (double percentile : PERCENTILES) {
      times
          .quantile(percentile / 100)
          .ifPresent(
              nanos ->
                  percentiles.addObject().put("Percentile", percentile).put("Value", nanos / 1e9));
    }
    return json;
  }

  private static void bucket(
      ArrayNode data, double start, double end, long many, long upTo, long count) {
    data.addObject()
        .put("Start", start)
        .put("End", end)
        .put("Percent", 100.0 * upTo / count)
        .put("Count", many);
  }

  private double lower(int index) {
    long below = index == Buckets.FIRST ? 0 : Buckets.upperNanos(index - 1);
    return Math.max(below, times.min().orElse(0)) / 1e9;
  }

  private double upper(int index) {
    return Math.min(Buckets.upperNanos(index), times.max().orElse(0)) / 1e9;
  }

  private static Instant at(long nanos) {
    return Instant.ofEpochSecond(
        Math.floorDiv(nanos, 1_000_000_000L), Math.floorMod(nanos, 1_000_000_000L));
  }

  private static byte[] bytes(ObjectNode json) {
    return (json.toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8);
  }
}
