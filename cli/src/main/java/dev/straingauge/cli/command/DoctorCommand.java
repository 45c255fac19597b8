package dev.straingauge.cli.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.straingauge.archiver.store.S3Settings;
import dev.straingauge.cli.doctor.Check;
import dev.straingauge.cli.doctor.Check.State;
import dev.straingauge.cli.doctor.ClusterChecks;
import dev.straingauge.cli.doctor.LocalChecks;
import dev.straingauge.cli.doctor.OutsideChecks;
import dev.straingauge.cli.failure.ErrorId;
import dev.straingauge.cli.failure.Failure;
import dev.straingauge.producer.cluster.kubernetes.Rights;
import dev.straingauge.schemas.topic.Topic;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code doctor}. */
@Command(
    name = "doctor",
    description =
        "Check the surroundings: JDK, ports, disk, data folder, and the Kafka, S3 and"
            + " cluster that are named.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  straingauge doctor",
      "  straingauge doctor --kafka broker-0:9092 --kafka-config client.properties",
      "  straingauge doctor --kubeconfig ~/.kube/config -n load",
      "  straingauge doctor --print-rbac -n load --driver-namespace kube-system | kubectl apply -f"
          + " -",
      "  straingauge doctor --s3 https://minio:9000 --bucket runs"
    })
final class DoctorCommand extends BaseCommand {

  @Mixin KafkaOptions kafka = new KafkaOptions();
  @Mixin StoreOptions store = new StoreOptions();
  @Mixin ConnectionOptions cluster = new ConnectionOptions();
  @Mixin OutputOptions output = new OutputOptions();

  @Option(
      names = "--print-rbac",
      description =
          "Print the least roles that a run on a real cluster needs, for a service account"
              + " 'straingauge' in the namespace of -n.")
  boolean printRbac;

  @Option(
      names = "--allow-fault",
      paramLabel = "KIND",
      description = "With --print-rbac: also what this fault needs. Repeatable.")
  List<String> allowedFaults = new ArrayList<>();

  @Option(names = "--force", description = "With --print-rbac: also what cleanup --force needs.")
  boolean force;

  @Override
  OutputOptions output() {
    return output;
  }

  @Override
  int execute(Session session) {
    String namespace = cluster.namespace == null ? "straingauge" : cluster.namespace;
    if (printRbac) {
      ClusterOptions.checkFaults(allowedFaults);
      if (!Rights.ofFaultsAtDriver(allowedFaults).isEmpty() && cluster.driverNamespace == null) {
        throw usage(
            "print roles for fault 'controller-crash': not known where the driver's pods are"
                + " (expected --driver-namespace NAME)");
      }
      List<String> roles =
          Rights.yaml(namespace, "straingauge", cluster.driverNamespace, allowedFaults, force);
      ObjectNode printed = document();
      printed.put("rbac", String.join("\n", roles));
      session.result(printed, roles);
      return 0;
    }
    List<Check> checks = checks(session);
    long failed = checks.stream().filter(check -> check.state() == State.FAILED).count();
    ObjectNode document = document();
    ArrayNode array = document.putArray("checks");
    for (Check check : checks) {
      ObjectNode node = array.addObject();
      node.put("name", check.name());
      node.put("state", check.state().name());
      node.put("found", check.found());
      node.put("next", check.next().isEmpty() ? null : check.next());
    }
    if (failed > 0) {
      Session.failed(
          Failure.of(
              ErrorId.DOCTOR_FAILED,
              "check the surroundings: %d of %d are not as they must be"
                  .formatted(failed, checks.size())),
          document);
    }
    session.result(document, table(checks));
    return document.get("exitCode").asInt();
  }

  private List<Check> checks(Session session) {
    List<Check> checks = new ArrayList<>(LocalChecks.of(session.data(), session.dataAsGiven()));
    Optional<Map<String, Object>> real = kafka.properties(session);
    checks.add(
        real.map(
                properties ->
                    OutsideChecks.kafka(properties, kafka.prefix, Topic.DEFAULT_PARTITIONS))
            .orElse(
                new Check(
                    "kafka",
                    State.OK,
                    "embedded, in " + session.dataAsGiven().resolve("kafka"),
                    "")));
    Optional<S3Settings> s3 = store.settings();
    checks.add(
        s3.map(settings -> OutsideChecks.s3(settings, store.prefix))
            .orElse(
                new Check(
                    "s3", State.OK, "embedded, in " + session.dataAsGiven().resolve("s3"), "")));
    if (cluster.isReal(this)) {
      checks.addAll(
          ClusterChecks.of(
              cluster.settings(session),
              cluster.namespace == null ? "straingauge" : cluster.namespace));
    }
    return checks;
  }

  private static List<String> table(List<Check> checks) {
    List<String> lines = new ArrayList<>();
    for (Check check : checks) {
      String word =
          switch (check.state()) {
            case OK -> "ok";
            case WARNING -> "warning";
            case FAILED -> "failed";
          };
      lines.add(
          String.format(
              Locale.ROOT,
              "%s %-7s  %-7s %s",
              check.state().symbol(),
              word,
              check.name(),
              check.found()));
      if (!check.next().isEmpty()) {
        lines.add("%20s%s".formatted("", "next: " + check.next()));
      }
    }
    return lines;
  }
}
