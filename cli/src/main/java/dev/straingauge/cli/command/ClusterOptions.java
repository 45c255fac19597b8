package dev.straingauge.cli.command;

import dev.straingauge.cli.failure.ErrorId;
import dev.straingauge.cli.failure.Failure;
import dev.straingauge.producer.cluster.kubernetes.PodSettings;
import dev.straingauge.producer.cluster.kubernetes.Rights;
import dev.straingauge.producer.cluster.simulated.FaultKind;
import dev.straingauge.producer.plan.LoadedScenario;
import dev.straingauge.producer.run.RealCluster;
import dev.straingauge.schemas.config.Scenario;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which cluster, and how a run treats a real one. */
final class ClusterOptions {

  private static final String CRASH = "controller-crash";

  @Mixin ConnectionOptions connection = new ConnectionOptions();

  @Option(
      names = "--max-objects",
      paramLabel = "N",
      description =
          "Real cluster: refuse a scenario that could have more objects at once (default: 10000).")
  long maxObjects = 10_000;

  @Option(
      names = "--allow-fault",
      paramLabel = "KIND",
      description =
          "Real cluster: let the scenario do this to the cluster itself: controller-crash,"
              + " node-cordon, node-taint, node-drain. Repeatable.")
  List<String> allowedFaults = new ArrayList<>();

  @Option(
      names = "--dry-run",
      paramLabel = "server",
      description =
          "Real cluster: begin no run; send one object of each kind to be tried by the server,"
              + " which keeps nothing.")
  @Nullable String dryRun;

  @Option(
      names = "--pod-image",
      paramLabel = "IMAGE",
      description = "Real cluster: image of the pods, with a shell (default: the scenario's).")
  @Nullable String image;

  @Option(
      names = "--io-image",
      paramLabel = "IMAGE",
      description =
          "Real cluster: image of the pods of a scenario with I/O (io:), with fio and a shell.")
  @Nullable String ioImage;

  @Option(
      names = "--pod-pull-secret",
      paramLabel = "NAME",
      description = "Real cluster: a Secret in the namespace to pull the image with. Repeatable.")
  List<String> pullSecrets = new ArrayList<>();

  @Option(
      names = "--pod-node",
      paramLabel = "KEY=VALUE",
      description = "Real cluster: a label that nodes for pods must have. Repeatable.")
  List<String> nodeSelector = new ArrayList<>();

  @Option(
      names = "--pod-toleration",
      paramLabel = "KEY[=VALUE][:EFFECT]",
      description = "Real cluster: a taint that pods bear. Repeatable.")
  List<String> tolerations = new ArrayList<>();

  @Option(
      names = "--pod-request",
      paramLabel = "RESOURCE=AMOUNT",
      description = "Real cluster: what a pod asks for, for instance cpu=10m. Repeatable.")
  List<String> requests = new ArrayList<>();

  @Option(
      names = "--pod-limit",
      paramLabel = "RESOURCE=AMOUNT",
      description = "Real cluster: what a pod may use, for instance memory=32Mi. Repeatable.")
  List<String> limits = new ArrayList<>();

  boolean isReal(BaseCommand command) {
    return connection.isReal(command);
  }

  /**
   * Whether nothing is to be made.
   *
   * @throws RuntimeException usage, if it is asked for in another way than it can be
   */
  boolean isDryRun(BaseCommand command, boolean real) {
    if (dryRun == null) {
      return false;
    }
    if (!dryRun.equals("server") || !real) {
      throw command.usage(
          "read option '--dry-run': '%s'%s (expected 'server' with a real cluster; 'straingauge plan' tries a scenario without one)"
              .formatted(dryRun, real ? "" : " on a simulated cluster"));
    }
    return true;
  }

  /** Kinds of scenario runs that a real cluster is not to see. */
  List<String> leftOut(boolean real) {
    checkFaults(allowedFaults);
    return real && !allowedFaults.contains(CRASH) ? List.of("controller_crash") : List.of();
  }

  /**
   * Refuses words that are no faults of a real cluster.
   *
   * @throws IllegalArgumentException if there is one
   */
  static void checkFaults(List<String> allowed) {
    for (String fault : allowed) {
      if (!Rights.faultKinds().contains(fault)) {
        throw new IllegalArgumentException(
            "read option '--allow-fault': '%s' (expected one of %s)"
                .formatted(fault, String.join(", ", Rights.faultKinds())));
      }
    }
  }

  /**
   * Refuses a scenario whose faults the simulated cluster does not know.
   *
   * @throws Failure {@code cluster-unfit}
   */
  static void checkSimulated(LoadedScenario loaded) {
    for (Scenario.Fault fault : loaded.scenario().faults()) {
      if (FaultKind.of(fault.kind()).isEmpty()) {
        throw Failure.of(
            ErrorId.CLUSTER_UNFIT,
            "run fault '%s' on the simulated cluster: only a real one can be made to (possible: %s)"
                .formatted(fault.kind(), String.join(", ", FaultKind.labels())));
      }
    }
  }

  /**
   * Connects to the real cluster and looks at it.
   *
   * @param driverVersion the user's word; null: none
   * @throws Failure {@code cluster-unfit} if the run could make more objects than allowed
   */
  RealCluster open(Session session, LoadedScenario loaded, @Nullable String driverVersion) {
    RealCluster cluster =
        RealCluster.open(
            connection.settings(session, driverVersion, allowedFaults, pod()), loaded.scenario());
    long most = cluster.objectsAtMost(loaded.scenario());
    if (most > maxObjects) {
      cluster.close();
      throw Failure.of(
              ErrorId.CLUSTER_UNFIT,
              "run '%s': up to %,d objects at once (expected at most %,d)"
                  .formatted(loaded.scenario().name(), most, maxObjects))
          .facts(
              List.of(
                  "%,d claims with a volume each, %,d pods: the scenario's limits"
                      .formatted(
                          loaded.scenario().limits().volumes(), loaded.scenario().limits().pods())))
          .advice("--max-objects %d, or smaller limits".formatted(most));
    }
    return cluster;
  }

  private PodSettings pod() {
    return new PodSettings(
        image,
        ioImage,
        pullSecrets,
        pairs("--pod-node", nodeSelector),
        tolerations.stream().map(PodSettings.Toleration::of).toList(),
        pairs("--pod-request", requests),
        pairs("--pod-limit", limits));
  }

  private static Map<String, String> pairs(String option, List<String> words) {
    Map<String, String> pairs = new LinkedHashMap<>();
    for (String word : words) {
      int equals = word.indexOf('=');
      if (equals < 1) {
        throw new IllegalArgumentException(
            "read option '%s': '%s' (expected KEY=VALUE)".formatted(option, word));
      }
      pairs.put(word.substring(0, equals), word.substring(equals + 1));
    }
    return pairs;
  }
}
