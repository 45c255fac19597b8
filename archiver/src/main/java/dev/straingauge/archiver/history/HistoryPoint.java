package dev.straingauge.archiver.history;

import dev.straingauge.archiver.statistics.Observation;
import java.time.Instant;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What one run says about one metric.
 *
 * @param name the run, unique in its series
 * @param at when it was
 * @param value the metric
 * @param attributes what else is known of the run: {@link #DRIVER_VERSION}, a commit
 */
public record HistoryPoint(
    String name, Instant at, Observation value, SortedMap<String, String> attributes) {

  /** Attribute that holds the version of the driver. */
  public static final String DRIVER_VERSION = "driver_version";

  public HistoryPoint {
    attributes = Collections.unmodifiableSortedMap(new TreeMap<>(attributes));
  }

  /** Version of the driver; empty when unknown. */
  public String driverVersion() {
    return attributes.getOrDefault(DRIVER_VERSION, "");
  }
}
