package dev.straingauge.producer.plan;

import dev.straingauge.producer.plan.yaml.Section;
import dev.straingauge.producer.plan.yaml.Values;
import dev.straingauge.producer.plan.yaml.YamlNode;
import dev.straingauge.schemas.config.Durations;
import dev.straingauge.schemas.config.Scenario;
import dev.straingauge.schemas.config.Scenario.Limits;
import dev.straingauge.schemas.config.Scenario.Load;
import dev.straingauge.schemas.config.Scenario.Phase;
import dev.straingauge.schemas.config.Scenario.Retries;
import dev.straingauge.schemas.config.Scenario.ScenarioRun;
import dev.straingauge.schemas.config.Scenario.Timeout;
import dev.straingauge.schemas.config.Scenario.Weighted;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Reads the configuration of the EFS CSI driver's stress and scale framework; its two files differ
 * only in how they are cut (docs/reference/scenario-file.md).
 */
final class EfsForm {

  /** Name of every run of this form (contract K21). */
  static final String NAME = "efs-orchestrator";

  /** The fixed sequence that the framework opens with. */
  static final List<String> OPENING =
      List.of(
          "create_pvc",
          "create_pvc",
          "attach_pod",
          "attach_pod",
          "attach_pod",
          "verify_readwrite",
          Kinds.RUN_SCENARIO,
          "delete_pod",
          "delete_pvc");

  /**
   * The framework waits for each effect before it goes on; an open load leaves room for it, so that
   * each operation of the opening finds what it needs.
   */
  private static final Duration OPENING_SPACING = Duration.ofSeconds(30);

  private static final double[] WEIGHTS = {25, 25, 20, 15, 15, 20};

  /** The framework waits this long for a pod to be ready. */
  private static final Duration POD_READY = Duration.ofSeconds(60);

  private static final Duration HOUR = Duration.ofHours(1);
  private static final int PODS_PER_NODE = 100;

  private EfsForm() {}

  /** Whether a file with this top is of the EFS form. */
  static boolean matches(YamlNode root) {
    return root instanceof YamlNode.Mapping mapping
        && (mapping.has("operation_weights") || mapping.has("resource_limits"));
  }

  static Scenario read(Section root, OptionalLong seed, Drivers drivers) {
    Section test = root.section("test");
    Duration duration =
        Values.seconds(
            test, "duration", Duration.ofMinutes(50), Kinds.SMALLEST, Kinds.LONGEST_PLAN);
    String namespace = Targets.name(test, "namespace", "efs-stress-test");
    Duration interval =
        Values.seconds(
            test, "operation_interval", Duration.ofSeconds(2), Duration.ofMillis(1), HOUR);
    test.close();
    Limits limits = limits(root.section("resource_limits"));
    List<Weighted> weights = weights(root);
    Section waits = root.section("retries");
    Retries retries =
        new Retries(
            Values.count(waits, "max_attempts", 3, 1, 100),
            Values.seconds(waits, "retry_delay", Duration.ofSeconds(1), Duration.ZERO, HOUR));
    Duration bind =
        Values.seconds(waits, "pvc_bind_timeout", Duration.ofSeconds(30), Kinds.SMALLEST, HOUR);
    waits.close();
    List<ScenarioRun> scenarios = scenarios(root.section("scenarios"), limits);
    Scenario.Target target = EfsTarget.read(root, namespace, nodes(root, limits), drivers);
    long planSeed = Seeds.read(root, seed);
    EfsTarget.noteWhatHasNoEffect(root);
    root.know(List.of(Thresholds.KEY)); // ours
    root.close();
    List<Phase> phases = phases(duration, interval, weights);
    Duration planned = phases.getFirst().duration().plus(duration);
    if (planned.compareTo(Kinds.LONGEST_PLAN) > 0) {
      test.problem(
          "duration",
          "%s with the opening (expected at most %s)"
              .formatted(Durations.format(planned), Durations.format(Kinds.LONGEST_PLAN)));
    }
    return new Scenario(
        NAME,
        target,
        planSeed,
        phases,
        limits,
        timeouts(bind, scenarios),
        retries,
        scenarios,
        List.of());
  }

  private static Limits limits(Section section) {
    int podsPerVolume = Values.count(section, "max_pods_per_pvc", 50, 1, Kinds.MOST_PODS);
    int volumes = Values.count(section, "max_pvcs", 1_000, 1, Kinds.MOST_VOLUMES);
    int pods = Values.count(section, "total_max_pods", 3_000, 1, Kinds.MOST_PODS);
    section.close();
    return new Limits(volumes, podsPerVolume, pods);
  }

