package dev.straingauge.producer.cluster.kubernetes;

import dev.straingauge.producer.cluster.ClusterException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What a cluster looks like from here. Nothing is changed.
 *
 * @param server address of the API server
 * @param version of Kubernetes
 * @param answerNanos median time of an answer
 * @param clockDifference empty: not known
 * @param drivers CSI drivers, with how they attach, sorted
 * @param classes StorageClasses, with driver and binding, sorted
 * @param missing rights that a run would lack
 */
@SuppressWarnings("OptionalUsedAsFieldOrParameterType")
public record Checkup(
    String server,
    String version,
    long answerNanos,
    Optional<ClockDifference> clockDifference,
    List<String> drivers,
    List<String> classes,
    List<String> missing) {

  private static final int QUESTIONS = 9;

  public Checkup {
    drivers = List.copyOf(drivers);
    classes = List.copyOf(classes);
    missing = List.copyOf(missing);
  }

  /**
   * Looks.
   *
   * @param namespace where a run's objects would go
   * @throws ClusterException Config, Unreachable, Unauthorized and others
   */
  public static Checkup of(KubernetesSettings settings, String namespace) {
    try (KubernetesConnection connection = KubernetesConnection.open(settings)) {
      String version =
          connection.ask(
              "read the version", () -> connection.client().getKubernetesVersion().getGitVersion());
      long[] nanos = new long[QUESTIONS];
      for (int i = 0; i < QUESTIONS; i++) {
        long begun = System.nanoTime();
        connection.ask("read the version", () -> connection.client().getKubernetesVersion());
        nanos[i] = System.nanoTime() - begun;
      }
      Arrays.sort(nanos);
      List<String> missing = Rights.missing(connection, namespace, Rights.always());
      return new Checkup(
          connection.server(),
          version,
          nanos[QUESTIONS / 2],
          connection.clockDifference(),
          drivers(connection),
          classes(connection),
          missing);
    }
  }

  private static List<String> drivers(KubernetesConnection connection) {
    return known(
        connection,
        "CSIDriver",
        () ->
            connection.client().storage().v1().csiDrivers().list().getItems().stream()
                .map(
                    driver ->
                        driver.getMetadata().getName()
                            + (Boolean.FALSE.equals(driver.getSpec().getAttachRequired())
                                ? " (no attach)"
                                : ""))
                .sorted()
                .toList());
  }

  private static List<String> classes(KubernetesConnection connection) {
    return known(
        connection,
        "StorageClass",
        () ->
            connection.client().storage().v1().storageClasses().list().getItems().stream()
                .map(
                    each ->
                        "%s (%s, %s)"
                            .formatted(
                                each.getMetadata().getName(),
                                each.getProvisioner(),
                                Facts.or(each.getVolumeBindingMode(), "Immediate")))
                .sorted()
                .toList());
  }

  private static List<String> known(
      KubernetesConnection connection,
      String kind,
      java.util.function.Supplier<List<String>> question) {
    try {
      return connection.ask("list " + kind, question);
    } catch (ClusterException e) {
      return List.of("not known: " + e.getMessage());
    }
  }
}
