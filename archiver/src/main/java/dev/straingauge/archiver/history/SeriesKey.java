package dev.straingauge.archiver.history;

import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What is measured, where: runs that differ in any of it are different series. A part that does not
 * apply is empty.
 *
 * @param metric name of the metric
 * @param scenario name of the scenario
 * @param driver name of the driver
 * @param cluster fingerprint of the cluster
 */
public record SeriesKey(String metric, String scenario, String driver, String cluster) {

  /** In words: {@code attach_pod p99 · block-churn · sim-block · sim-40n}. */
  public String words() {
    return Stream.of(metric, scenario, driver, cluster)
        .filter(part -> !part.isEmpty())
        .collect(Collectors.joining(" · "));
  }
}
