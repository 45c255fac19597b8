package dev.straingauge.producer.plan;

import dev.straingauge.producer.plan.yaml.Section;
import dev.straingauge.schemas.config.Scenario.Limits;
import dev.straingauge.schemas.config.Scenario.ScenarioRun;

/** Warns of scenario runs that the limits of the plan leave no room for. */
final class ScenarioSizes {

  private ScenarioSizes() {}

  /**
   * @param section in which the run is described
   * @param max key of its largest size
   */
  static void check(Section section, String max, ScenarioRun run, Limits limits) {
    boolean pods = run.kind().equals("many_to_one");
    int limit = pods ? limits.podsPerVolume() : limits.volumes();
    String room = pods ? "pods on one volume" : "volumes";
    if (run.min() > limit) {
      section.warning(
          max,
          "%d or more %s, but the limit is %d: it is always skipped"
              .formatted(run.min(), room, limit));
    } else if (run.max() > limit && section.has(max)) {
      section.warning(
          max,
          "up to %d %s, but the limit is %d: larger ones are skipped"
              .formatted(run.max(), room, limit));
    }
  }
}
