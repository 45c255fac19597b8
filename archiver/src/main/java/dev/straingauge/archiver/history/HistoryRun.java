package dev.straingauge.archiver.history;

import java.time.Instant;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A run of a history, one for all of its series.
 *
 * @param name unique in its series
 * @param at when it was
 * @param attributes what else is known of it: {@link HistoryPoint#DRIVER_VERSION}, a commit
 */
public record HistoryRun(String name, Instant at, SortedMap<String, String> attributes) {

  public HistoryRun {
    attributes = Collections.unmodifiableSortedMap(new TreeMap<>(attributes));
  }
}
