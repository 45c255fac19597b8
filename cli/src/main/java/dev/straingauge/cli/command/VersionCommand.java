package dev.straingauge.cli.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.straingauge.cli.stack.Brokers;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code version}. */
@Command(
    name = "version",
    description = "Print which Straingauge, Java and Kafka this is.",
    mixinStandardHelpOptions = true,
    footer = {"", "Examples:", "  straingauge version", "  straingauge version -o json"})
final class VersionCommand extends BaseCommand {

  @Mixin OutputOptions output = new OutputOptions();

  @Override
  OutputOptions output() {
    return output;
  }

  @Override
  int execute(Session session) {
    ObjectNode document = document();
    document.put("version", Version.own());
    document.put("java", Runtime.version().toString());
    document.put("kafka", Brokers.clientVersion());
    session.result(
        document,
        List.of(
            "straingauge   " + Version.own(),
            "java          " + Runtime.version(),
            "kafka         " + Brokers.clientVersion()));
    return 0;
  }
}
