package dev.straingauge.archiver.report;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.straingauge.archiver.report.EfsVolumes.VolumeIo;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** I/O by volume in the EFS framework's report. */
final class EfsVolumesJson {

  private static final List<String> KINDS = List.of("read", "write", "metadata");

  private EfsVolumesJson() {}

  static void metrics(JsonGenerator json, EfsVolumes volumes) throws IOException {
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
