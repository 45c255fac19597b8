package dev.straingauge.cli.command;

import dev.straingauge.producer.cluster.kubernetes.KubernetesSettings;
import dev.straingauge.producer.cluster.kubernetes.PodSettings;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which cluster. A real one is used only when it is asked for. */
final class ConnectionOptions {

  @Option(
      names = "--cluster",
      paramLabel = "KIND",
      description =
          "simulated or kubernetes (default: kubernetes with --kubeconfig or --context, else"
              + " simulated).")
  @Nullable String kind;

  @Option(
      names = "--kubeconfig",
      paramLabel = "FILE",
      description = "The real cluster of this kubeconfig.")
  @Nullable Path kubeconfig;

  @Option(
      names = "--context",
      paramLabel = "NAME",
      description = "The real cluster of this context (default: the kubeconfig's own).")
  @Nullable String context;

  @Option(
      names = {"-n", "--namespace"},
      paramLabel = "NAME",
      description =
          "Real cluster: where the run's objects go; made, and removed, if it is not there"
              + " (default: the scenario's).")
  @Nullable String namespace;

  @Option(
      names = "--driver-namespace",
      paramLabel = "NAME",
      description = "Real cluster: where the driver's pods are (default: looked for in all).")
  @Nullable String driverNamespace;

  @Option(
      names = "--cluster-qps",
      paramLabel = "N",
      description = "Real cluster: our own limit of requests per second (default: 50).")
  double qps = KubernetesSettings.DEFAULT_REQUESTS_PER_SECOND;

  @Option(
      names = "--cluster-burst",
      paramLabel = "N",
      description = "Real cluster: requests that may go out at once (default: 100).")
  int burst = KubernetesSettings.DEFAULT_BURST;

  /**
   * Whether a real cluster was asked for.
   *
   * @throws RuntimeException usage, if the options contradict each other
   */
  boolean isReal(BaseCommand command) {
    boolean named = kubeconfig != null || context != null;
    if (kind == null) {
      return named;
    }
    return switch (kind) {
      case "kubernetes" -> true;
      case "simulated" -> {
        if (named) {
          throw command.usage(
              "read option '--cluster': 'simulated' with --kubeconfig or --context (expected one of"
                  + " both)");
        }
        yield false;
      }
      default ->
          throw command.usage(
              "read option '--cluster': '%s' (expected simulated or kubernetes)".formatted(kind));
    };
  }

  KubernetesSettings settings(Session session) {
    return settings(session, null, List.of(), PodSettings.USUAL);
  }

  KubernetesSettings settings(
      Session session,
      @Nullable String driverVersion,
      List<String> allowedFaults,
      PodSettings pod) {
    Path file = kubeconfig == null ? null : session.around().folder().resolve(kubeconfig);
    return new KubernetesSettings(
        file, context, namespace, driverVersion, driverNamespace, qps, burst, allowedFaults, pod);
  }
}
