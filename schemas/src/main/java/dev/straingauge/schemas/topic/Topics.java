package dev.straingauge.schemas.topic;

import dev.straingauge.schemas.run.RunId;
import dev.straingauge.schemas.topic.TopicsException.Problem;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.utils.Utils;

/**
 * Creates the topics of a deployment on a broker and checks those that are there (contract R4, R5):
 * number of partitions, append time, retention by deletion. Retention itself is set when a topic is
 * created and then left to the operator. Thread-safe.
 */
public final class Topics {

  private static final short BROKER_DEFAULT_REPLICATION = -1;
  private static final String APPEND_TIME = "LogAppendTime";

  private Topics() {}

  /** The partition of a run in every topic: what Kafka's default partitioner makes of its key. */
  public static int partitionOf(RunId run, int partitions) {
    byte[] key = run.toString().getBytes(StandardCharsets.UTF_8);
    return Utils.toPositive(Utils.murmur2(key)) % partitions;
  }

  /**
   * Creates the topics that are missing and checks all of them. Several processes may do so at
   * once.
   *
   * @param clientProps properties of a Kafka client, at least {@code bootstrap.servers}
   * @param prefix of every topic's name
   * @param partitions of every topic, at least 1
   * @param limit how long to wait for the broker, all in all
   * @throws TopicsException if the broker cannot be reached or refuses, or a topic is not as it
   *     must be
   */
  public static void createAndCheck(
      Map<String, Object> clientProps, String prefix, int partitions, Duration limit)
      throws TopicsException {
    try (TopicAdmin admin = TopicAdmin.connect(clientProps, limit)) {
      Set<String> present = admin.names();
      List<String> names = Arrays.stream(Topic.values()).map(topic -> topic.name(prefix)).toList();
      // before anything is created: a deployment with two numbers of partitions cannot be mended
      List<String> known = names.stream().filter(present::contains).toList();
      checkPartitions(admin.describe(known), partitions, prefix);
      admin.create(
          Arrays.stream(Topic.values())
              .filter(topic -> !present.contains(topic.name(prefix)))
              .map(topic -> newTopic(topic, prefix, partitions))
              .toList());
      checkPartitions(admin.describe(names), partitions, prefix);
      checkSettings(admin.settings(names));
    }
  }

  private static NewTopic newTopic(Topic topic, String prefix, int partitions) {
    return new NewTopic(topic.name(prefix), partitions, BROKER_DEFAULT_REPLICATION)
        .configs(
            Map.of(
                TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG,
                APPEND_TIME,
                TopicConfig.CLEANUP_POLICY_CONFIG,
                TopicConfig.CLEANUP_POLICY_DELETE,
                TopicConfig.RETENTION_MS_CONFIG,
                Long.toString(topic.retention().toMillis())));
  }

  private static void checkPartitions(
      Map<String, TopicDescription> found, int partitions, String prefix) throws TopicsException {
    List<String> others = new ArrayList<>();
    found.forEach(
        (name, topic) -> {
          if (topic.partitions().size() != partitions) {
            others.add("'%s' has %d".formatted(name, topic.partitions().size()));
          }
        });
    if (!others.isEmpty()) {
      throw new TopicsException(
          Problem.PARTITIONS,
          "check topics '%s*': %s partitions (expected %d)"
              .formatted(prefix, String.join(", ", others), partitions),
          List.of(
              "the number of partitions decides where a run lives and never changes; another number"
                  + " needs another topic prefix"));
    }
  }

  private static void checkSettings(Map<String, Config> found) throws TopicsException {
    List<String> others = new ArrayList<>();
    found.forEach(
        (name, config) -> {
          check(name, config, TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, APPEND_TIME, others);
          check(
              name,
              config,
              TopicConfig.CLEANUP_POLICY_CONFIG,
              TopicConfig.CLEANUP_POLICY_DELETE,
              others);
        });
    if (!others.isEmpty()) {
      throw new TopicsException(
          Problem.SETTINGS,
          "check topics: %s".formatted(String.join("; ", others)),
          List.of(
              "straingauge creates its topics so; alter the topic or use another topic prefix"));
    }
  }

  private static void check(
      String name, Config config, String key, String expected, List<String> others) {
    String value =
        Optional.ofNullable(config.get(key)).map(ConfigEntry::value).orElse("(not told)");
    if (!value.equals(expected)) {
      others.add("'%s' has %s=%s (expected %s)".formatted(name, key, value, expected));
    }
  }
}
