package dev.straingauge.producer.cluster.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import dev.straingauge.schemas.json.Json;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What fio says of everything since it began ({@code --output-format=json+}).
 *
 * @param timeMillis when, by the pod's clock, milliseconds since 1970
 * @param kinds by kind of I/O
 */
record FioStatus(long timeMillis, SortedMap<String, Counts> kinds) {

  FioStatus {
    kinds = Collections.unmodifiableSortedMap(new TreeMap<>(kinds));
  }

  /** How long its jobs have been running. */
  long runtimeMillis() {
    return kinds.values().stream().mapToLong(Counts::runtimeMillis).max().orElse(0);
  }

  /** Whether a job of it came to its end by an error since an earlier status. */
  boolean isBrokenSince(FioStatus earlier) {
    return kinds.entrySet().stream()
        .anyMatch(
            kind -> {
              Counts before = earlier.kinds.get(kind.getKey());
              return before != null
                  && kind.getValue().errors() > 0
                  && kind.getValue().runtimeMillis() == before.runtimeMillis();
            });
  }

  /**
   * Everything of one kind since the beginning.
   *
   * @param bins I/Os that succeeded by latency in nanoseconds, the middle of fio's bin
   * @param errors I/Os that failed
   * @param runtimeMillis how long the job has been running
   * @param sumNanos all latencies together
   * @param maxNanos longest of them; 0 if there is none
   */
  record Counts(
      SortedMap<Long, Long> bins, long errors, long runtimeMillis, double sumNanos, long maxNanos) {
    static final Counts NONE = new Counts(new TreeMap<>(), 0, 0, 0, 0);

    Counts {
      bins = Collections.unmodifiableSortedMap(new TreeMap<>(bins));
    }
  }

  /**
   * Reads a document.
   *
   * @throws IllegalArgumentException if it is not one of fio's with time and jobs
   */
  static FioStatus of(String document) {
    JsonNode root = Json.readObject(document);
    long time = root.path("timestamp_ms").asLong();
    JsonNode jobs = root.path("jobs");
    if (time <= 0 || !jobs.isArray() || jobs.isEmpty()) {
      throw new IllegalArgumentException(
          "read a status of fio of %d characters: time %d, %d jobs (expected both)"
              .formatted(document.length(), time, jobs.size()));
    }
    SortedMap<String, Counts> kinds = new TreeMap<>();
    for (JsonNode job : jobs) {
      String kind = job.path("jobname").asText();
      kinds.put(kind, counts(job, kind.equals(Fio.WRITE) ? "write" : "read"));
    }
    return new FioStatus(time, kinds);
  }

  private static Counts counts(JsonNode job, String direction) {
    JsonNode latency = job.path(direction).path("clat_ns");
    SortedMap<Long, Long> bins = new TreeMap<>();
    for (Map.Entry<String, JsonNode> bin : latency.path("bins").properties()) {
      bins.put(nanos(bin.getKey()), bin.getValue().asLong());
    }
    return new Counts(
        bins,
        Math.max(job.path("total_err").asLong(), job.path("error").asLong() == 0 ? 0 : 1),
        job.path("job_runtime").asLong(),
        latency.path("mean").asDouble() * latency.path("N").asLong(),
        latency.path("max").asLong());
  }

  private static long nanos(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "read a status of fio: bin '%s' (expected nanoseconds)".formatted(text), e);
    }
  }
}
