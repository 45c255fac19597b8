package dev.straingauge.producer.cluster.kubernetes;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which cluster, and how it is treated.
 *
 * @param kubeconfig file; null: {@code KUBECONFIG}, the home folder's, or the pod's own account
 * @param context of that file; null: its current one
 * @param namespace where namespaced objects go; null: the scenario's
 * @param driverVersion what the user says it is; null: what the driver's pods say
 * @param driverNamespace where pods of the driver are; null: they are looked for in all
 * @param requestsPerSecond our own limit of requests, positive
 * @param burst requests that may go out at once, at least 1
 * @param allowedFaults what may be done to the cluster itself: of {@link Rights#faultKinds}
 * @param pod what a pod has beyond the scenario's template
 */
public record KubernetesSettings(
    @Nullable Path kubeconfig,
    @Nullable String context,
    @Nullable String namespace,
    @Nullable String driverVersion,
    @Nullable String driverNamespace,
    double requestsPerSecond,
    int burst,
    List<String> allowedFaults,
    PodSettings pod) {

  /** As client-go's controllers under load: enough for 30 operations a second. */
  public static final double DEFAULT_REQUESTS_PER_SECOND = 50;

  /** Twice a second's worth. */
  public static final int DEFAULT_BURST = 100;

  /**
   * @throws IllegalArgumentException if a limit is not positive
   */
  public KubernetesSettings {
    allowedFaults = List.copyOf(allowedFaults);
    if (!(requestsPerSecond > 0) || burst < 1) {
      throw new IllegalArgumentException(
          "limit requests to the cluster: %s per second, burst %d (expected both positive)"
              .formatted(requestsPerSecond, burst));
    }
  }

  /** The cluster of a kubeconfig, all else as usual. */
  public static KubernetesSettings of(@Nullable Path kubeconfig) {
    return new KubernetesSettings(
        kubeconfig,
        null,
        null,
        null,
        null,
        DEFAULT_REQUESTS_PER_SECOND,
        DEFAULT_BURST,
        List.of(),
        PodSettings.USUAL);
  }
}
