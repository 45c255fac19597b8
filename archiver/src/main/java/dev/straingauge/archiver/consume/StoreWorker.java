package dev.straingauge.archiver.consume;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;

/**
 * Does the store's work on a thread of its own while the consuming thread waits, polling paused
 * partitions so that it stays in its group. Whatever the work touches is handed over and back by
 * that: only one of the two runs.
 */
final class StoreWorker implements AutoCloseable {

  private static final long POLL_EVERY_MILLIS = 500;

  private final Consumer<byte[], byte[]> consumer;
  private final ExecutorService executor =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().daemon().name("archiver-store").factory());

  private final Ownership ownership;

  StoreWorker(Consumer<byte[], byte[]> consumer, Ownership ownership) {
    this.consumer = consumer;
    this.ownership = ownership;
  }

  /**
   * Returns when {@code work} is done; throws what it threw.
   *
   * @throws WakeupException if the archiver is closed meanwhile
   */
  void await(Runnable work) {
    Future<?> done = executor.submit(work);
    Set<TopicPartition> pausedHere = new HashSet<>();
    try {
      while (true) {
        try {
          done.get(POLL_EVERY_MILLIS, TimeUnit.MILLISECONDS);
          return;
        } catch (TimeoutException e) {
          Set<TopicPartition> pause = new HashSet<>(consumer.assignment());
          pause.removeAll(consumer.paused());
          consumer.pause(pause);
          pausedHere.addAll(pause);
          consumer.poll(Duration.ZERO);
        }
      }
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case CancellationException closed -> throw new WakeupException();
        case RuntimeException failure -> throw failure;
        case null, default -> throw new IllegalStateException(e);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new WakeupException();
    } finally {
      pausedHere.retainAll(consumer.assignment());
      pausedHere.removeIf(tp -> !ownership.isReady(tp.partition())); // came anew meanwhile
      consumer.resume(pausedHere);
    }
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
