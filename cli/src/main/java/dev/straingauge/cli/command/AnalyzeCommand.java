package dev.straingauge.cli.command;

import dev.straingauge.analyzer.AnalyzerService;
import dev.straingauge.analyzer.AnalyzerSettings;
import dev.straingauge.cli.pipeline.Service;
import dev.straingauge.cli.settings.KafkaProperties;
import dev.straingauge.schemas.topic.Topic;
import dev.straingauge.schemas.topic.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code analyze}. */
@Command(
    name = "analyze",
    description =
        "The analysis as a service: events in Kafka become slices, rolling windows and summaries in"
            + " Kafka.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  straingauge analyze --kafka broker-0:9092 --kafka-config client.properties",
      "  straingauge analyze --kafka broker-0:9092 --threads 4",
      "",
      "Several of them share the work. One that is killed loses nothing: start it again."
    })
final class AnalyzeCommand extends BaseCommand {

  private static final Duration BROKER_LIMIT = Duration.ofSeconds(10);
  private static final Duration START_LIMIT = Duration.ofMinutes(2);

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads, each for some partitions (default: 1).")
  int threads = 1;

  @Mixin KafkaOptions kafka = new KafkaOptions();
  @Mixin OutputOptions output = new OutputOptions();

  @Override
  OutputOptions output() {
    return output;
  }

  @Override
  int execute(Session session) throws Exception {
    if (threads < 1 || threads > Topic.DEFAULT_PARTITIONS) {
      throw usage(
          "read option '--threads': %d (expected 1 to %d, the number of partitions)"
              .formatted(threads, Topic.DEFAULT_PARTITIONS));
    }
    Map<String, Object> properties = kafka.required(session, this);
    session.logToFile();
    StartLines lines = new StartLines(session);
    lines.headline("analyze", kafka.prefix + "*");
    lines.kafka(KafkaProperties.servers(properties));
    Topics.createAndCheck(properties, kafka.prefix, Topic.DEFAULT_PARTITIONS, BROKER_LIMIT);
    AnalyzerSettings settings =
        new AnalyzerSettings(
            properties,
            kafka.prefix,
            threads,
            session.data().resolve("streams"),
            AnalyzerSettings.DEFAULT_COMMIT_INTERVAL);
    try (AnalyzerService analyzer = new AnalyzerService(settings)) {
      analyzer.start();
      analyzer.awaitRunning(START_LIMIT);
      session.say("  analysing until Ctrl-C");
      RunNews news = new RunNews(session);
      Service.untilStopped(
          () -> analyzer.failure().map(Throwable.class::cast),
          () -> news.tell(analyzer.openRuns(), analyzer.takeEndedRuns()));
    }
    session.result(document(), List.of());
    return 0;
  }
}
