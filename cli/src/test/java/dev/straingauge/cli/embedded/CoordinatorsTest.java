package dev.straingauge.cli.embedded;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class CoordinatorsTest {

  private static final Set<String> TOPICS = Set.of("__transaction_state", "__consumer_offsets");

  @TempDir Path data;

  /** Nobody else asks for a coordinator here. */
  @Test
  @Timeout(60)
  void topicsOfTheCoordinatorsAreMadeByThemselves() throws Exception {
    Path folder = Files.createDirectories(data.resolve("kafka"));
    try (EmbeddedKafka kafka = EmbeddedKafka.start(folder);
        Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
      ListTopicsOptions all = new ListTopicsOptions().listInternal(true);
      while (!admin.listTopics(all).names().get().containsAll(TOPICS)) {
        Thread.onSpinWait(); // the time-out ends it
      }
    }
  }
}
