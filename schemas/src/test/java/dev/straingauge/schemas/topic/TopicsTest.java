package dev.straingauge.schemas.topic;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.straingauge.schemas.run.RunId;
import dev.straingauge.schemas.topic.TopicsException.Problem;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TopicsTest {

  private static final Duration LIMIT = Duration.ofSeconds(20);

  @TempDir static Path folder;
  private static TestBroker broker;

  @BeforeAll
  static void start() throws Exception {
    broker = TestBroker.start(folder.resolve("kafka"));
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  private static TopicsException failure(Map<String, Object> props, String prefix, int partitions) {
    return failure(props, prefix, partitions, LIMIT);
  }

  private static TopicsException failure(
      Map<String, Object> props, String prefix, int partitions, Duration limit) {
    return catchThrowableOfType(
        TopicsException.class, () -> Topics.createAndCheck(props, prefix, partitions, limit));
  }

  private static void create(NewTopic topic) throws Exception {
    try (Admin admin = Admin.create(broker.clientProps())) {
      admin.createTopics(List.of(topic)).all().get();
    }
  }

  private static Set<String> names(String prefix) throws Exception {
    try (Admin admin = Admin.create(broker.clientProps())) {
      Set<String> names = new HashSet<>(admin.listTopics().names().get());
      names.removeIf(name -> !name.startsWith(prefix));
      return names;
    }
  }

  @Test
  void createsEveryTopicAsTheContractSaysAndAcceptsItAgain() throws Exception {
    Topics.createAndCheck(broker.clientProps(), "new.", 3, LIMIT);
    Topics.createAndCheck(broker.clientProps(), "new.", 3, LIMIT);

    assertThat(names("new."))
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(Topic.values()).map(topic -> topic.name("new.")).toList());
    try (Admin admin = Admin.create(broker.clientProps())) {
      for (Topic topic : Topic.values()) {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic.name("new."));
        Config config =
            requireNonNull(admin.describeConfigs(List.of(resource)).all().get().get(resource));
        assertThat(config.get("message.timestamp.type"))
            .extracting(ConfigEntry::value)
            .isEqualTo("LogAppendTime");
        assertThat(config.get("cleanup.policy")).extracting(ConfigEntry::value).isEqualTo("delete");
        assertThat(config.get("retention.ms"))
            .extracting(ConfigEntry::value)
            .isEqualTo("" + topic.retention().toMillis());
      }
    }
  }

  @Test
  void letsSeveralCreateAtOnce() throws Exception {
    List<Throwable> failures = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      threads.add(
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      Topics.createAndCheck(broker.clientProps(), "race.", 2, LIMIT);
                    } catch (TopicsException e) {
                      synchronized (failures) {
                        failures.add(e);
                      }
                    }
                  }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(failures).isEmpty();
  }

  @Test
  void refusesAnotherNumberOfPartitionsBeforeItCreatesAnything() throws Exception {
    create(new NewTopic("four.slices", 4, (short) 1));

    TopicsException failure = failure(broker.clientProps(), "four.", 8);

    assertThat(failure.id()).isEqualTo("topics-partitions");
    assertThat(failure.exitCode()).isEqualTo(2);
    assertThat(failure)
        .hasMessage("check topics 'four.*': 'four.slices' has 4 partitions (expected 8)");
    assertThat(failure.facts()).hasSize(1);
    assertThat(names("four.")).containsExactly("four.slices");
  }

  @Test
  void namesTopicsWithTimesOfTheClientOrCompaction() throws Exception {
    create(
        new NewTopic("odd.events", 2, (short) 1)
            .configs(Map.of("message.timestamp.type", "CreateTime", "cleanup.policy", "compact")));
    create(
        new NewTopic("odd.rolling", 2, (short) 1)
            .configs(
                Map.of(
                    "message.timestamp.type",
                    "LogAppendTime",
                    "cleanup.policy",
                    "compact,delete")));

    TopicsException failure = failure(broker.clientProps(), "odd.", 2);

    assertThat(failure.id()).isEqualTo("topics-config");
    assertThat(failure.exitCode()).isEqualTo(2);
    assertThat(failure)
        .hasMessage(
            "check topics: 'odd.events' has message.timestamp.type=CreateTime (expected"
                + " LogAppendTime); 'odd.events' has cleanup.policy=compact (expected delete);"
                + " 'odd.rolling' has cleanup.policy=compact,delete (expected delete)");
  }

  @Test
  void leavesRetentionToTheOperator() throws Exception {
    create(
        new NewTopic("kept.events", 2, (short) 1)
            .configs(Map.of("message.timestamp.type", "LogAppendTime", "retention.ms", "1000000")));
    Topics.createAndCheck(broker.clientProps(), "kept.", 2, LIMIT);
  }

  @Test
  void saysThatNobodyAnswers() {
    String nobody = "127.0.0.1:" + TestBroker.freePort();

    TopicsException failure =
        failure(Map.of("bootstrap.servers", nobody), "x.", 1, Duration.ofSeconds(1));

    assertThat(failure.problem()).isEqualTo(Problem.UNREACHABLE);
    assertThat(failure.id()).isEqualTo("kafka-unreachable");
    assertThat(failure.exitCode()).isEqualTo(1);
    assertThat(failure)
        .hasMessage(
            "connect to Kafka '%s': no answer within 1 s (expected metadata)".formatted(nobody));
  }

  @Test
  void tellsAnUnknownHostFromBadProperties() {
    assertThat(failure(Map.of("bootstrap.servers", "no-such-host.invalid:9092"), "x.", 1).problem())
        .isEqualTo(Problem.UNREACHABLE);
    TopicsException failure =
        failure(
            Map.of("bootstrap.servers", "localhost:1", "security.protocol", "NONSENSE"), "x.", 1);
    assertThat(failure.id()).isEqualTo("config-invalid");
    assertThat(failure.exitCode()).isEqualTo(2);
    assertThat(failure).hasMessageContaining("security.protocol");
  }

  @Test
  void findsThePartitionThatTheDefaultPartitionerTakes() {
    for (int i = 0; i < 100; i++) {
      RunId run = RunId.parse("run-%d/20260101000000".formatted(i));
      byte[] key = run.toString().getBytes(StandardCharsets.UTF_8);
      for (int partitions : new int[] {1, 2, 8, 13}) {
        assertThat(Topics.partitionOf(run, partitions))
            .isEqualTo(BuiltInPartitioner.partitionForKey(key, partitions));
      }
    }
  }
}
