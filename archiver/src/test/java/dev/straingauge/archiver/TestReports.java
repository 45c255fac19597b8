package dev.straingauge.archiver;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.straingauge.archiver.index.RunIndex;
import dev.straingauge.archiver.read.Runs;
import dev.straingauge.archiver.report.Manifest;
import dev.straingauge.archiver.report.RunMetadata;
import dev.straingauge.archiver.store.Content;
import dev.straingauge.archiver.store.Keys;
import dev.straingauge.schemas.run.RunId;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** Archived runs that consist of a report and a manifest. */
public final class TestReports {

  private final MemoryStore store = new MemoryStore();

  /** The runs in it. */
  public Runs runs() {
    return new Runs(store, new Keys(""));
  }

  /** The same with what is kept of them. */
  public RunIndex index() {
    return new RunIndex(store, new Keys(""));
  }

  /** The store. */
  public MemoryStore store() {
    return store;
  }

  /** A complete run of test {@code soak}, the second-th of a minute. */
  public RunId add(int second, String version, String operations) {
    return add(second, version, report(version, operations));
  }

  /** A run with the report {@code report}, as it is. */
  public RunId add(int second, String version, Report report) {
    RunId run = new RunId("soak", "202611210745%02d".formatted(second));
    put(run, version, true, "", Map.of("report.json", report.json));
    return run;
  }

  /** A run with these files. */
  public void put(
      RunId run, String version, boolean complete, String reason, Map<String, String> files) {
    List<Manifest.ObjectFacts> objects = new ArrayList<>();
    files.forEach(
        (name, text) -> {
          byte[] bytes = text.getBytes(UTF_8);
          store.put(run + "/" + name, Content.of(bytes));
          objects.add(new Manifest.ObjectFacts(name, bytes.length, sha256(bytes)));
        });
    Manifest manifest =
        new Manifest(
            new RunMetadata(run, "n", "c", 0),
            run,
            complete,
            reason,
            1,
            "0.1.0",
            new RunMetadata.Described("soak", "efs", version),
            "NONE",
            Map.of(),
            List.of(),
            objects);
    store.put(run + "/MANIFEST.json", Content.of(manifest.toJson()));
  }

  /**
   * A report, to be changed by a test.
   *
   * @param json its text
   */
  public record Report(String json) {

    /** The same with a part of its text replaced. */
    public Report with(String part, String by) {
      if (!json.contains(part)) {
        throw new IllegalArgumentException("not in the report: " + part);
      }
      return new Report(json.replace(part, by));
    }
  }

  /** A report with these members of {@code operations}. */
  public static Report report(String version, String operations) {
    return new Report(
        """
        {"schema": "straingauge.summary/1", "run": "soak/20261121074500", "verdict": "PASS",
         "scenario": "soak", "seed": 1, "planHash": "abcd0123",
         "driver": {"name": "efs", "version": "%s", "imageDigests": [], "changes": []},
         "cluster": {"kind": "simulated", "version": "sim-1", "nodes": 20, "fingerprint": "37809bca"},
         "straingaugeVersion": "0.1.0", "analysisVersion": 4, "labels": {"team": "storage"},
         "end": "completed", "books": {"balanced": true},
         "operations": [%s],
         "volumePhases": [
           {"phase": "attach", "state": "applicable", "ended": 9, "open": 1, "duration":
             {"unit": "s", "n": 10, "p50": {"value": 1}, "p90": {"value": 2}, "p95": {"value": null, "above": 3},
              "p99": {"value": null, "above": 3}, "p99.9": {"value": null, "above": 3}}},
           {"phase": "detach", "state": "not applicable", "ended": 0, "open": 0, "duration": {"unit": "s", "n": 0}}],
         "incidents": {"classes": [{"class": "STUCK", "count": 0, "open": 0}],
           "recovery": {"unit": "s", "n": 0, "p50": {"value": null, "reason": "no data"}}},
         "io": [{"kind": "read", "count": 100, "errors": 1, "bytes": 409600, "iops": 10, "throughputBytesPerSecond": 40960,
           "errorRatio": 0.01, "service": {"unit": "s", "n": 99, "p50": {"value": 0.001}, "p90": {"value": 0.001},
             "p95": {"value": 0.001}, "p99": {"value": 0.002}, "p99.9": {"value": 0.002}}}],
         "phases": [{"phase": "churn", "started": 50, "startedPerSecond": 5}]}
        """
            .formatted(version, operations));
  }

  /** {@code attach_pod} with a median and a share of complete ones; all percentiles are equal. */
  public static String attach(double p50Seconds, double complete) {
    return operation("attach_pod", "{\"value\": " + p50Seconds + "}", complete);
  }

  /** An operation of which 1,000 started, whose percentiles are all {@code percentile}. */
  public static String operation(String kind, String percentile, double complete) {
    return """
    {"operation": "%s", "started": 1000, "recovered": 0, "completeness": %s, "response":
      {"unit": "s", "n": 1000, "p50": %s, "p90": %s, "p95": %s, "p99": %s, "p99.9": %s}}
    """
        .formatted(kind, complete, percentile, percentile, percentile, percentile, percentile);
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
