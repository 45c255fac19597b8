package dev.straingauge.producer.plan;

import dev.straingauge.schemas.config.Scenario.Target;
import java.util.List;
import java.util.Map;

/** The drivers that the simulated cluster has a profile of; the first is the default. */
record Drivers(
    List<String> names,
    Map<String, String> versions,
    Map<String, String> accessModes,
    List<String> attaching) {

  static final Drivers SIMULATED =
      new Drivers(
          List.of("efs", "block"),
          Map.of("efs", "2.1.8", "block", "1.4.0"),
          Map.of("efs", Target.RWX, "block", Target.RWO),
          List.of("block"));

  String versionOf(String name) {
    return versions.getOrDefault(name, "unknown");
  }

  /** What its claims ask for unless the scenario says otherwise. */
  String accessModeOf(String name) {
    return accessModes.getOrDefault(name, Target.RWX);
  }

  /** Whether its volumes are attached to nodes. */
  boolean attaches(String name) {
    return attaching.contains(name);
  }
}
