package dev.straingauge.schemas.topic;

import dev.straingauge.schemas.topic.TopicsException.Problem;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** The questions asked of one broker, with one deadline and one translation of its failures. */
final class TopicAdmin implements AutoCloseable {

  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);

  private final Admin admin;
  private final String broker;
  private final Duration limit;
  private final long deadlineNanoTime;

  private TopicAdmin(Admin admin, String broker, Duration limit) {
    this.admin = admin;
    this.broker = broker;
    this.limit = limit;
    this.deadlineNanoTime = System.nanoTime() + limit.toNanos();
  }

  static TopicAdmin connect(Map<String, Object> clientProps, Duration limit)
      throws TopicsException {
    String broker = String.valueOf(clientProps.get(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG));
    Map<String, Object> props = new HashMap<>(clientProps);
    int millis = Math.clamp(limit.toMillis(), 1, Integer.MAX_VALUE);
    props.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, millis);
    props.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, millis);
    try {
      return new TopicAdmin(Admin.create(props), broker, limit);
    } catch (KafkaException e) {
      String reason = (e.getCause() == null ? e : e.getCause()).getMessage();
      boolean noAddress = reason != null && reason.startsWith("No resolvable bootstrap urls");
      throw new TopicsException(
          noAddress ? Problem.UNREACHABLE : Problem.PROPERTIES,
          "connect to Kafka '%s': %s (expected %s)"
              .formatted(broker, reason, noAddress ? "a known host" : "usable client properties"),
          e);
    }
  }

  /** Names of all topics that this client may see. */
  Set<String> names() throws TopicsException {
    return await("list topics of", admin.listTopics().names());
  }

  /** Creates topics; one that somebody else created meanwhile is no failure. */
  void create(List<NewTopic> topics) throws TopicsException {
    for (KafkaFuture<Void> created : admin.createTopics(topics).values().values()) {
      try {
        await("create topics on", created);
      } catch (TopicsException e) {
        if (!(e.getCause() instanceof TopicExistsException)) {
          throw e;
        }
      }
    }
  }

  /**
   * Topics by name, in the order of {@code names}. One just created may be unknown to the broker
   * that is asked: looks again until it is not.
   */
  Map<String, TopicDescription> describe(List<String> names) throws TopicsException {
    while (true) {
      try {
        Map<String, TopicDescription> found =
            await("describe topics of", admin.describeTopics(names).allTopicNames());
        Map<String, TopicDescription> ordered = new LinkedHashMap<>();
        names.forEach(name -> ordered.put(name, found.get(name)));
        return ordered;
      } catch (TopicsException e) {
        if (!(e.getCause() instanceof UnknownTopicOrPartitionException) || leftNanos() == 0) {
          throw e;
        }
        pause();
      }
    }
  }

  /** Settings of topics by name, in the order of {@code names}. */
  Map<String, Config> settings(List<String> names) throws TopicsException {
    List<ConfigResource> resources =
        names.stream().map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name)).toList();
    Map<ConfigResource, Config> found =
        await("describe topics of", admin.describeConfigs(resources).all());
    Map<String, Config> ordered = new LinkedHashMap<>();
    resources.forEach(resource -> ordered.put(resource.name(), found.get(resource)));
    return ordered;
  }

  @Override
  public void close() {
    admin.close(Duration.ZERO);
  }

  private <T> T await(String what, KafkaFuture<T> answer) throws TopicsException {
    try {
      return answer.get(leftNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      throw failed(what, e.getCause() == null ? e : e.getCause());
    } catch (TimeoutException e) {
      throw failed(what, e);
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }

  private TopicsException failed(String what, Throwable cause) {
    return switch (cause) {
      case TimeoutException _, org.apache.kafka.common.errors.TimeoutException _ ->
          new TopicsException(
              Problem.UNREACHABLE,
              "connect to Kafka '%s': no answer within %d s (expected metadata)"
                  .formatted(broker, limit.toSeconds()),
              cause);
      case AuthenticationException _, AuthorizationException _ ->
          new TopicsException(
              Problem.DENIED,
              "%s Kafka '%s': denied: %s (expected the rights Create, Describe and DescribeConfigs)"
                  .formatted(what, broker, cause.getMessage()),
              cause);
      default ->
          new TopicsException(
              Problem.REFUSED,
              "%s Kafka '%s': %s".formatted(what, broker, cause.getMessage()),
              cause);
    };
  }

  private static void pause() {
    try {
      Thread.sleep(BETWEEN_LOOKS);
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }

  private long leftNanos() {
    return Math.max(0, deadlineNanoTime - System.nanoTime());
  }
}
