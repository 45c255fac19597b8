package dev.straingauge.cli.stack;

import dev.straingauge.schemas.topic.Topic;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.utils.AppInfoParser;

/** Looks at a Kafka without changing it. */
public final class Brokers {

  private Brokers() {}

  /**
   * What was seen.
   *
   * @param servers where we looked
   * @param failure why nothing was seen; empty: it was
   * @param took how long the first answer took
   * @param brokers how many there are
   * @param partitions of each of our topics that is there
   */
  public record Facts(
      String servers,
      String failure,
      Duration took,
      int brokers,
      SortedMap<String, Integer> partitions) {
    public Facts {
      partitions = new TreeMap<>(partitions);
    }
  }

  /** Version of the Kafka clients. */
  public static String clientVersion() {
    return AppInfoParser.getVersion();
  }

  /** Whether a Kafka client threw it. */
  public static boolean isFailure(Throwable thrown) {
    return thrown instanceof KafkaException;
  }

  /** Looks for at most {@code limit}. */
  public static Facts look(Map<String, Object> properties, String prefix, Duration limit) {
    String servers = String.valueOf(properties.get(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG));
    Map<String, Object> bounded = new HashMap<>(properties);
    int millis = (int) limit.toMillis();
    bounded.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, millis);
    bounded.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, millis);
    long begun = System.nanoTime();
    try (Admin admin = Admin.create(bounded)) {
      int brokers = admin.describeCluster().nodes().get(millis, TimeUnit.MILLISECONDS).size();
      Duration took = Duration.ofNanos(System.nanoTime() - begun);
      Set<String> names = admin.listTopics().names().get(millis, TimeUnit.MILLISECONDS);
      List<String> ours =
          Arrays.stream(Topic.values())
              .map(topic -> topic.name(prefix))
              .filter(names::contains)
              .toList();
      SortedMap<String, Integer> partitions = new TreeMap<>();
      admin
          .describeTopics(ours)
          .allTopicNames()
          .get(millis, TimeUnit.MILLISECONDS)
          .forEach((name, topic) -> partitions.put(name, topic.partitions().size()));
      return new Facts(servers, "", took, brokers, partitions);
    } catch (ExecutionException e) {
      return unseen(
          servers,
          e.getCause() instanceof org.apache.kafka.common.errors.TimeoutException
              ? "no answer within %d s".formatted(limit.toSeconds())
              : String.valueOf(e.getCause() == null ? e.getMessage() : e.getCause().getMessage()));
    } catch (TimeoutException e) {
      return unseen(servers, "no answer within %d s".formatted(limit.toSeconds()));
    } catch (KafkaException e) {
      return unseen(
          servers,
          String.valueOf(e.getCause() == null ? e.getMessage() : e.getCause().getMessage()));
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }

  private static Facts unseen(String servers, String why) {
    return new Facts(servers, "%s: %s".formatted(servers, why), Duration.ZERO, 0, new TreeMap<>());
  }
}
