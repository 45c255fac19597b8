package dev.straingauge.producer.scenario;

import dev.straingauge.schemas.config.Scenario;
import dev.straingauge.schemas.config.Scenario.IoLoad;
import dev.straingauge.schemas.config.Scenario.Limits;
import dev.straingauge.schemas.config.Scenario.Load;
import dev.straingauge.schemas.config.Scenario.Phase;
import dev.straingauge.schemas.config.Scenario.PodTemplate;
import dev.straingauge.schemas.config.Scenario.Retries;
import dev.straingauge.schemas.config.Scenario.ScenarioRun;
import dev.straingauge.schemas.config.Scenario.StorageClass;
import dev.straingauge.schemas.config.Scenario.Target;
import dev.straingauge.schemas.config.Scenario.Timeout;
import dev.straingauge.schemas.config.Scenario.Weighted;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Scenarios for tests. */
record Scenarios(
    List<Phase> phases,
    Limits limits,
    List<Timeout> timeouts,
    Retries retries,
    List<ScenarioRun> runs) {

  static Scenarios of(Phase... phases) {
    return new Scenarios(
        List.of(phases),
        new Limits(100, 10, 200),
        List.of(
            new Timeout("create_pvc", Duration.ofSeconds(30)),
            new Timeout("attach_pod", Duration.ofSeconds(60)),
            new Timeout("delete_pod", Duration.ofSeconds(60)),
            new Timeout("delete_pvc", Duration.ofSeconds(60)),
            new Timeout("verify_readwrite", Duration.ofSeconds(30))),
        new Retries(3, Duration.ofSeconds(1)),
        List.of());
  }

  Scenarios limits(int volumes, int podsPerVolume, int pods) {
    return new Scenarios(phases, new Limits(volumes, podsPerVolume, pods), timeouts, retries, runs);
  }

  Scenarios runs(ScenarioRun... enabled) {
    return new Scenarios(phases, limits, timeouts, retries, List.of(enabled));
  }

  Scenario scenario() {
    Target target =
        new Target(
            "storage",
            3,
            "fake",
            "1",
            "test",
            new StorageClass("sc", "Delete", "Immediate", List.of(), List.of()),
            new PodTemplate("alpine", Duration.ofSeconds(5), Duration.ofSeconds(5)));
    return new Scenario("test", target, 1, phases, limits, timeouts, retries, runs, List.of());
  }

  static ScenarioRun run(String kind, int min, int max) {
    return new ScenarioRun(kind, min, max, Duration.ofMinutes(5));
  }

  /** A phase of open load that starts one operation of the sequence each second. */
  static Phase sequence(String... kinds) {
    return new Phase(
        "opening",
        Duration.ofSeconds(kinds.length),
        false,
        new Load.Constant(1),
        List.of(),
        List.of(kinds),
        Optional.empty());
  }

  static Phase phase(String name, Duration duration, Load load, Weighted... operations) {
    return new Phase(name, duration, false, load, List.of(operations), List.of(), Optional.empty());
  }

  static Phase withIo(Phase phase) {
    return new Phase(
        phase.name(),
        phase.duration(),
        phase.warmUp(),
        phase.load(),
        phase.operations(),
        phase.sequence(),
        Optional.of(new IoLoad(10, 5, 1, 4096)));
  }
}
