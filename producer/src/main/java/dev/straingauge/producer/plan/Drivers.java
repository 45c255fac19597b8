package dev.straingauge.producer.plan;

import java.util.List;
import java.util.Map;

/** The drivers that the simulated cluster has a profile of; the first is the default. */
record Drivers(List<String> names, Map<String, String> versions, List<String> attaching) {

  static final Drivers SIMULATED =
      new Drivers(
          List.of("efs", "block"), Map.of("efs", "2.1.8", "block", "1.4.0"), List.of("block"));

  String versionOf(String name) {
    return versions.getOrDefault(name, "unknown");
  }

  /** Whether its volumes are attached to nodes. */
  boolean attaches(String name) {
    return attaching.contains(name);
  }
}
