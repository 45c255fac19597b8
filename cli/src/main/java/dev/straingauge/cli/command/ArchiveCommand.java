package dev.straingauge.cli.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.straingauge.archiver.ArchivedRun;
import dev.straingauge.archiver.ArchiverService;
import dev.straingauge.archiver.ArchiverSettings;
import dev.straingauge.archiver.store.Keys;
import dev.straingauge.archiver.store.S3ObjectStore;
import dev.straingauge.archiver.words.Figures;
import dev.straingauge.cli.embedded.DataFolder;
import dev.straingauge.cli.failure.ErrorId;
import dev.straingauge.cli.failure.Failure;
import dev.straingauge.cli.pipeline.Service;
import dev.straingauge.cli.pipeline.Workers;
import dev.straingauge.cli.settings.KafkaProperties;
import dev.straingauge.cli.stack.Stack;
import dev.straingauge.producer.run.RunLookup;
import dev.straingauge.schemas.run.RunId;
import dev.straingauge.schemas.topic.Topic;
import dev.straingauge.schemas.topic.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code archive}. */
@Command(
    name = "archive",
    description = "The archiver as a service: every run in Kafka becomes a folder in S3.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  straingauge archive --kafka broker-0:9092 --s3 https://minio:9000 --bucket runs",
      "  straingauge archive --kafka broker-0:9092 --bucket runs --run latest      one run, then it"
          + " ends",
      "",
      "Without --s3 or --bucket it starts the embedded S3 of the data folder."
    })
final class ArchiveCommand extends BaseCommand {

  private static final Duration BROKER_LIMIT = Duration.ofSeconds(10);
  private static final Duration RUN_LIMIT = Duration.ofMinutes(10);

  @Option(names = "--follow", description = "Go on until it is stopped; the default.")
  boolean follow;

  @Option(names = "--run", paramLabel = "RUN", description = "End when this run is archived.")
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
    if (follow && !run.isEmpty()) {
      throw usage("read options '--follow' and '--run': both are given (expected one of them)");
    }
    Map<String, Object> properties = kafka.required(session, this);
    session.logToFile();
    StartLines lines = new StartLines(session);
    lines.headline("archive", kafka.prefix + "*");
    lines.kafka(KafkaProperties.servers(properties));
    Topics.createAndCheck(properties, kafka.prefix, Topic.DEFAULT_PARTITIONS, BROKER_LIMIT);
    Stack.Wanted wanted =
        new Stack.Wanted(session.data(), properties, Map.of(), true, store.settings().orElse(null));
    String prefix = new Keys(store.prefix).prefix();
    try (Stack stack = Stack.open(wanted);
        S3ObjectStore objects = new S3ObjectStore(stack.s3());
        ArchiverService archiver =
            new ArchiverService(
                ArchiverSettings.of(
                    properties,
                    kafka.prefix,
                    objects,
                    prefix,
                    DataFolder.temp(session.data()),
                    Version.own()))) {
      lines.archive(stack, store.settings().isEmpty(), store.prefix);
      archiver.start();
      if (!run.isEmpty()) {
        return one(session, archiver, RunLookup.find(run, properties, kafka.prefix));
      }
      session.say("  archiving until Ctrl-C");
      Service.untilStopped(
          () -> archiver.failure().map(Workers::archiverFailed),
          () -> archiver.takeFinished().forEach(each -> session.say("  " + words(each))));
      session.result(document(), List.of());
      return 0;
    }
  }

  private static String words(ArchivedRun archived) {
    String words =
        "run %s archived: %s   (%s, %s)"
            .formatted(
                archived.run(),
                archived.uri(),
                Figures.count(archived.objects(), "object"),
                Figures.bytes(archived.bytes()));
    return archived.complete() ? words : words + "   incomplete: " + archived.reason();
  }

  private int one(Session session, ArchiverService archiver, RunId id)
      throws InterruptedException, ExecutionException {
    try {
      ArchivedRun archived = archiver.awaitArchived(id, RUN_LIMIT);
      ObjectNode document = document();
      document.put("run", archived.run().toString());
      ObjectNode archive = document.putObject("archive");
      archive
          .put("uri", archived.uri())
          .put("archivedAs", archived.archivedAs().toString())
          .put("state", archived.complete() ? "complete" : "incomplete")
          .put("reason", archived.reason())
          .put("objects", archived.objects())
          .put("bytes", archived.bytes());
      ObjectNode hashes = document.putObject("hashes");
      archived.hashes().forEach(hashes::put);
      if (!archived.complete()) {
        Session.failed(Failure.of(ErrorId.ARCHIVE_INCOMPLETE, archived.reason()), document);
      }
      session.result(document, List.of(words(archived)));
      return document.path("exitCode").asInt();
    } catch (TimeoutException e) {
      throw Failure.of(
              ErrorId.RUN_UNFINISHED,
              "archive run '%s': not whole after %s (expected its end and its analysis by then)"
                  .formatted(id, Figures.time(RUN_LIMIT.toNanos())))
          .facts(
              archiver
                  .status()
                  .problem()
                  .map(List::of)
                  .orElse(List.of("its producer or 'straingauge analyze' has not ended it")))
          .advice("straingauge end " + id)
          .cause(e);
    }
  }
}
