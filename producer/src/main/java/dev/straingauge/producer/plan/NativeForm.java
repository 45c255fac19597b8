package dev.straingauge.producer.plan;

import dev.straingauge.producer.plan.yaml.Section;
import dev.straingauge.producer.plan.yaml.Values;
import dev.straingauge.schemas.config.Quoted;
import dev.straingauge.schemas.config.Scenario;
import dev.straingauge.schemas.config.Scenario.Limits;
import dev.straingauge.schemas.config.Scenario.Phase;
import dev.straingauge.schemas.config.Scenario.Retries;
import dev.straingauge.schemas.config.Scenario.ScenarioRun;
import dev.straingauge.schemas.config.Scenario.Timeout;
import dev.straingauge.schemas.run.RunId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads our own form of a scenario file (contract §11). */
final class NativeForm {

  private static final Duration HOUR = Duration.ofHours(1);

  private static final Map<String, Duration> TIMEOUTS =
      Map.of(
          "create_pvc",
          Duration.ofSeconds(60),
          "attach_pod",
          Duration.ofMinutes(2),
          "delete_pod",
          Duration.ofMinutes(2),
          "delete_pvc",
          Duration.ofMinutes(2),
          "verify_readwrite",
          Duration.ofSeconds(30),
          Kinds.RUN_SCENARIO,
          Duration.ofMinutes(10),
          Kinds.EXPAND_PVC,
          Duration.ofMinutes(2),
          Kinds.CREATE_SNAPSHOT,
          Duration.ofMinutes(2),
          Kinds.DELETE_SNAPSHOT,
          Duration.ofMinutes(2));

  private NativeForm() {}

  static Scenario read(Section root, OptionalLong seed, Drivers drivers, Path folder) {
    Values.require(root, "name", "a test name");
    String name = Values.text(root, "name", "unnamed");
    if (!RunId.isTestName(name)) {
      root.problem(
          "name",
          Quoted.of(name)
              + " is no test name (expected 1 to 40 letters, digits, '-' and '_', the first and"
              + " last a letter or digit)");
    }
    Targets.Loaded loaded = Targets.read(root.section("target"), drivers, folder);
    Scenario.Target target = loaded.target();
    long planSeed = Seeds.read(root, seed);
    List<Phase> phases = Phases.read(root);
    Limits limits = limits(root.section("limits"));
    List<ScenarioRun> scenarios = scenarios(root.section("scenarios"), limits, phases);
    Optional<Scenario.Sets> sets = Sets.read(root, phases, limits);
    List<Timeout> timeouts = timeouts(root.section("timeouts"), phases, scenarios, sets);
    Retries retries = retries(root.section("retries"));
    Duration planned = phases.stream().map(Phase::duration).reduce(Duration.ZERO, Duration::plus);
    List<Scenario.Fault> faults = Faults.read(root, planned, target.driver(), loaded.attaches());
    Phases.checkWhole(root, phases, planned, scenarios);
    root.know(List.of(Thresholds.KEY));
    root.close();
    return new Scenario(
        name, target, planSeed, phases, limits, timeouts, retries, scenarios, faults, sets);
  }

  private static Limits limits(Section section) {
    Limits limits =
        new Limits(
            Values.count(section, "volumes", 500, 1, Kinds.MOST_VOLUMES),
            Values.count(section, "podsPerVolume", 20, 1, Kinds.MOST_PODS),
            Values.count(section, "pods", 1_000, 1, Kinds.MOST_PODS));
    section.close();
    return limits;
  }

  private static Retries retries(Section section) {
    Retries retries =
        new Retries(
            Values.count(section, "attempts", 3, 1, 100),
            Values.duration(section, "delay", Duration.ofSeconds(1), Duration.ZERO, HOUR));
    section.close();
    return retries;
  }

  /**
   * Of the kinds that not every driver has, those that are drawn: plans without keep their hash.
   */
  private static List<Timeout> timeouts(
      Section section,
      List<Phase> phases,
      List<ScenarioRun> scenarios,
      Optional<Scenario.Sets> sets) {
    List<Timeout> timeouts = new ArrayList<>();
    Duration scenarioRun = HOUR;
    for (String operation : Kinds.OPERATIONS.subList(0, Kinds.OPERATIONS.indexOf("create_set"))) {
      if (!Kinds.OPTIONAL.contains(operation)
          || phases.stream().anyMatch(phase -> phase.draws(operation))) {
        timeouts.add(timeout(section, operation, TIMEOUTS.getOrDefault(operation, HOUR)));
      }
      if (operation.equals(Kinds.RUN_SCENARIO)) {
        scenarioRun = timeouts.getLast().after();
      }
    }
    sets.ifPresent(
        settings ->
            Sets.kinds(phases)
                .forEach(
                    kind -> timeouts.add(timeout(section, kind, Sets.timeout(kind, settings)))));
    section.know(Kinds.SETS);
    section.know(Kinds.OF_SETS);
    section.know(Kinds.OPTIONAL);
    section.know(Kinds.SCENARIOS);
    for (ScenarioRun scenario : scenarios) {
      timeouts.add(timeout(section, scenario.kind(), scenarioRun));
    }
    section.close();
    return timeouts;
  }

  private static Timeout timeout(Section section, String kind, Duration otherwise) {
    return new Timeout(
        kind, Values.duration(section, kind, otherwise, Kinds.SMALLEST, Duration.ofDays(1)));
  }

  private static List<ScenarioRun> scenarios(Section section, Limits limits, List<Phase> phases) {
    List<ScenarioRun> runs = new ArrayList<>();
    for (String kind : Kinds.SCENARIOS) {
      Section own = section.section(kind);
      boolean enabled = Values.flag(own, "enabled", true);
      ScenarioRun run =
          switch (kind) {
            case Kinds.SHARED_VOLUME -> new ScenarioRun(kind, 2, 2, Duration.ZERO);
            case Kinds.CONTROLLER_CRASH ->
                new ScenarioRun(
                    kind,
                    1,
                    1,
                    Values.duration(
                        own, "recoveryTimeout", Duration.ofMinutes(5), Kinds.SMALLEST, HOUR));
            default -> sized(own, kind);
          };
      own.close();
      if (enabled) {
        runs.add(run);
        if (phases.stream().anyMatch(phase -> phase.draws(Kinds.RUN_SCENARIO))) {
          ScenarioSizes.check(own, "max", run, limits);
        }
      }
    }
    section.close();
    return runs;
  }

  private static ScenarioRun sized(Section section, String kind) {
    boolean claims = kind.equals("concurrent_pvc");
    int min = Values.count(section, "min", claims ? 20 : 10, 1, Kinds.MOST_VOLUMES);
    int max = Values.count(section, "max", claims ? 30 : 20, 1, Kinds.MOST_VOLUMES);
    if (min > max) {
      section.problem("min", min + " is above max " + max);
    }
    return new ScenarioRun(kind, min, max, Duration.ZERO);
  }
}
