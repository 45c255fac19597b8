package dev.straingauge.producer.cluster.simulated;

import java.util.Map;
import java.util.TreeMap;

/** How many objects of each kind came into being and were seen gone. */
final class Tally {

  private final Map<String, long[]> kinds = new TreeMap<>();

  void created(String kind) {
    of(kind)[0]++;
  }

  void deleted(String kind) {
    of(kind)[1]++;
  }

  long createdOf(String kind) {
    return of(kind)[0];
  }

  long deletedOf(String kind) {
    return of(kind)[1];
  }

  private long[] of(String kind) {
    return kinds.computeIfAbsent(kind, k -> new long[2]);
  }
}
