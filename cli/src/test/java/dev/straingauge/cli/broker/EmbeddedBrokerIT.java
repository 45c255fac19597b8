package dev.straingauge.cli.broker;

import dev.straingauge.cli.embedded.EmbeddedKafka;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The broker that {@code straingauge run} starts by itself. */
class EmbeddedBrokerIT extends BrokerContract {

  @TempDir static Path data;

  @SuppressWarnings("NullAway.Init") // set before the first test
  private static EmbeddedKafka kafka;

  @BeforeAll
  static void start() {
    kafka = EmbeddedKafka.start(data);
  }

  @AfterAll
  static void stop() {
    kafka.close();
  }

  @Override
  String bootstrapServers() {
    return kafka.bootstrapServers();
  }
}
