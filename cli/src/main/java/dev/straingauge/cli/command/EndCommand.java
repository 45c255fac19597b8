package dev.straingauge.cli.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.straingauge.analyzer.AnalyzerSettings;
import dev.straingauge.archiver.store.Keys;
import dev.straingauge.cli.failure.Failure;
import dev.straingauge.cli.pipeline.Workers;
import dev.straingauge.cli.stack.Stack;
import dev.straingauge.event.CleanupOfKind;
import dev.straingauge.producer.run.EndOutcome;
import dev.straingauge.producer.run.EndRun;
import dev.straingauge.producer.run.RunLookup;
import dev.straingauge.schemas.run.RunId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code end}. */
@Command(
    name = "end",
    description = "End a run whose producer died, so that it can be analysed and archived.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  straingauge end quickstart/20261121074512 --kafka broker-0:9092",
      "  straingauge end latest                      the embedded Kafka: the run is archived too",
      "  straingauge cleanup latest --kubeconfig F   and what it left in a real cluster is removed",
      "",
      "The next 'straingauge run' in the same folder does this by itself."
    })
class EndCommand extends BaseCommand {

  private static final Duration ARCHIVE_LIMIT = Duration.ofMinutes(5);

  @Parameters(
      paramLabel = "RUN",
      description = "TEST/TIMESTAMP, a unique beginning of it, latest or latest~N.")
  String run = "";

  @Mixin KafkaOptions kafka = new KafkaOptions();
  @Mixin StoreOptions store = new StoreOptions();
  @Mixin OutputOptions output = new OutputOptions();

  @Override
  OutputOptions output() {
    return output;
  }

  @Override
  int execute(Session session) throws Exception {
    Optional<Map<String, Object>> real = kafka.properties(session);
    if (real.isPresent()) {
      return report(session, end(session, real.get()));
    }
    Workers.Settings settings =
        new Workers.Settings(
            kafka.prefix,
            new Keys(store.prefix).prefix(),
            session.data(),
            Version.own(),
            AnalyzerSettings.DEFAULT_COMMIT_INTERVAL);
    try (Stack stack =
            Stack.open(
                new Stack.Wanted(
                    session.data(),
                    null,
                    kafka.extra(session),
                    true,
                    store.settings().orElse(null)));
        Workers workers = Workers.start(stack, settings)) {
      session.logToFile();
      EndOutcome outcome = end(session, stack.kafka());
      workers.awaitArchived(outcome.run(), ARCHIVE_LIMIT);
      return report(session, outcome);
    }
  }

  /** Ends it. */
  EndOutcome end(Session session, RunId id, Map<String, Object> properties) {
    return EndRun.end(id, properties, kafka.prefix, Hosts.own());
  }

  private EndOutcome end(Session session, Map<String, Object> properties) {
    return end(session, RunLookup.find(run, properties, kafka.prefix), properties);
  }

  private int report(Session session, EndOutcome outcome) {
    ObjectNode document = document();
    document.put("run", outcome.run().toString());
    List<String> lines = new ArrayList<>();
    List<CleanupOfKind> cleanup =
        switch (outcome) {
          case EndOutcome.AlreadyClosed closed -> {
            document.put("outcome", closed.how());
            lines.add("run %s had ended: %s".formatted(closed.run(), closed.how()));
            yield closed.cleanup();
          }
          case EndOutcome.Ended ended -> {
            document.put("outcome", "crashed");
            document.put("incarnation", ended.incarnation());
            document.put("started", ended.started());
            document.put("skipped", ended.skipped());
            document.put("unfinished", ended.unfinished());
            document.put("left", ended.left());
            lines.add(
                "run %s ends as crashed: %,d operations started, %,d never ended, %,d objects left"
                    .formatted(ended.run(), ended.started(), ended.unfinished(), ended.left()));
            yield ended.cleanup();
          }
        };
    lines.addAll(certificate(cleanup));
    lines.addAll(further(document));
    failure(outcome.run(), cleanup).ifPresent(failure -> Session.failed(failure, document));
    session.result(document, lines);
    return document.path("exitCode").asInt();
  }

  /** Lines about what was created and what is left. */
  List<String> certificate(List<CleanupOfKind> cleanup) {
    return cleanup.stream()
        .filter(kind -> kind.getLeft() > 0)
        .map(
            kind ->
                "  %s: %,d left of %,d (%s)"
                    .formatted(
                        kind.getKind(), kind.getLeft(), kind.getCreated(), kind.getLeftReason()))
        .toList();
  }

  /** What else is to be told; into the document, too. */
  List<String> further(ObjectNode document) {
    return List.of();
  }

  /** What is wrong with what was left; empty: nothing. */
  Optional<Failure> failure(RunId id, List<CleanupOfKind> cleanup) {
    return Optional.empty();
  }
}
