package dev.straingauge.archiver.consume;

import dev.straingauge.archiver.store.Keys;
import dev.straingauge.archiver.store.ObjectStore;
import dev.straingauge.archiver.store.StoreException;
import dev.straingauge.schemas.topic.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;

/**
 * The consuming thread: takes records, claims runs, writes chunks, commits, and hands ended runs
 * over. Its only durable state is committed offsets and the store (contract S1). While the store is
 * asked, the partitions are paused and the group membership is kept.
 */
public final class ArchiverLoop implements Runnable, AutoCloseable {

  private static final Duration POLL = Duration.ofMillis(100);

  private final LoopSettings settings;
  private final ObjectStore store;
  private final Keys keys;
  private final LongSupplier nanoClock;
  private final StoreRetry retry = new StoreRetry();
  private final ArchiverCounters counters = new ArchiverCounters();
  private final Map<String, Topic> topics = new HashMap<>();
  private final TreeMap<Integer, PartitionRuns> partitions = new TreeMap<>();
  private final CountDownLatch running = new CountDownLatch(1);
  private final String clusterId;
  private final Claims claims;
  private final Flush flush;
  private final Consumer<byte[], byte[]> consumer;
  private final Ownership ownership;
  private final StoreWorker worker;
  private final Endings endings;
  private final Commits commits;
  private volatile boolean stopping;
  private volatile long openRuns;
  private volatile long setAside;

  /**
   * @param sink gets each run that is ended and stored whole, on a thread of its own; may throw
   *     StoreException, then it is asked again
   * @throws org.apache.kafka.common.KafkaException if Kafka does not answer
   */
  public ArchiverLoop(
      LoopSettings settings, ObjectStore store, Keys keys, RunSink sink, LongSupplier nanoClock) {
    this(
        settings,
        store,
        keys,
        sink,
        nanoClock,
        KafkaClients.clusterId(settings.kafka(), Duration.ofSeconds(10)),
        () -> KafkaClients.consumer(settings));
  }

  /** The same with a consumer of the caller's, made once the rest is there. */
  ArchiverLoop(
      LoopSettings settings,
      ObjectStore store,
      Keys keys,
      RunSink sink,
      LongSupplier nanoClock,
      String clusterId,
      Supplier<Consumer<byte[], byte[]>> consumers) {
    this.settings = settings;
    this.store = store;
    this.keys = keys;
    this.nanoClock = nanoClock;
    for (Topic topic : Topic.values()) {
      topics.put(topic.name(settings.topicPrefix()), topic);
    }
    this.clusterId = clusterId;
    claims = new Claims(store, keys, clusterId, settings.chunkBytes(), retry);
    flush = new Flush(store, keys, retry, counters);
    consumer = consumers.get();
    ownership = new Ownership(partitions, settings.chunkBytes(), consumer);
    worker = new StoreWorker(consumer, ownership);
    commits = new Commits(consumer, settings.topicPrefix());
    endings = new Endings(consumer, settings.topicPrefix(), clusterId, sink, nanoClock);
  }

  /** Id of the Kafka cluster that the runs come from. */
  public String clusterId() {
    return clusterId;
  }

  @Override
  public void run() {
    try (consumer) {
      commits.check(retry.forever(() -> StoreName.of(store, keys)), store.uri(keys.prefix()));
      consumer.subscribe(topics.keySet(), ownership);
      while (!stopping) {
        ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
        takeOver();
        for (ConsumerRecord<byte[], byte[]> record : records) {
          take(record);
        }
        claimNewRuns();
        endings.check(partitions.values());
        writeWhatIsDue();
        closeFinished();
        report();
      }
    } catch (WakeupException | CancellationException e) {
      if (!stopping) {
        throw e;
      }
    } catch (FencedInstanceIdException e) {
      throw new TakenOverException(settings.topicPrefix(), e);
    } finally {
      worker.close();
      endings.close();
    }
  }