  private static List<Weighted> weights(Section root) {
    Section section = root.section("operation_weights");
    List<Weighted> weights = new ArrayList<>();
    for (int i = 0; i < WEIGHTS.length; i++) {
      String operation = Kinds.OPERATIONS.get(i);
      weights.add(
          new Weighted(
              operation, Values.number(section, operation, WEIGHTS[i], 0, Phases.MOST_WEIGHT)));
    }
    section.close();
    if (weights.stream().allMatch(w -> w.weight() == 0)) {
      root.problem("operation_weights", "the weights are all zero (expected at least one above 0)");
    }
    return weights;
  }

  private static List<ScenarioRun> scenarios(Section section, Limits limits) {
    List<ScenarioRun> runs = new ArrayList<>();
    runs.add(new ScenarioRun(Kinds.SHARED_VOLUME, 2, 2, Duration.ZERO));
    addSized(runs, section.section("many_to_one"), limits, "many_to_one", "pods", 10, 20);
    addSized(runs, section.section("one_to_one"), limits, "one_to_one", "pairs", 10, 20);
    addSized(runs, section.section("concurrent_pvc"), limits, "concurrent_pvc", "pvcs", 20, 30);
    Section crash = section.section(Kinds.CONTROLLER_CRASH);
    crash.know(List.of("controller_namespace", "controller_pod_selector"));
    boolean enabled = Values.flag(crash, "enabled", true);
    Duration recovery =
        Values.seconds(crash, "recovery_timeout", Duration.ofMinutes(5), Kinds.SMALLEST, HOUR);
    crash.close();
    if (enabled) {
      runs.add(new ScenarioRun(Kinds.CONTROLLER_CRASH, 1, 1, recovery));
    }
    section.know(List.of(Kinds.SHARED_VOLUME));
    section.close();
    return runs;
  }

  private static void addSized(
      List<ScenarioRun> runs,
      Section section,
      Limits limits,
      String kind,
      String of,
      int min,
      int max) {
    boolean enabled = Values.flag(section, "enabled", true);
    int smallest = Values.count(section, "min_" + of, min, 1, Kinds.MOST_VOLUMES);
    int largest = Values.count(section, "max_" + of, max, 1, Kinds.MOST_VOLUMES);
    if (smallest > largest) {
      section.problem("min_" + of, smallest + " is above max_" + of + " " + largest);
    }
    section.close();
    if (enabled) {
      ScenarioRun run = new ScenarioRun(kind, smallest, largest, Duration.ZERO);
      runs.add(run);
      ScenarioSizes.check(section, "max_" + of, run, limits);
    }
  }

  /** {@code target.nodes} is ours: the framework takes the cluster as it is. */
  private static int nodes(Section root, Limits limits) {
    Section target = root.section("target");
    int enough =
        Math.clamp((limits.pods() + PODS_PER_NODE - 1) / PODS_PER_NODE, 3, Kinds.MOST_NODES);
    int nodes = Values.count(target, "nodes", enough, 1, Kinds.MOST_NODES);
    target.close();
    return nodes;
  }

  private static List<Timeout> timeouts(Duration bind, List<ScenarioRun> scenarios) {
    List<Timeout> timeouts = new ArrayList<>();
    timeouts.add(new Timeout("create_pvc", bind));
    timeouts.add(new Timeout("attach_pod", POD_READY));
    timeouts.add(new Timeout("delete_pod", POD_READY));
    timeouts.add(new Timeout("delete_pvc", POD_READY));
    timeouts.add(new Timeout("verify_readwrite", POD_READY));
    Duration recovery = Duration.ZERO;
    for (ScenarioRun scenario : scenarios) {
      recovery =
          scenario.recoveryTimeout().compareTo(recovery) > 0
              ? scenario.recoveryTimeout()
              : recovery;
    }
    Duration whole = recovery.plus(Duration.ofMinutes(5));
    timeouts.add(new Timeout(Kinds.RUN_SCENARIO, whole));
    scenarios.forEach(scenario -> timeouts.add(new Timeout(scenario.kind(), whole)));
    return timeouts;
  }

  private static List<Phase> phases(Duration duration, Duration interval, List<Weighted> weights) {
    Duration spacing = interval.compareTo(OPENING_SPACING) > 0 ? interval : OPENING_SPACING;
    Duration opening = spacing.multipliedBy(OPENING.size() + 1L);
    return List.of(
        new Phase("opening", opening, false, every(spacing), List.of(), OPENING, Optional.empty()),
        new Phase(
            "random", duration, false, every(interval), weights, List.of(), Optional.empty()));
  }

  private static Load every(Duration interval) {
    return new Load.Constant(1e9 / interval.toNanos());
  }
}
