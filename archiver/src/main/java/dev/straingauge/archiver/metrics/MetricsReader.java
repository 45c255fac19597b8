package dev.straingauge.archiver.metrics;

import static dev.straingauge.archiver.metrics.Metric.Direction.HIGHER;
import static dev.straingauge.archiver.metrics.Metric.Direction.LOWER;
import static dev.straingauge.archiver.metrics.Metric.Unit.BYTES_PER_SECOND;
import static dev.straingauge.archiver.metrics.Metric.Unit.COUNT;
import static dev.straingauge.archiver.metrics.Metric.Unit.PER_SECOND;
import static dev.straingauge.archiver.metrics.Metric.Unit.RATIO;
import static dev.straingauge.archiver.metrics.Metric.Unit.SECONDS;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.straingauge.archiver.metrics.Metric.Direction;
import dev.straingauge.archiver.metrics.Metric.Family;
import dev.straingauge.archiver.metrics.Metric.Unit;
import dev.straingauge.archiver.store.StoreException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the metrics out of a report. Percentiles are those over all that started (Kaplan and
 * Meier); one that the data do not reach is censored. Not thread-safe.
 */
final class MetricsReader {

  private static final List<String> PERCENTILES = List.of("p50", "p90", "p95", "p99", "p99.9");
  private static final int MOST_METRICS = 10_000;

  private final ReportFields fields;
  private final Map<String, Metric> metrics = new LinkedHashMap<>();

  MetricsReader(ReportFields fields) {
    this.fields = fields;
  }

  List<Metric> read(ObjectNode report) {
    long started = 0;
    for (JsonNode operation : report.path("operations")) {
      started += operation(operation);
    }
    report.path("volumePhases").forEach(this::volume);
    report.path("io").forEach(this::io);
    incidents(report.path("incidents"), started);
    report.path("phases").forEach(this::phase);
    return List.copyOf(metrics.values());
  }

  private long operation(JsonNode operation) {
    String kind = fields.text(operation, "operation");
    long started = fields.count(operation, "started") + fields.count(operation, "recovered");
    percentiles(Family.OPERATION, kind, operation.path("response"));
    share(Family.OPERATION, kind, "complete", operation, "completeness", HIGHER, started);
    return started;
  }

  private void volume(JsonNode phase) {
    if (fields.text(phase, "state").equals("applicable")) {
      String name = fields.text(phase, "phase");
      percentiles(Family.VOLUME, name, phase.path("duration"));
      long ended = fields.count(phase, "ended");
      long all = ended + fields.count(phase, "open");
      if (all > 0) {
        add(Family.VOLUME, name, "complete", RATIO, HIGHER, (double) ended / all, all);
      }
    }
  }

  private void io(JsonNode io) {
    String kind = fields.text(io, "kind");
    long count = fields.count(io, "count");
    percentiles(Family.IO, kind, io.path("service"));
    if (io.path("iops").isNumber()) {
      add(Family.IO, kind, "rate", PER_SECOND, HIGHER, fields.number(io, "iops"), count);
    }
    if (fields.count(io, "bytes") > 0 && io.path("throughputBytesPerSecond").isNumber()) {
      double throughput = fields.number(io, "throughputBytesPerSecond");
      add(Family.IO, kind, "throughput", BYTES_PER_SECOND, HIGHER, throughput, count);
    }
    share(Family.IO, kind, "errors", io, "errorRatio", LOWER, count);
  }

  /** A class that the report tells with 0 is a measured 0. */
  private void incidents(JsonNode incidents, long started) {
    for (JsonNode each : incidents.path("classes")) {
      long count = fields.count(each, "count");
      add(Family.INCIDENTS, "", fields.text(each, "class"), COUNT, LOWER, (double) count, started);
    }
    percentiles(Family.INCIDENTS, "recovery", incidents.path("recovery"));
  }

  private void phase(JsonNode phase) {
    if (phase.path("startedPerSecond").isNumber()) {
      double rate = fields.number(phase, "startedPerSecond");
      long started = fields.count(phase, "started");
      add(Family.PHASE, fields.text(phase, "phase"), "rate", PER_SECOND, HIGHER, rate, started);
    }
  }

  private void percentiles(Family family, String subject, JsonNode distribution) {
    if (distribution.isMissingNode()) {
      return;
    }
    long n = fields.count(distribution, "n");
    for (String name : PERCENTILES) {
      JsonNode percentile = distribution.path(name);
      if (percentile.path("value").isNumber()) {
        add(family, subject, name, SECONDS, LOWER, fields.number(percentile, "value"), n);
      } else if (percentile.has("above")) {
        double above = fields.number(percentile, "above");
        add(new Metric(family, subject, name, SECONDS, LOWER, above, true, n));
      } else if (n > 0 && !percentile.has("reason")) {
        throw fields.corrupt(name, percentile, "a value, a bound or a reason");
      }
    }
  }

  private void share(
      Family family,
      String subject,
      String statistic,
      JsonNode parent,
      String member,
      Direction better,
      long n) {
    if (n > 0) {
      double ratio = fields.number(parent, member);
      if (ratio > 1) {
        throw fields.corrupt(member, parent.path(member), "a share of at most 1");
      }
      add(family, subject, statistic, RATIO, better, ratio, n);
    }
  }

  private void add(
      Family family,
      String subject,
      String statistic,
      Unit unit,
      Direction better,
      double value,
      long n) {
    add(new Metric(family, subject, statistic, unit, better, value, false, n));
  }

  private void add(Metric metric) {
    if (metrics.size() == MOST_METRICS || metrics.putIfAbsent(metric.name(), metric) != null) {
      throw new StoreException(
          StoreException.CORRUPT,
          "read '%s': metric '%s' a second time, or more than %d metrics"
              .formatted(fields.what(), metric.name(), MOST_METRICS),
          List.of(),
          null);
    }
  }
}
