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
import java.util.OptionalLong;

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
  private static final List<String> KINDS = List.of("read", "write", "metadata");

  private EfsReport() {}

  /**
   * I/O of one kind that read-write verification did on a volume.
   *
   * @param kind read, write or metadata
   * @param count I/Os
   * @param errors of them failed
   * @param bytes of those that succeeded
   * @param nanos sum of the measured intervals
   * @param p50Nanos median service time, if any succeeded
   * @param p95Nanos 95th percentile
   * @param p99Nanos 99th percentile
   */
  public record VolumeIo(
      String kind,
      long count,
      long errors,
      long bytes,
      long nanos,
      OptionalLong p50Nanos,
      OptionalLong p95Nanos,
      OptionalLong p99Nanos) {}

  /** Reads the verification volume by volume. */
  public interface Volumes {
    /** Totals of {@code kind} over all volumes: I/Os, errors. */
    long[] totals(String kind);

    /** Shows each volume in turn. */
    void forEach(VolumeVisitor visitor) throws IOException;
  }

  /** Sees one volume. */
  @FunctionalInterface
  public interface VolumeVisitor {
    /** A volume and its I/O, at most one entry a kind. */
    void volume(String name, List<VolumeIo> io) throws IOException;
  }

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
  public static void write(OutputStream out, RunId run, Summary summary, Volumes volumes)
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
      metrics(json, volumes);
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

  private static void operations(JsonGenerator json, Summary summary, Volumes volumes)
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

  private static void metrics(JsonGenerator json, Volumes volumes) throws IOException {
    json.writeObjectFieldStart("metrics");
    json.writeObjectFieldStart("file_performance");
    json.writeObjectFieldStart("by_volume");
    volumes.forEach((name, io) -> volume(json, name, io));
    json.writeEndObject();
    json.writeEndObject();
    json.writeEndObject();
  }

  private static void volume(JsonGenerator json, String name, List<VolumeIo> io)
      throws IOException {
    json.writeObjectFieldStart(name);
    json.writeObjectFieldStart("iops");
    for (String kind : KINDS) {
      rate(json, kind, of(io, kind).map(VolumeIo::count), of(io, kind), 1);
    }
    json.writeEndObject();
    json.writeObjectFieldStart("throughput");
    for (String kind : KINDS.subList(0, 2)) {
      rate(json, kind, of(io, kind).map(VolumeIo::bytes), of(io, kind), 1024 * 1024);
    }
    json.writeEndObject();
    json.writeObjectFieldStart("latency");
    for (String kind : KINDS) {
      json.writeObjectFieldStart(kind);
      seconds(json, "p50", of(io, kind).map(VolumeIo::p50Nanos).orElse(OptionalLong.empty()));
      seconds(json, "p95", of(io, kind).map(VolumeIo::p95Nanos).orElse(OptionalLong.empty()));
      seconds(json, "p99", of(io, kind).map(VolumeIo::p99Nanos).orElse(OptionalLong.empty()));
      json.writeEndObject();
    }
    json.writeEndObject();
    json.writeObjectFieldStart("operation_counts");
    for (String kind : KINDS) {
      json.writeNumberField(kind, of(io, kind).map(VolumeIo::count).orElse(0L));
    }
    json.writeEndObject();
    json.writeEndObject();
  }

  private static Optional<VolumeIo> of(List<VolumeIo> io, String kind) {
    return io.stream().filter(i -> i.kind().equals(kind)).findFirst();
  }

  private static void rate(
      JsonGenerator json, String kind, Optional<Long> amount, Optional<VolumeIo> io, long unit)
      throws IOException {
    if (amount.isEmpty() || io.isEmpty() || io.get().nanos() <= 0) {
      json.writeNullField(kind);
    } else {
      json.writeNumberField(kind, amount.get() / (double) unit / (io.get().nanos() / 1e9));
    }
  }

  private static void seconds(JsonGenerator json, String name, OptionalLong nanos)
      throws IOException {
    if (nanos.isEmpty()) {
      json.writeNullField(name);
    } else {
      json.writeNumberField(name, nanos.getAsLong() / 1e9);
    }
  }
}
