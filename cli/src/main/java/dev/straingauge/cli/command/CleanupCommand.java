package dev.straingauge.cli.command;

import dev.straingauge.cli.failure.ErrorId;
import dev.straingauge.cli.failure.Failure;
import dev.straingauge.cli.summary.Figures;
import dev.straingauge.event.CleanupOfKind;
import dev.straingauge.producer.cluster.kubernetes.Leftovers;
import dev.straingauge.producer.run.EndOutcome;
import dev.straingauge.producer.run.EndRun;
import dev.straingauge.producer.run.RealCluster;
import dev.straingauge.schemas.run.RunId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code cleanup}. */
@Command(
    name = "cleanup",
    description =
        "Remove what a run left in a real cluster, look through the cluster for the rest, and end"
            + " the run if its producer died.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  straingauge cleanup latest --kubeconfig ~/.kube/config",
      "  straingauge cleanup efs-orchestrator/20261121074512 --kafka broker-0:9092 --cluster"
          + " kubernetes",
      "",
      "Only objects with the run's label go, and the volumes of its claims. Finalizers are waited"
          + " for and never",
      "removed. Without -n all namespaces are looked through."
    })
final class CleanupCommand extends EndCommand {

  @Mixin ConnectionOptions connection = new ConnectionOptions();

  @Override
  int execute(Session session) throws Exception {
    if (!connection.isReal(this)) {
      throw usage(
          "find the cluster: none is named (expected --kubeconfig FILE, --context NAME or --cluster"
              + " kubernetes)");
    }
    return super.execute(session);
  }

  @Override
  EndOutcome end(Session session, RunId id, Map<String, Object> properties) {
    try (Leftovers leftovers = RealCluster.leftovers(connection.settings(session), id)) {
      return EndRun.sweep(id, properties, kafka.prefix, Hosts.own(), leftovers);
    }
  }

  @Override
  List<String> certificate(List<CleanupOfKind> cleanup) {
    return cleanup.stream()
        .map(
            kind ->
                "  %s: created %,d, removed %,d, left %,d%s"
                    .formatted(
                        kind.getKind(),
                        kind.getCreated(),
                        kind.getDeleted(),
                        kind.getLeft(),
                        kind.getLeft() == 0
                            ? ""
                            : ": %s (%s)"
                                .formatted(
                                    String.join(", ", kind.getLeftNames()), kind.getLeftReason())))
        .toList();
  }

  /** What is left is no success. */
  @Override
  Optional<Failure> failure(RunId id, List<CleanupOfKind> cleanup) {
    long left = cleanup.stream().mapToLong(CleanupOfKind::getLeft).sum();
    return left == 0
        ? Optional.empty()
        : Optional.of(
            Failure.of(
                    ErrorId.CLUSTER_FAILED,
                    "clean up run '%s': %s left (expected none)"
                        .formatted(id, Figures.count(left, "object")))
                .facts(certificate(cleanup).stream().map(String::strip).toList()));
  }
}
