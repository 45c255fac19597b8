package dev.straingauge.archiver.consume;

import dev.straingauge.archiver.store.StoreException;
import dev.straingauge.schemas.topic.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides when a run is whole: each output topic has its EndMark, and events and dead-letters were
 * read as far as they went when the last mark was seen. Whole runs are finished one after the other
 * on a thread of their own.
 */
final class Endings implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Endings.class);

  /** How long a mark may lie in memory while the others are missing. */
  private static final Duration MARK_LIMIT = Duration.ofSeconds(1);

  /**
   * How long dead letters that the Summary tells of are waited for: a transaction becomes visible
   * topic by topic.
   */
  private static final Duration DEAD_LETTER_LIMIT = Duration.ofSeconds(2);

  private final Consumer<byte[], byte[]> consumer;
  private final String topicPrefix;
  private final String clusterId;
  private final RunSink sink;
  private final LongSupplier nanoClock;
  private final StoreRetry retry = new StoreRetry();
  private final Queue<EndedRun> finished = new ConcurrentLinkedQueue<>();
  private final ExecutorService executor =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().daemon().name("archiver-finish").factory());

  Endings(
      Consumer<byte[], byte[]> consumer,
      String topicPrefix,
      String clusterId,
      RunSink sink,
      LongSupplier nanoClock) {
    this.consumer = consumer;
    this.topicPrefix = topicPrefix;
    this.clusterId = clusterId;
    this.sink = sink;
    this.nanoClock = nanoClock;
  }

  /**
   * Sets the barrier of runs that have all marks; forgets results of runs that have no RunStarted.
   */
  void check(Collection<PartitionRuns> partitions) {
    for (PartitionRuns partition : partitions) {
      for (OpenRun run : new ArrayList<>(partition.runs())) {
        boolean wants = run.ended() || !run.opened();
        if (run.ended()) {
          run.endSeen(nanoClock.getAsLong());
        }
        if (wants && run.barrier() == null) {
          barrier(partition).ifPresent(run::barrier);
        }
        OpenRun.Barrier barrier = run.barrier();
        if (!run.opened()
            && barrier != null
            && position(Topic.EVENTS, partition) >= barrier.events()) {
          partition.forget(run);
        }
      }
    }
  }

  /** Whether a run of the partition has marks, or is whole, in memory only. */
  boolean wantsFlush(PartitionRuns partition) {
    for (OpenRun run : partition.runs()) {
      if (run.claimed() && !run.finishing() && run.pendingBytes() > 0) {
        boolean markWaits =
            run.chains().stream().anyMatch(chain -> chain.end() != null && chain.next() != null)
                && nanoClock.getAsLong() - run.endSeenNanos() >= MARK_LIMIT.toNanos();
        if (markWaits || whole(run, partition)) {
          return true;
        }
      }
    }
    return false;
  }

  /** Hands over runs that are whole and stored. */
  void handOver(PartitionRuns partition) {
    for (OpenRun run : partition.runs()) {
      if (run.claimed() && !run.finishing() && run.pendingBytes() == 0 && whole(run, partition)) {
        run.finish();
        EndedRun ended =
            new EndedRun(run.id(), run.folder(), run.nonce(), clusterId, partition.partition());
        executor.execute(() -> finish(ended));
      }
    }
  }

  private void finish(EndedRun run) {
    try {
      retry.run(() -> sink.ended(run));
      finished.add(run);
    } catch (CancellationException e) {
      LOG.debug("closed before a run was finished");
    } catch (RuntimeException e) {
      LOG.atError()
          .setMessage("a run cannot be finished and stays open")
          .addKeyValue("runId", run.id())
          .setCause(e)
          .log();
    }
  }

  private boolean whole(OpenRun run, PartitionRuns partition) {
    OpenRun.Barrier barrier = run.barrier();
    if (barrier == null || !run.ended()) {
      return false;
    }
    if (position(Topic.EVENTS, partition) < barrier.events()
        || position(Topic.DEAD_LETTERS, partition) < barrier.deadLetters()) {
      return false;
    }
    OptionalLong told = run.deadLettersTold();
    boolean all = told.isPresent() && run.chain(Topic.DEAD_LETTERS).count() >= told.getAsLong();
    return all || nanoClock.getAsLong() - run.endSeenNanos() >= DEAD_LETTER_LIMIT.toNanos();
  }

  private Optional<OpenRun.Barrier> barrier(PartitionRuns partition) {
    TopicPartition events = at(Topic.EVENTS, partition);
    TopicPartition deadLetters = at(Topic.DEAD_LETTERS, partition);
    try {
      Map<TopicPartition, Long> ends = consumer.endOffsets(List.of(events, deadLetters));
      Long eventsEnd = ends.get(events);
      Long deadLettersEnd = ends.get(deadLetters);
      return eventsEnd == null || deadLettersEnd == null
          ? Optional.empty()
          : Optional.of(new OpenRun.Barrier(eventsEnd, deadLettersEnd));
    } catch (RetriableException e) {
      return Optional.empty();
    }
  }

  private long position(Topic topic, PartitionRuns partition) {
    TopicPartition at = at(topic, partition);
    return consumer.assignment().contains(at) ? consumer.position(at) : -1;
  }

  private TopicPartition at(Topic topic, PartitionRuns partition) {
    return new TopicPartition(topic.name(topicPrefix), partition.partition());
  }

  /** Runs that were finished since the last call. */
  List<EndedRun> finished() {
    List<EndedRun> runs = new ArrayList<>();
    for (EndedRun run = finished.poll(); run != null; run = finished.poll()) {
      runs.add(run);
    }
    return runs;
  }

  @Nullable StoreException problem() {
    return retry.problem();
  }

  void stop() {
    retry.stop();
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
