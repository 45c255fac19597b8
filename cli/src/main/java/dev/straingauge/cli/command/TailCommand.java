package dev.straingauge.cli.command;

import dev.straingauge.cli.embedded.DataFolder;
import dev.straingauge.cli.settings.KafkaProperties;
import dev.straingauge.cli.stack.Stack;
import dev.straingauge.producer.run.RunLookup;
import dev.straingauge.producer.run.TailRun;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tail}. */
@Command(
    name = "tail",
    description = "Print the events of a run as JSON lines, in the order of the log.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  straingauge tail latest | head -3",
      "  straingauge tail --follow quickstart/20261121074512 --kafka broker-0:9092",
      "",
      "Without --kafka it reads the embedded Kafka of the data folder, also beside a run at work."
    })
final class TailCommand extends BaseCommand {

  @Parameters(
      paramLabel = "RUN",
      description = "TEST/TIMESTAMP, a unique beginning of it, latest or latest~N.")
  String run = "";

  @Option(
      names = {"-f", "--follow"},
      description = "Go on until the run ends.")
  boolean follow;

  @Mixin KafkaOptions kafka = new KafkaOptions();

  @Override
  int execute(Session session) {
    Optional<Map<String, Object>> running =
        kafka
            .properties(session)
            .or(
                () ->
                    DataFolder.announced(session.data())
                        .map(at -> KafkaProperties.at(at, kafka.extra(session))));
    if (running.isPresent()) {
      return tail(session, running.get());
    }
    try (Stack stack =
        Stack.open(new Stack.Wanted(session.data(), null, kafka.extra(session), false, null))) {
      return tail(session, stack.kafka());
    }
  }

  private int tail(Session session, Map<String, Object> properties) {
    TailRun.tail(
        RunLookup.find(run, properties, kafka.prefix),
        properties,
        kafka.prefix,
        follow,
        line -> session.around().out().print(line + "\n"));
    return 0;
  }
}
