package dev.straingauge.producer.run;

import dev.straingauge.producer.cluster.ClusterException;
import dev.straingauge.producer.cluster.kubernetes.DryRun;
import dev.straingauge.producer.cluster.kubernetes.KubernetesCluster;
import dev.straingauge.producer.cluster.kubernetes.KubernetesConnection;
import dev.straingauge.producer.cluster.kubernetes.KubernetesSettings;
import dev.straingauge.producer.cluster.kubernetes.Leftovers;
import dev.straingauge.producer.cluster.kubernetes.Rights;
import dev.straingauge.producer.cluster.kubernetes.Survey;
import dev.straingauge.producer.cluster.simulated.DriverProfiles;
import dev.straingauge.producer.scenario.OperationKinds;
import dev.straingauge.producer.stage.LiveStage;
import dev.straingauge.schemas.config.Scenario;
import dev.straingauge.schemas.run.RunId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** A real cluster that was looked at, and runs on it in real time. Close it after the last run. */
public final class RealCluster implements AutoCloseable {

  private final KubernetesConnection connection;
  private final Survey survey;
  private final List<String> notes;

  private RealCluster(KubernetesConnection connection, Survey survey, List<String> notes) {
    this.connection = connection;
    this.survey = survey;
    this.notes = List.copyOf(notes);
  }

  /**
   * Connects and looks; changes nothing.
   *
   * @throws RunException {@code cluster-config}, {@code cluster-unfit} (exit 2), {@code
   *     cluster-unreachable}, {@code cluster-denied}, {@code cluster-failed} (exit 1)
   */
  public static RealCluster open(KubernetesSettings settings, Scenario scenario) {
    refuseWhatIsNotDone(scenario, settings);
    KubernetesConnection connection = null;
    try {
      connection = KubernetesConnection.open(settings);
      String named = settings.namespace();
      String namespace = named == null ? scenario.target().namespace() : named;
      requireRights(connection, namespace, Rights.always());
      String driver = DriverProfiles.of(scenario.target()).csiDriver();
      Survey survey = Survey.of(connection, scenario, driver);
      requireRights(
          connection,
          namespace,
          Rights.sometimes(
              survey, draws(scenario, OperationKinds.EXPAND_PVC), scenario.sets().isPresent()));
      requireRightsForFaults(connection, scenario, survey);
      return new RealCluster(connection, survey, notes(connection, namespace, survey, scenario));
    } catch (RuntimeException e) {
      if (connection != null) {
        connection.close();
      }
      throw e instanceof ClusterException refusal ? failed(refusal) : e;
    }
  }

  /**
   * What a run left in the cluster of a kubeconfig.
   *
   * @param patience how long nothing may go before the rest is forced or given up
   * @param force whether it is forced then
   * @throws RunException {@code cluster-config}
   */
  public static Leftovers leftovers(
      KubernetesSettings settings, RunId run, Duration patience, boolean force) {
    try {
      return Leftovers.of(settings, run, patience, force);
    } catch (ClusterException e) {
      throw failed(e);
    }
  }

  /** What was found. */
  public Survey survey() {
    return survey;
  }

  /** What a user should know before the first change, a sentence each. */
  public List<String> notes() {
    return notes;
  }

  /** Address of the API server. */
  public String server() {
    return connection.server();
  }

  /** Context of the kubeconfig; empty in a pod. */
  public String context() {
    return connection.context();
  }

  /**
   * The most objects of its own that a run has in the cluster at once: claims with their volumes,
   * snapshots with their contents, pods, attachments.
   */
  public long objectsAtMost(Scenario scenario) {
    long volumes = scenario.limits().volumes();
    long pods = scenario.limits().pods();
    long snapshots = survey.snapshots() ? 2 * volumes : 0;
    return 2 * volumes + snapshots + (survey.csiDriver().getAttachRequired() ? 2 * pods : pods);
  }

  /**
   * Tries what a run would make, and makes nothing.
   *
   * @param testName first part of a run id
   * @throws RunException {@code cluster-unreachable}, {@code cluster-denied}
   */
  public List<DryRun.Trial> dryRun(Scenario scenario, String testName) {
    try {
      return DryRun.of(connection, survey, scenario, RunId.of(testName, Instant.now()));
    } catch (ClusterException e) {
      throw failed(e);
    }
  }

  /** Runs on it in real time. */
  public RunEngine.Factory engines() {
    return (scenario, run) -> {
      LiveStage stage = new LiveStage(scenario.seed(), InstantSource.system());
      return new RunEngine(
          stage,
          false,
          journal -> new KubernetesCluster(connection, survey, scenario, run, stage, journal));
    };
  }

  @Override
  public void close() {
    connection.close();
  }

