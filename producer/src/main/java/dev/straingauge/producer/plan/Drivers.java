package dev.straingauge.producer.plan;

import java.util.List;
import java.util.Map;

/** The drivers that the simulated cluster has a profile of. */
record Drivers(List<String> names, Map<String, String> versions) {

  static final Drivers SIMULATED = new Drivers(List.of("efs"), Map.of("efs", "2.1.8"));

  String versionOf(String name) {
    return versions.getOrDefault(name, "unknown");
  }
}