  private void takeOver() {
    for (PartitionRuns partition : ownership.takeNew()) {
      String[] name = {""};
      worker.await(() -> retry.run(() -> name[0] = StoreName.of(store, keys)));
      commits.begin(partition, name[0], store.uri(keys.prefix()));
      worker.await(() -> claims.takeOver(partition));
      ownership.ready(partition);
    }
    if (!partitions.isEmpty() || !consumer.assignment().isEmpty()) {
      running.countDown();
    }
  }

  private void take(ConsumerRecord<byte[], byte[]> record) {
    PartitionRuns partition = partitions.get(record.partition());
    Topic topic = topics.get(record.topic());
    if (partition == null || topic == null) {
      throw new IllegalStateException(
          "take a record of %s-%d: not ready".formatted(record.topic(), record.partition()));
    }
    partition.take(topic, record.key(), record.value(), record.offset(), nanoClock.getAsLong());
  }

  private void claimNewRuns() {
    for (PartitionRuns partition : List.copyOf(partitions.values())) {
      for (OpenRun run : partition.unclaimed()) {
        boolean[] open = {false};
        worker.await(() -> open[0] = retry.forever(() -> claims.claim(run, partition.partition())));
        if (!open[0]) {
          partition.close(run.id());
        }
      }
    }
  }

  private void writeWhatIsDue() {
    long now = nanoClock.getAsLong();
    long buffered = 0;
    for (PartitionRuns partition : partitions.values()) {
      buffered += partition.pendingBytes();
    }
    for (PartitionRuns partition : new ArrayList<>(partitions.values())) {
      boolean old =
          now - partition.oldestPendingNanos() >= settings.flushInterval().toNanos()
              && partition.oldestPendingNanos() != Long.MAX_VALUE;
      boolean full = partition.runs().stream().anyMatch(OpenRun::anyFull);
      if (old || full || buffered >= settings.bufferBytes() || endings.wantsFlush(partition)) {
        write(partition);
      }
      if (partition.commitDue() && partitions.containsValue(partition)) {
        commits.commit(partition);
      }
      endings.handOver(partition);
    }
  }

  private void write(PartitionRuns partition) {
    Map<Topic, Long> rewind = new TreeMap<>();
    worker.await(() -> rewind.putAll(flush.write(partition)));
    if (partitions.containsValue(partition)) {
      rewind.forEach((topic, offset) -> consumer.seek(at(topic, partition), offset));
    }
  }

  private void closeFinished() {
    endings
        .finished()
        .forEach(
            run -> {
              PartitionRuns partition = partitions.get(run.partition());
              if (partition != null) {
                partition.close(run.id());
              }
            });
  }

  private void report() {
    long open = 0;
    long aside = 0;
    for (PartitionRuns partition : partitions.values()) {
      open += partition.runs().size();
      aside += partition.setAside();
    }
    openRuns = open;
    setAside = aside;
  }

  private TopicPartition at(Topic topic, PartitionRuns partition) {
    return new TopicPartition(topic.name(settings.topicPrefix()), partition.partition());
  }

  /** Counted down when partitions are assigned and what earlier lives left there is known. */
  public CountDownLatch running() {
    return running;
  }

  /** What was written. */
  public ArchiverCounters counters() {
    return counters;
  }

  /** Runs that are not finished. */
  public long openRuns() {
    return openRuns;
  }

  /** Records that belong to no open run. */
  public long setAside() {
    return setAside;
  }

  /** What the store says at the moment, or null when it works. */
  public @Nullable StoreException problem() {
    StoreException chunks = retry.problem();
    return chunks != null ? chunks : endings.problem();
  }

  /**
   * Stops as soon as it can; what is in memory is read again by the next archiver. Does not wait.
   */
  @Override
  public void close() {
    stopping = true;
    retry.stop();
    endings.stop();
    consumer.wakeup();
  }
}