  private static List<String> notes(
      KubernetesConnection connection, String namespace, Survey survey, Scenario scenario) {
    List<String> notes = new ArrayList<>(survey.notes());
    if (draws(scenario, OperationKinds.EXPAND_PVC) && !survey.expands()) {
      notes.add("expand_pvc is skipped: " + survey.whyNoExpansion());
    }
    if (draws(scenario, OperationKinds.CREATE_SNAPSHOT) && !survey.snapshots()) {
      notes.add("snapshots are skipped: " + survey.whyNoSnapshots());
    }
    Rights.missing(connection, namespace, Rights.optional()).stream()
        .map(right -> "the run goes without a right: " + right)
        .forEach(notes::add);
    return notes;
  }

  private static boolean draws(Scenario scenario, String kind) {
    return scenario.phases().stream().anyMatch(phase -> phase.draws(kind));
  }

  private static void requireRights(
      KubernetesConnection connection, String namespace, List<Rights.Right> rights) {
    List<String> missing = Rights.missing(connection, namespace, rights);
    if (!missing.isEmpty()) {
      throw new RunException(
          "cluster-denied",
          1,
          "run on the cluster at %s: %d rights are missing (expected none)"
              .formatted(connection.server(), missing.size()),
          missing,
          "straingauge doctor --print-rbac -n " + namespace,
          null);
    }
  }

  /** Faults that the scenario names, and crashes among its operations, which are drawn. */
  private static void requireRightsForFaults(
      KubernetesConnection connection, Scenario scenario, Survey survey) {
    List<String> allowed = connection.settings().allowedFaults();
    List<String> named = scenario.faults().stream().map(Scenario.Fault::kind).toList();
    if (named.contains("controller-crash") && survey.controllers().isEmpty()) {
      throw unfit(
          "run fault 'controller-crash': no controller pod of driver '%s' is known (expected one%s)"
              .formatted(
                  survey.driver().getName(),
                  connection.settings().driverNamespace() == null
                      ? "; --driver-namespace NAME says where"
                      : " in namespace '%s'".formatted(connection.settings().driverNamespace())));
    }
    requireRights(
        connection,
        survey.namespace(),
        Rights.ofFaults(allowed.stream().filter(named::contains).toList()));
    for (String namespace : survey.driverNamespaces()) {
      requireRights(connection, namespace, Rights.ofFaultsAtDriver(allowed));
    }
  }

  private static void refuseWhatIsNotDone(Scenario scenario, KubernetesSettings settings) {
    for (Scenario.Phase phase : scenario.phases()) {
      phase.io().ifPresent(load -> refuseIo(phase.name(), load, settings));
    }
    for (Scenario.Fault fault : scenario.faults()) {
      if (!Rights.faultKinds().contains(fault.kind())) {
        throw unfit(
            "run fault '%s' on a real cluster: only the simulated one can be made to (possible: %s)"
                .formatted(fault.kind(), String.join(", ", Rights.faultKinds())));
      }
      if (!settings.allowedFaults().contains(fault.kind())) {
        throw unfit(
            "run fault '%s' on a real cluster: not allowed (expected --allow-fault %s)"
                .formatted(fault.kind(), fault.kind()));
      }
    }
  }

  private static void refuseIo(String phase, Scenario.IoLoad load, KubernetesSettings settings) {
    if (settings.pod().ioImage() == null) {
      throw unfit(
          "run phase '%s' on a real cluster: its pods do I/O, and no image is named for that (expected --io-image IMAGE, with fio and sh)"
              .formatted(phase));
    }
    if (isBelowOne(load.readPerSecond())
        || isBelowOne(load.writePerSecond())
        || isBelowOne(load.metadataPerSecond())) {
      throw unfit(
          "run phase '%s' on a real cluster: I/O of one kind less than once a second (expected none, or 1/s and more)"
              .formatted(phase));
    }
  }

  private static boolean isBelowOne(double perSecond) {
    return perSecond > 0 && perSecond < 1;
  }

  private static RunException unfit(String headline) {
    return new RunException("cluster-unfit", 2, headline, List.of(), null, null);
  }

  /** What the cluster said, as a user is told it. */
  static RunException failed(ClusterException e) {
    String id =
        switch (e.reason()) {
          case "Config" -> "cluster-config";
          case "Refused", "NotInstalled", "Unsupported" -> "cluster-unfit";
          case "Unreachable" -> "cluster-unreachable";
          case "Unauthorized", "Forbidden" -> "cluster-denied";
          default -> "cluster-failed";
        };
    int exitCode = id.equals("cluster-config") || id.equals("cluster-unfit") ? 2 : 1;
    return new RunException(id, exitCode, String.valueOf(e.getMessage()), List.of(), null, e);
  }
}
