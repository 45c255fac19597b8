package dev.straingauge.cli.embedded;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Kafka makes the topics of its coordinators when somebody asks for one for the first time, who
 * then waits and asks again each tenth of a second. Asked for as soon as the broker is there, they
 * are made while the rest starts.
 */
final class Coordinators {

  private static final Logger LOG = LoggerFactory.getLogger(Coordinators.class);
  private static final List<String> NOBODY = List.of("nobody");
  private static final int LIMIT_MILLIS = 10_000;

  private Coordinators() {}

  /** Asks for them on another thread. Whether they answer is for their users to find out. */
  static void wake(String server) {
    Thread.ofPlatform().name("kafka-coordinators").daemon().start(() -> ask(server));
  }

  private static void ask(String server) {
    Admin admin =
        Admin.create(
            Map.of(
                "bootstrap.servers", server,
                "request.timeout.ms", LIMIT_MILLIS,
                "default.api.timeout.ms", LIMIT_MILLIS));
    try {
      KafkaFuture<?> transactions = admin.describeTransactions(NOBODY).all();
      KafkaFuture<?> groups = admin.describeConsumerGroups(NOBODY).all();
      await(transactions);
      await(groups);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      admin.close(Duration.ZERO);
    }
  }

  private static void await(KafkaFuture<?> answer) throws InterruptedException {
    try {
      answer.get();
    } catch (ExecutionException e) {
      LOG.debug("asked for a coordinator", e); // it knows nobody, which says that it is there
    }
  }
}
