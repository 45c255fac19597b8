package dev.straingauge.archiver.consume;

import dev.straingauge.archiver.chunk.ChunkBuilder;
import dev.straingauge.archiver.store.StoreException;
import dev.straingauge.schemas.topic.Topic;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.RetriableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Commits a partition's positions after its chunks are durable. */
final class Commits {

  private static final Logger LOG = LoggerFactory.getLogger(Commits.class);

  private final Consumer<byte[], byte[]> consumer;
  private final String topicPrefix;
  private String storeName = "";

  Commits(Consumer<byte[], byte[]> consumer, String topicPrefix) {
    this.consumer = consumer;
    this.topicPrefix = topicPrefix;
  }

  /**
   * Looks at the positions of all partitions before any of them is taken from an archiver at work,
   * which a wrong store must not end.
   *
   * @throws StoreException as {@link #begin}
   */
  void check(String name, String uri) {
    List<PartitionInfo> known = consumer.partitionsFor(Topic.EVENTS.name(topicPrefix));
    if (known != null) {
      known.forEach(info -> check(info.partition(), name, uri));
    }
  }

  /**
   * Positions belong to a store: what was committed is durable there and nowhere else.
   *
   * @param name of the store that the chunks go to
   * @param uri of it, for the message
   * @throws StoreException {@code store-differs} if the partition's positions were committed for
   *     another one
   */
  void begin(PartitionRuns partition, String name, String uri) {
    storeName = name;
    check(partition.partition(), name, uri);
  }

  private void check(int partition, String name, String uri) {
    TopicPartition events = new TopicPartition(Topic.EVENTS.name(topicPrefix), partition);
    OffsetAndMetadata committed = consumer.committed(Set.of(events)).get(events);
    if (committed != null
        && !committed.metadata().isEmpty()
        && !committed.metadata().equals(name)) {
      throw new StoreException(
          StoreException.DIFFERS,
          "archive the runs of this Kafka into '%s': they go to another store (expected the one that holds the runs so far)"
              .formatted(uri),
          List.of(
              "partition %d of the topics '%s…' was archived up to offset %d into that one"
                  .formatted(partition, topicPrefix, committed.offset()),
              "another store needs another --topic-prefix, or --data for the embedded Kafka"),
          null);
    }
  }

  /**
   * Commits, or leaves it for the next time when the broker cannot now. Called between polls: every
   * polled record is in a chunk.
   */
  void commit(PartitionRuns partition) {
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    for (Topic topic : Topic.values()) {
      TopicPartition at = new TopicPartition(topic.name(topicPrefix), partition.partition());
      if (!consumer.assignment().contains(at)) {
        return;
      }
      offsets.put(
          at,
          new OffsetAndMetadata(
              Math.min(consumer.position(at), firstPending(partition, topic)), storeName));
    }
    try {
      consumer.commitSync(offsets);
      partition.committed();
    } catch (RetriableException | RebalanceInProgressException | CommitFailedException e) {
      LOG.atWarn()
          .setMessage("commit did not succeed, chunks stay adopted")
          .addKeyValue("partition", partition.partition())
          .addKeyValue("error", e.getMessage())
          .log();
    }
  }

  /** Records of runs that are not claimed yet are only in memory. */
  private static long firstPending(PartitionRuns partition, Topic topic) {
    long first = Long.MAX_VALUE;
    for (OpenRun run : partition.runs()) {
      ChunkBuilder chunk = run.chain(topic).next();
      if (chunk != null) {
        first = Math.min(first, chunk.name().first());
      }
    }
    return first;
  }
}
