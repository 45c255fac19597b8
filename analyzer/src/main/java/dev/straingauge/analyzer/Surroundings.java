package dev.straingauge.analyzer;

import dev.straingauge.schemas.topic.Topic;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Looks before the start whether Kafka answers and the topics are as the analyzer needs them:
 * Streams itself would wait, or stop much later.
 */
final class Surroundings {

  private Surroundings() {}

  /**
   * Asks Kafka for all topics.
   *
   * @throws AnalyzerException if it does not answer within {@code limit}, refuses, or a topic is
   *     missing or has another number of partitions than the others
   */
  static void check(AnalyzerSettings settings, Duration limit) {
    Map<String, Object> properties = new HashMap<>(settings.kafka());
    properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, 3_000);
    properties.put(
        AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, Math.toIntExact(limit.toMillis()));
    List<String> names =
        Arrays.stream(Topic.values()).map(topic -> topic.name(settings.topicPrefix())).toList();
    TreeMap<String, Integer> partitions = new TreeMap<>();
    try (Admin admin = Admin.create(properties)) {
      for (Map.Entry<String, KafkaFuture<TopicDescription>> asked :
          admin.describeTopics(names).topicNameValues().entrySet()) {
        partitions.put(
            asked.getKey(),
            asked.getValue().get(limit.toMillis(), TimeUnit.MILLISECONDS).partitions().size());
      }
    } catch (ExecutionException e) {
      throw refused(settings, limit, e.getCause() == null ? e : e.getCause());
    } catch (KafkaException | TimeoutException e) {
      throw refused(settings, limit, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AnalyzerException("kafka-unreachable", "connect to Kafka: interrupted", e);
    }
    if (partitions.values().stream().distinct().count() > 1) {
      throw new AnalyzerException(
          "topics-partitions",
          "check topics '%s*': partitions %s (expected the same number everywhere)"
              .formatted(settings.topicPrefix(), partitions));
    }
  }

  private static AnalyzerException refused(
      AnalyzerSettings settings, Duration limit, Throwable cause) {
    if (cause instanceof UnknownTopicOrPartitionException) {
      return new AnalyzerException(
          "topics-missing",
          "find topics '%s*': %s (expected all of %s)"
              .formatted(settings.topicPrefix(), cause.getMessage(), List.of(Topic.values())),
          cause);
    }
    return new AnalyzerException(
        "kafka-unreachable",
        "connect to Kafka '%s': %s (expected an answer within %d s)"
            .formatted(
                settings.kafka().get(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG),
                cause,
                limit.toSeconds()),
        cause);
  }
}
