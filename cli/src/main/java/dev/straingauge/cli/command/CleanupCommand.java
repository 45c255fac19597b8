package dev.straingauge.cli.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.straingauge.archiver.words.Figures;
import dev.straingauge.cli.failure.ErrorId;
import dev.straingauge.cli.failure.Failure;
import dev.straingauge.event.CleanupOfKind;
import dev.straingauge.producer.cluster.Sweep;
import dev.straingauge.producer.cluster.kubernetes.Forced;
import dev.straingauge.producer.cluster.kubernetes.Leftovers;
import dev.straingauge.producer.run.EndOutcome;
import dev.straingauge.producer.run.EndRun;
import dev.straingauge.producer.run.RealCluster;
import dev.straingauge.schemas.config.Durations;
import dev.straingauge.schemas.run.RunId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

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
      "  straingauge cleanup latest --kubeconfig ~/.kube/config --force --wait 1m",
      "  straingauge cleanup efs-orchestrator/20261121074512 --kafka broker-0:9092 --cluster"
          + " kubernetes",
      "",
      "Only objects with the run's label go, and the volumes of its claims. Finalizers are waited"
          + " for; only --force",
      "removes them, and says of which object. Without -n all namespaces are looked through."
    })
final class CleanupCommand extends EndCommand {

  private static final int NAMED = 50;

  @Mixin ConnectionOptions connection = new ConnectionOptions();

  @Option(
      names = "--force",
      description =
          "What does not go by itself goes without its finalizers, and pods without their node's"
              + " word.")
  boolean force;

  @Option(
      names = "--wait",
      paramLabel = "DURATION",
      description = "How long nothing may go before the rest is forced or given up (default: 5m).")
  String patience = "5m";

  private Duration wait = Leftovers.PATIENCE;
  private List<Forced> forced = List.of();
  private List<Sweep.Found> left = List.of();

  @Override
  int execute(Session session) throws Exception {
    if (!connection.isReal(this)) {
      throw usage(
          "find the cluster: none is named (expected --kubeconfig FILE, --context NAME or --cluster"
              + " kubernetes)");
    }
    wait = patience();
    return super.execute(session);
  }

  @Override
  EndOutcome end(Session session, RunId id, Map<String, Object> properties) {
    try (Leftovers leftovers =
        RealCluster.leftovers(connection.settings(session), id, wait, force)) {
      EndOutcome outcome = EndRun.sweep(id, properties, kafka.prefix, Hosts.own(), leftovers);
      forced = leftovers.forced();
      left = leftovers.left();
      return outcome;
    }
  }

  private Duration patience() {
    try {
      return Durations.parse(patience);
    } catch (IllegalArgumentException e) {
      throw usage("read option '--wait': " + e.getMessage());
    }
  }

  @Override
  List<String> further(ObjectNode document) {
    ArrayNode done = document.putArray("forced");
    List<String> lines = new ArrayList<>();
    for (Forced each : forced) {
      ObjectNode object = done.addObject();
      object.put("kind", each.kind());
      object.put("name", each.name());
      ArrayNode finalizers = object.putArray("finalizers");
      each.finalizers().forEach(finalizers::add);
      object.put("did", each.did());
      lines.add(
          "  forced %s %s: %s%s"
              .formatted(
                  each.kind(),
                  each.name(),
                  each.did(),
                  each.finalizers().isEmpty()
                      ? ""
                      : " (" + String.join(", ", each.finalizers()) + ")"));
    }
    ArrayNode held = document.putArray("held");
    for (Sweep.Found each : left) {
      held.addObject()
          .put("kind", each.kind())
          .put("name", each.name())
          .put("heldBy", each.heldBy());
    }
    left.stream().limit(NAMED).map(each -> "  left " + words(each)).forEach(lines::add);
    if (left.size() > NAMED) {
      lines.add("  … %,d more: -o json".formatted(left.size() - NAMED));
    }
    return lines;
  }

  @Override
  List<String> certificate(List<CleanupOfKind> cleanup) {
    return cleanup.stream()
        .map(
            kind ->
                "  %s: created %,d, removed %,d, left %,d"
                    .formatted(
                        kind.getKind(), kind.getCreated(), kind.getDeleted(), kind.getLeft()))
        .toList();
  }

  /** What is left is no success. */
  @Override
  Optional<Failure> failure(RunId id, List<CleanupOfKind> cleanup) {
    long stays = cleanup.stream().mapToLong(CleanupOfKind::getLeft).sum();
    return stays == 0
        ? Optional.empty()
        : Optional.of(
            Failure.of(
                    ErrorId.CLUSTER_FAILED,
                    "clean up run '%s': %s left (expected none)"
                        .formatted(id, Figures.count(stays, "object")))
                .facts(left.stream().limit(NAMED).map(CleanupCommand::words).toList()));
  }

  private static String words(Sweep.Found left) {
    return "%s %s: %s".formatted(left.kind(), left.name(), left.heldBy());
  }
}
