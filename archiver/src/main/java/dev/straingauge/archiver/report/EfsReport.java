package dev.straingauge.archiver.report;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.straingauge.event.FailureCount;
import dev.straingauge.event.OperationSummary;
import dev.straingauge.event.ScenarioSummary;
import dev.straingauge.event.Summary;
import dev.straingauge.schemas.run.RunId;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;

/**
 * The report of the EFS CSI driver's stress framework, key by key (its wrapped shape), so that what
 * reads those reports goes on working. Unlike there, {@code test_duration} is the run's seconds,
 * and {@code fail} is all that started and did not succeed (contract K16). Rates are percent,
 * latencies seconds, throughput MiB/s, as there; what a simulated cluster does not have is null.
 */
public final class EfsReport {

  private static final List<String> OPERATIONS =
      List.of("create_pvc", "attach_pod", "delete_pod", "delete_pvc");
  private static final List<String> SCENARIOS =
      List.of(
          "shared_volume_rw", "many_to_one", "one_to_one", "concurrent_pvc", "controller_crash");

  private EfsReport() {}

  /** Whether the run belongs to the EFS family: its plan draws scenario runs. */
  public static boolean applies(Summary summary) {
    return !summary.getScenarios().isEmpty()
        || summary.getOperations().stream()
            .anyMatch(o -> o.getOperation().equals("run_specific_scenario"));
  }

  /** Name of the file. */
  public static String name(RunId run) {
    return "efs_orchestrator_" + stamp(run) + ".json";
  }

  /**
   * Writes the report.
   *
   * @throws IOException if the stream fails
   */
  public static void write(OutputStream out, RunId run, Summary summary, EfsVolumes volumes)
      throws IOException {
    try (JsonGenerator json = new JsonFactory().createGenerator(out, JsonEncoding.UTF8)) {
      json.useDefaultPrettyPrinter();
      json.writeStartObject();
      json.writeStringField("test_name", "efs_orchestrator");
      json.writeStringField("test_type", "orchestrator");
      json.writeStringField("timestamp", stamp(run));
      systemInfo(json, run, summary);
      json.writeObjectFieldStart("results");
      json.writeNumberField("test_duration", (summary.getEndedAt() - summary.getStartedAt()) / 1e9);
      operations(json, summary, volumes);
      scenarios(json, summary);
      filesystem(json, summary);
      EfsVolumesJson.metrics(json, volumes);
      json.writeEndObject();
      json.writeEndObject();
    }
  }

  private static String stamp(RunId run) {
    return run.timestamp().substring(0, 8) + "_" + run.timestamp().substring(8);
  }

  private static void systemInfo(JsonGenerator json, RunId run, Summary summary)
      throws IOException {
    json.writeObjectFieldStart("system_info");
    json.writeStringField("hostname", summary.getCluster().getKind());
    json.writeStringField("platform", "straingauge " + summary.getStraingaugeVersion());
    json.writeNullField("python_version");
    json.writeNullField("cpu_count");
    json.writeNullField("memory_total_gb");
    json.writeStringField("timestamp", run.at().toString());
    json.writeStringField("kubernetes_version", summary.getCluster().getVersion());
    json.writeNullField("aws_region");
    json.writeNullField("efs_filesystem_id");
    json.writeEndObject();
  }

  private static void operations(JsonGenerator json, Summary summary, EfsVolumes volumes)
      throws IOException {
    json.writeObjectFieldStart("operations");
    for (String kind : OPERATIONS) {
      Optional<OperationSummary> found =
          summary.getOperations().stream().filter(o -> o.getOperation().equals(kind)).findFirst();
      long success = found.map(OperationSummary::getSucceeded).orElse(0L);
      long started = found.map(o -> o.getStarted() + o.getRecovered()).orElse(0L);
      json.writeObjectFieldStart(kind);
      outcome(json, "", success, started - success);
      json.writeEndObject();
    }
    json.writeObjectFieldStart("verify_read_write");
    long[] writes = volumes.totals("write");
    long[] reads = volumes.totals("read");
    outcome(json, "write_", writes[0] - writes[1], writes[1]);
    outcome(json, "read_", reads[0] - reads[1], reads[1]);
    json.writeEndObject();
    json.writeEndObject();
  }

  private static void scenarios(JsonGenerator json, Summary summary) throws IOException {
    json.writeObjectFieldStart("scenarios");
    for (String name : SCENARIOS) {
      Optional<ScenarioSummary> found =
          summary.getScenarios().stream().filter(s -> s.getName().equals(name)).findFirst();
      json.writeObjectFieldStart(name);
      json.writeNumberField("runs", found.map(ScenarioSummary::getRuns).orElse(0L));
      outcome(
          json,
          "",
          found.map(ScenarioSummary::getSuccess).orElse(0L),
          found.map(ScenarioSummary::getFail).orElse(0L));
      json.writeEndObject();
    }
    json.writeEndObject();
  }

  /** As the framework does, the rate of nothing is 0. */
  private static void outcome(JsonGenerator json, String prefix, long success, long fail)
      throws IOException {
    long all = success + fail;
    json.writeNumberField(prefix + "success", success);
    json.writeNumberField(prefix + "fail", fail);
    json.writeNumberField(prefix + "success_rate", all == 0 ? 0.0 : 100.0 * success / all);
  }

  private static void filesystem(JsonGenerator json, Summary summary) throws IOException {
    json.writeObjectFieldStart("efs_filesystem");
    json.writeNullField("filesystem_id");
    json.writeNullField("state");
    json.writeNullField("size_bytes");
    json.writeArrayFieldStart("mount_targets");
    json.writeEndArray();
    json.writeEndObject();
    long stale =
        summary.getOperations().stream()
            .flatMap(o -> o.getFailures().stream())
            .filter(f -> f.getReason().equals("StaleFileHandle"))
            .mapToLong(FailureCount::getCount)
            .sum();
    json.writeObjectFieldStart("filesystem_errors");
    json.writeObjectFieldStart("stale_file_handles");
    json.writeNumberField("total_count", stale);
    json.writeArrayFieldStart("affected_paths");
    json.writeEndArray();
    json.writeObjectFieldStart("counts_by_path");
    json.writeEndObject();
    json.writeArrayFieldStart("incidents");
    json.writeEndArray();
    json.writeEndObject();
    json.writeEndObject();
  }
}
