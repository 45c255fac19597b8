package dev.straingauge.archiver.consume;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the group's assignment. The topics have equal partition counts and the range assignor, so
 * all topics of a partition number come and go together. What is in memory for a partition that
 * goes is forgotten: its next owner reads it again.
 */
final class Ownership implements ConsumerRebalanceListener {

  private static final Logger LOG = LoggerFactory.getLogger(Ownership.class);

  private final Map<Integer, PartitionRuns> partitions;
  private final long chunkBytes;
  private final Consumer<byte[], byte[]> consumer;
  private final Map<Integer, PartitionRuns> fresh = new TreeMap<>();

  Ownership(
      Map<Integer, PartitionRuns> partitions, long chunkBytes, Consumer<byte[], byte[]> consumer) {
    this.partitions = partitions;
    this.chunkBytes = chunkBytes;
    this.consumer = consumer;
  }

  @Override
  public void onPartitionsAssigned(Collection<TopicPartition> assigned) {
    consumer.pause(assigned); // nothing is taken before the store has told what is there
    for (TopicPartition topicPartition : assigned) {
      fresh.computeIfAbsent(topicPartition.partition(), p -> new PartitionRuns(p, chunkBytes));
    }
    LOG.atInfo().setMessage("partitions assigned").addKeyValue("partition", fresh.keySet()).log();
  }

  @Override
  public void onPartitionsRevoked(Collection<TopicPartition> revoked) {
    for (TopicPartition topicPartition : revoked) {
      partitions.remove(topicPartition.partition());
      fresh.remove(topicPartition.partition());
    }
  }

  /** Partitions that were assigned and are not ready. */
  List<PartitionRuns> takeNew() {
    return new ArrayList<>(fresh.values());
  }

  /** Whether records of this partition may come. */
  boolean isReady(int partition) {
    return !fresh.containsKey(partition);
  }

  /** What earlier lives left in this partition is known: its records may come. */
  void ready(PartitionRuns partition) {
    if (fresh.remove(partition.partition(), partition)) {
      partitions.put(partition.partition(), partition);
      consumer.resume(
          consumer.assignment().stream()
              .filter(tp -> tp.partition() == partition.partition())
              .toList());
    }
  }
}
