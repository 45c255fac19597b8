package dev.straingauge.producer.plan;

import dev.straingauge.schemas.config.Scenario.Target;
import java.util.List;
import java.util.Map;

/** The drivers that the simulated cluster has a profile of; the first is the default. */
record Drivers(List<String> names, Map<String, String> versions, Map<String, String> accessModes) {

  static final Drivers SIMULATED =
      new Drivers(List.of("efs"), Map.of("efs", "2.1.8"), Map.of("efs", Target.RWX));

  String versionOf(String name) {
    return versions.getOrDefault(name, "unknown");
  }

  /** What its claims ask for unless the scenario says otherwise. */
  String accessModeOf(String name) {
    return accessModes.getOrDefault(name, Target.RWX);
  }
}
