package dev.straingauge.cli.embedded;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.AbortTransactionSpec;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.errors.TransactionalIdNotFoundException;
import org.apache.kafka.common.utils.Utils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the transactions that a killed process left in the broker's folder. The clients lived in
 * that process too, so nobody is going to. An open one is aborted by the broker when it has timed
 * out; until then readers of committed records stand still. One that is open in a partition while
 * its coordinator holds it for complete is never ended by the broker: the partition's readers,
 * those of committed offsets among them, would wait for ever.
 */
final class LeftTransactions {

  private static final Logger LOG = LoggerFactory.getLogger(LeftTransactions.class);

  /** For one answer; a broker that has just started may load its coordinators first. */
  private static final Duration LIMIT = Duration.ofSeconds(15);

  private static final String STATES = "__transaction_state";

  /** The coordinator goes on with these by itself. */
  private static final Set<TransactionState> GOES_ON =
      EnumSet.of(
          TransactionState.ONGOING,
          TransactionState.PREPARE_COMMIT,
          TransactionState.PREPARE_ABORT,
          TransactionState.PREPARE_EPOCH_FENCE,
          TransactionState.UNKNOWN);

  private LeftTransactions() {}

  /**
   * To be called before any other client connects: what is open then belongs to nobody. A failure
   * is logged only; the broker works without.
   */
  static void end(String bootstrapServers) {
    Map<String, Object> config =
        Map.of(
            AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
            bootstrapServers,
            AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
            (int) LIMIT.toMillis(),
            AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
            (int) LIMIT.toMillis());
    try (Admin admin = Admin.create(config)) {
      Map<String, TopicDescription> topics = topics(admin);
      TopicDescription coordinators = topics.get(STATES);
      if (coordinators == null) {
        return;
      }
      awaitLoaded(admin, coordinators.partitions().size());
      // The coordinators first: what they hold for complete now was so before the partitions
      // answer.
      Collection<TransactionListing> listed = get(admin.listTransactions().all());
      fence(admin, listed);
      abort(admin, topics.values(), goingOn(listed));
    } catch (ExecutionException | TimeoutException | KafkaException e) {
      LOG.atWarn().setCause(e).log("transactions of a killed process were not looked for");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * A list of transactions leaves out, without a word, those of partitions that are not loaded yet;
   * a question about one transaction is asked again until its partition is.
   */
  private static void awaitLoaded(Admin admin, int partitions)
      throws ExecutionException, InterruptedException, TimeoutException {
    Set<Integer> asked = new HashSet<>();
    for (int i = 0; asked.size() < partitions; i++) {
      String nobodys = "loaded-" + i;
      if (asked.add(Utils.abs(nobodys.hashCode()) % partitions)) {
        try {
          get(admin.describeTransactions(List.of(nobodys)).description(nobodys));
        } catch (ExecutionException e) {
          if (!(e.getCause() instanceof TransactionalIdNotFoundException)) {
            throw e;
          }
        }
      }
    }
  }

  private static <T> T get(KafkaFuture<T> answer)
      throws ExecutionException, InterruptedException, TimeoutException {
    return answer.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
  }

  private static Set<Long> goingOn(Collection<TransactionListing> listed) {
    Set<Long> producers = new HashSet<>();
    for (TransactionListing transaction : listed) {
      if (GOES_ON.contains(transaction.state())) {
        producers.add(transaction.producerId());
      }
    }
    return producers;
  }

  private static void fence(Admin admin, Collection<TransactionListing> listed)
      throws ExecutionException, InterruptedException, TimeoutException {
    List<String> ongoing = new ArrayList<>();
    for (TransactionListing transaction : listed) {
      if (transaction.state() == TransactionState.ONGOING) {
        ongoing.add(transaction.transactionalId());
      }
    }
    if (!ongoing.isEmpty()) {
      LOG.atInfo().addKeyValue("count", ongoing.size()).log("transactions left open are aborted");
      get(admin.fenceProducers(ongoing).all());
    }
  }

  private static void abort(Admin admin, Collection<TopicDescription> topics, Set<Long> goingOn)
      throws ExecutionException, InterruptedException, TimeoutException {
    for (var partition : get(admin.describeProducers(partitions(topics)).all()).entrySet()) {
      for (ProducerState producer : partition.getValue().activeProducers()) {
        if (producer.currentTransactionStartOffset().isPresent()
            && !goingOn.contains(producer.producerId())) {
          abort(admin, partition.getKey(), producer);
        }
      }
    }
  }

  private static Map<String, TopicDescription> topics(Admin admin)
      throws ExecutionException, InterruptedException, TimeoutException {
    Set<String> names = get(admin.listTopics(new ListTopicsOptions().listInternal(true)).names());
    return get(admin.describeTopics(names).allTopicNames());
  }

  private static List<TopicPartition> partitions(Collection<TopicDescription> topics) {
    List<TopicPartition> partitions = new ArrayList<>();
    for (TopicDescription topic : topics) {
      for (TopicPartitionInfo partition : topic.partitions()) {
        partitions.add(new TopicPartition(topic.name(), partition.partition()));
      }
    }
    return partitions;
  }

  private static void abort(Admin admin, TopicPartition partition, ProducerState producer)
      throws ExecutionException, InterruptedException, TimeoutException {
    LOG.atWarn()
        .addKeyValue("partition", partition)
        .addKeyValue("producer", producer.producerId())
        .addKeyValue("epoch", producer.producerEpoch())
        .log("a transaction that nobody would end is aborted");
    get(
        admin
            .abortTransaction(
                new AbortTransactionSpec(
                    partition,
                    producer.producerId(),
                    (short) producer.producerEpoch(),
                    producer.coordinatorEpoch().orElse(0)))
            .all());
  }
}
