package dev.straingauge.producer.run;

import dev.straingauge.event.Label;
import dev.straingauge.producer.plan.LoadedScenario;
import dev.straingauge.producer.stage.Pace;
import dev.straingauge.schemas.config.RuleSet;
import dev.straingauge.schemas.config.Scenario;
import dev.straingauge.schemas.config.Scenario.Load;
import dev.straingauge.schemas.config.Scenario.Phase;
import dev.straingauge.schemas.config.Scenario.Timeout;
import dev.straingauge.schemas.config.Scenario.Weighted;
import dev.straingauge.schemas.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Small runs for tests. */
final class Requests {

  static final String PREFIX = "t.";
  static final int PARTITIONS = 2;

  private Requests() {}

  /** Two phases on three nodes that begin in the second of {@code at}. */
  static RunRequest tiny(
      Map<String, Object> kafka, long seed, Duration phase, Pace pace, InstantSource clock) {
    List<Weighted> create = List.of(new Weighted("create_pvc", 2), new Weighted("attach_pod", 1));
    List<Weighted> churn =
        List.of(
            new Weighted("attach_pod", 2),
            new Weighted("delete_pod", 1),
            new Weighted("delete_pvc", 1));
    Scenario scenario =
        new Scenario(
            "tiny",
            new Scenario.Target(
                "storage",
                3,
                "efs",
                "2.1.8",
                "load",
                new Scenario.StorageClass("efs-sc", "Delete", "Immediate", List.of(), List.of()),
                new Scenario.PodTemplate("alpine", Duration.ofSeconds(1), Duration.ofSeconds(1))),
            seed,
            List.of(
                new Phase(
                    "create",
                    phase,
                    true,
                    new Load.Constant(2),
                    create,
                    List.of(),
                    Optional.empty()),
                new Phase(
                    "churn",
                    phase,
                    false,
                    new Load.Poisson(2),
                    churn,
                    List.of(),
                    Optional.of(new Scenario.IoLoad(20, 10, 0, 4096)))),
            new Scenario.Limits(50, 5, 80),
            List.of(
                new Timeout("create_pvc", Duration.ofMinutes(1)),
                new Timeout("attach_pod", Duration.ofMinutes(1)),
                new Timeout("delete_pod", Duration.ofMinutes(1)),
                new Timeout("delete_pvc", Duration.ofMinutes(1))),
            new Scenario.Retries(3, Duration.ofSeconds(1)),
            List.of(),
            List.of());
    LoadedScenario loaded =
        new LoadedScenario(
            scenario, "test", List.of(), Json.object(), "{\"name\":\"tiny\"}", RuleSet.NONE);
    return new RunRequest(
        loaded,
        "tiny",
        List.of(new Label("b", "2"), new Label("a", "1")),
        pace,
        kafka,
        PREFIX,
        PARTITIONS,
        "0.1.0-test",
        clock);
  }

  static InstantSource at(String instant) {
    return InstantSource.fixed(Instant.parse(instant));
  }
}
