package dev.straingauge.archiver.history;

import dev.straingauge.archiver.statistics.Observation;
import java.time.Instant;
import java.util.SortedMap;

/**
 * What one run says about one metric.
 *
 * @param run which
 * @param value the metric
 */
public record HistoryPoint(HistoryRun run, Observation value) {

  /** Attribute that holds the version of the driver. */
  public static final String DRIVER_VERSION = "driver_version";

  /** Name of the run. */
  public String name() {
    return run.name();
  }

  /** When the run was. */
  public Instant at() {
    return run.at();
  }

  /** What else is known of the run. */
  public SortedMap<String, String> attributes() {
    return run.attributes();
  }

  /** Version of the driver; empty when unknown. */
  public String driverVersion() {
    return attributes().getOrDefault(DRIVER_VERSION, "");
  }
}
