package dev.straingauge.cli.command;

import dev.straingauge.cli.settings.KafkaProperties;
import dev.straingauge.schemas.topic.Topic;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which Kafka. */
final class KafkaOptions {

  @Option(
      names = "--kafka",
      paramLabel = "HOST:PORT,...",
      description = "Brokers of a real Kafka (default: the embedded one).")
  @Nullable String servers;

  @Option(
      names = "--kafka-config",
      paramLabel = "FILE",
      description =
          "Properties for every Kafka client (TLS, SASL, ...); their values are never shown.")
  @Nullable Path config;

  @Option(
      names = "--topic-prefix",
      paramLabel = "PREFIX",
      description = "Begin of all topic names, application and group ids (default: straingauge.).")
  String prefix = Topic.DEFAULT_PREFIX;

  /** Client properties of the real Kafka that was asked for; empty: none was. */
  Optional<Map<String, Object>> properties(Session session) {
    Map<String, Object> properties = new TreeMap<>();
    if (config != null) {
      properties.putAll(KafkaProperties.read(session.around().folder(), config));
    }
    if (servers != null) {
      return Optional.of(KafkaProperties.at(servers, properties));
    }
    return KafkaProperties.servers(properties).isEmpty()
        ? Optional.empty()
        : Optional.of(properties);
  }

  /**
   * Client properties of a real Kafka, for commands that start none.
   *
   * @throws dev.straingauge.cli.failure.Failure USAGE if none is named
   */
  Map<String, Object> required(Session session, BaseCommand command) {
    return properties(session)
        .orElseThrow(
            () ->
                command.usage(
                    "find Kafka: no brokers are named (expected --kafka HOST:PORT, or"
                        + " bootstrap.servers in --kafka-config FILE)"));
  }

  /** Properties that hold for the embedded Kafka too. */
  Map<String, Object> extra(Session session) {
    return config == null ? Map.of() : KafkaProperties.read(session.around().folder(), config);
  }
}
