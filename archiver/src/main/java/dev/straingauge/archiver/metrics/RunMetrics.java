package dev.straingauge.archiver.metrics;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.straingauge.archiver.read.RunArchive;
import dev.straingauge.archiver.report.SummaryJson;
import java.util.List;
import java.util.Optional;

/**
 * A run in numbers.
 *
 * @param facts what it was
 * @param metrics its numbers, in the order of its report; each name once
 */
public record RunMetrics(RunFacts facts, List<Metric> metrics) {

  public RunMetrics {
    metrics = List.copyOf(metrics);
  }

  /**
   * Reads the report of an archived run; empty for a run without one.
   *
   * @throws dev.straingauge.archiver.store.StoreException if it cannot be read, or is damaged, or
   *     of a version that is not known here
   */
  public static Optional<RunMetrics> of(RunArchive archive) {
    String uri = archive.uri();
    return archive
        .summary()
        .map(
            text -> {
              ObjectNode report = SummaryJson.read(uri + "report.json", text);
              ReportFields fields = new ReportFields(uri + "report.json");
              return new RunMetrics(
                  FactsReader.read(fields, archive.manifest(), report),
                  new MetricsReader(fields).read(report));
            });
  }

  /** The metric of that name. */
  public Optional<Metric> metric(String name) {
    return metrics.stream().filter(metric -> metric.name().equals(name)).findFirst();
  }
}
