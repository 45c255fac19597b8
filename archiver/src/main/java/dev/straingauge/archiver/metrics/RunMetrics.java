package dev.straingauge.archiver.metrics;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.straingauge.archiver.read.RunArchive;
import dev.straingauge.archiver.report.SummaryJson;
import dev.straingauge.archiver.store.Keys;
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
    String uri = archive.uriOf(Keys.REPORT);
    return archive
        .summary()
        .map(
            text -> {
              ObjectNode report = SummaryJson.read(uri, text);
              ReportFields fields = new ReportFields(uri);
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
