package dev.straingauge.cli.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import dev.straingauge.schemas.topic.Topic;
import dev.straingauge.schemas.topic.Topics;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a process that held broker and clients leaves open when it is killed. */
@Timeout(120)
class LeftTransactionsTest {

  private static final String GROUP = "readers";
  private static final TopicPartition PARTITION = new TopicPartition(Topic.EVENTS.name("t."), 0);

  @TempDir Path data;
  private @Nullable KafkaProducer<String, String> producer;

  /** After the broker is gone, since it would abort what is open. */
  @AfterEach
  void closeProducer() {
    if (producer != null) {
      producer.close(Duration.ZERO);
    }
  }

  @Test
  void endsWhatItsCoordinatorStillHoldsForOpen() throws Exception {
    leaveOpen();
    Files.delete(folder().resolve(".kafka_cleanshutdown"));

    assertNobodyWaits();
  }

  @Test
  void endsWhatItsCoordinatorKnowsNothingOf() throws Exception {
    leaveOpen();
    Files.delete(folder().resolve(".kafka_cleanshutdown"));
    try (DirectoryStream<Path> logs = Files.newDirectoryStream(folder(), "__transaction_state-*")) {
      for (Path log : logs) {
        Utils.delete(log.toFile());
      }
    }

    assertNobodyWaits();
  }

  private void leaveOpen() throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(folder())) {
      Topics.createAndCheck(properties(kafka), "t.", 1, Duration.ofSeconds(20));
      Map<String, Object> properties = properties(kafka);
      properties.put("transactional.id", "killed");
      properties.put("transaction.timeout.ms", 600_000);
      producer = new KafkaProducer<>(properties, new StringSerializer(), new StringSerializer());
      producer.initTransactions();
      producer.beginTransaction();
      producer.send(new ProducerRecord<>(PARTITION.topic(), 0, "key", "never committed")).get();
      try (KafkaConsumer<String, String> consumer = consumer(kafka)) {
        producer.sendOffsetsToTransaction(
            Map.of(PARTITION, new OffsetAndMetadata(1)), consumer.groupMetadata());
      }
      producer.flush();
    }
  }

  private void assertNobodyWaits() throws IOException {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(folder());
        KafkaConsumer<String, String> consumer = consumer(kafka)) {
      assertThat(consumer.committed(Set.of(PARTITION), Duration.ofSeconds(8)))
          .containsEntry(PARTITION, null);
      // For readers of committed records the end is where the first open transaction begins.
      assertThat(consumer.endOffsets(Set.of(PARTITION)).get(PARTITION)).isGreaterThanOrEqualTo(2);
    }
  }

  private static KafkaConsumer<String, String> consumer(EmbeddedKafka kafka) {
    Map<String, Object> properties = properties(kafka);
    properties.put("group.id", GROUP);
    properties.put("isolation.level", "read_committed");
    return new KafkaConsumer<>(properties, new StringDeserializer(), new StringDeserializer());
  }

  private Path folder() {
    return data.resolve("kafka");
  }

  private static Map<String, Object> properties(EmbeddedKafka kafka) {
    return new HashMap<>(Map.of("bootstrap.servers", kafka.bootstrapServers()));
  }
}
