package dev.straingauge.cli.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.straingauge.archiver.store.Content;
import dev.straingauge.archiver.store.S3ObjectStore;
import dev.straingauge.archiver.store.S3Settings;
import dev.straingauge.archiver.store.S3Settings.Credentials;
import dev.straingauge.cli.embedded.EmbeddedException.Kind;
import dev.straingauge.schemas.topic.Topic;
import dev.straingauge.schemas.topic.Topics;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.Exit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedStackTest {

  private static final String TOPIC = Topic.EVENTS.name("t.");

  @TempDir Path data;

  @Test
  void keepsItsRecordsOverARestartOnOtherPorts() throws Exception {
    String first;
    try (EmbeddedKafka kafka = EmbeddedKafka.start(data.resolve("kafka"))) {
      first = kafka.bootstrapServers();
      Topics.createAndCheck(properties(kafka), "t.", 8, Duration.ofSeconds(20));
      send(kafka, "before");
    }
    int port = Integer.parseInt(first.substring(first.indexOf(':') + 1));
    try (ServerSocket _ =
            new ServerSocket(port, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
        EmbeddedKafka kafka = EmbeddedKafka.start(data.resolve("kafka"))) {
      assertThat(kafka.bootstrapServers()).startsWith("127.0.0.1:").isNotEqualTo(first);
      send(kafka, "after");

      assertThat(read(kafka)).containsExactly("before", "after");
    }
  }

  @Test
  void keepsOneGibibyteOfAPartition() throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(data.resolve("kafka"));
        Admin admin = Admin.create(properties(kafka))) {
      Topics.createAndCheck(properties(kafka), "t.", 8, Duration.ofSeconds(20));
      ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, TOPIC);

      Config config =
          Objects.requireNonNull(admin.describeConfigs(List.of(topic)).all().get().get(topic));
      assertThat(config.get(TopicConfig.RETENTION_BYTES_CONFIG).value()).isEqualTo("1073741824");
    }
  }

  @Test
  void refusesAFolderThatIsAFile() throws Exception {
    Path file = Files.writeString(data.resolve("kafka"), "");

    assertThatThrownBy(() -> EmbeddedKafka.start(file))
        .isInstanceOf(EmbeddedException.class)
        .hasMessageStartingWith("start embedded Kafka in '");
  }

  @Test
  void saysWhenTheBrokerGivesUpInsteadOfEndingTheProcess() {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(data.resolve("kafka"))) {
      assertThatThrownBy(() -> Exit.halt(1, "all log dirs have failed"))
          .isInstanceOf(EmbeddedException.class);

      assertThat(kafka.breakdown().getNow(new EmbeddedException(Kind.PORTS, "nothing")))
          .hasMessageEndingWith("the broker gave up, all log dirs have failed")
          .extracting(EmbeddedException::kind)
          .isEqualTo(Kind.BROKEN);
    }
  }

  @Test
  void keepsKeyAndObjectsOfAnS3Folder() throws Exception {
    String accessKey;
    try (EmbeddedS3 s3 = EmbeddedS3.start(data);
        S3ObjectStore store = store(s3, s3.secretKey())) {
      accessKey = s3.accessKey();
      assertThat(
              store.putIfAbsent(
                  "a/b", Content.of("hello".getBytes(StandardCharsets.UTF_8)), new TreeMap<>()))
          .isTrue();
      assertThat(store.check("")).isTrue();
    }
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve("s3.key"))))
        .isEqualTo("rw-------");
    assertThat(Files.readString(data.resolve("s3/runs/a/b"))).isEqualTo("hello");
    try (EmbeddedS3 s3 = EmbeddedS3.start(data);
        S3ObjectStore store = store(s3, s3.secretKey())) {
      assertThat(s3.accessKey()).isEqualTo(accessKey);
      assertThat(store.get("a/b", 100))
          .hasValueSatisfying(bytes -> assertThat(bytes).asString().isEqualTo("hello"));
    }
  }

  @Test
  void refusesAWrongSecret() {
    try (EmbeddedS3 s3 = EmbeddedS3.start(data);
        S3ObjectStore store = store(s3, "wrong")) {
      assertThatThrownBy(() -> store.get("a", 10)).hasMessageContaining("403");
    }
  }

  @Test
  void hidesTheSecretInTextForms() {
    assertThat(new FolderKey("access", "geheim"))
        .asString()
        .contains("access")
        .doesNotContain("geheim");
  }

  @Test
  void refusesAKeyFileThatHoldsSomethingElse() throws Exception {
    Files.writeString(data.resolve("s3.key"), "one line");

    assertThatThrownBy(() -> EmbeddedS3.start(data))
        .isInstanceOf(EmbeddedException.class)
        .hasMessageEndingWith("holds no key (expected two lines; delete it and a new one is made)");
  }

  private static S3ObjectStore store(EmbeddedS3 s3, String secret) {
    return new S3ObjectStore(
        S3Settings.of(s3.endpoint(), EmbeddedS3.BUCKET, new Credentials(s3.accessKey(), secret)));
  }

  private static Map<String, Object> properties(EmbeddedKafka kafka) {
    return Map.of("bootstrap.servers", kafka.bootstrapServers());
  }

  private static void send(EmbeddedKafka kafka, String value) throws Exception {
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(properties(kafka), new StringSerializer(), new StringSerializer())) {
      producer.send(new ProducerRecord<>(TOPIC, 0, "key", value)).get();
    }
  }

  private static List<String> read(EmbeddedKafka kafka) {
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(
            properties(kafka), new StringDeserializer(), new StringDeserializer())) {
      TopicPartition partition = new TopicPartition(TOPIC, 0);
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long end = Objects.requireNonNull(consumer.endOffsets(List.of(partition)).get(partition));
      List<String> values = new java.util.ArrayList<>();
      while (consumer.position(partition) < end) {
        for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofSeconds(1))) {
          values.add(record.value());
        }
      }
      return values;
    }
  }
}
