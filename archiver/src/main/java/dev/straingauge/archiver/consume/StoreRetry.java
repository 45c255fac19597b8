package dev.straingauge.archiver.consume;

import dev.straingauge.archiver.store.StoreException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the store until it answers: an outage in the middle of a run delays the archive and loses
 * nothing. Pauses double from 0.2 s to 10 s. Thread-safe.
 */
final class StoreRetry {

  private static final Logger LOG = LoggerFactory.getLogger(StoreRetry.class);
  private static final Duration FIRST = Duration.ofMillis(200);
  private static final Duration LONGEST = Duration.ofSeconds(10);

  private final CountDownLatch stop = new CountDownLatch(1);
  private final AtomicReference<@Nullable StoreException> problem = new AtomicReference<>();

  /**
   * The answer to {@code request}.
   *
   * @throws StoreException if what was read is damaged: asking again does not help
   * @throws CancellationException after {@link #stop()}
   */
  <T> T forever(Supplier<T> request) {
    Duration pause = FIRST;
    while (true) {
      try {
        T answer = request.get();
        if (problem.getAndSet(null) != null) {
          LOG.info("the object store answers again");
        }
        return answer;
      } catch (StoreException e) {
        if (e.id().equals(StoreException.CORRUPT) || e.id().equals(StoreException.NEWER)) {
          throw e;
        }
        if (problem.getAndSet(e) == null) {
          LOG.atWarn()
              .setMessage("the object store fails, asking again")
              .addKeyValue("error", e.getMessage())
              .log();
        }
      }
      pause(pause);
      pause = pause.multipliedBy(2).compareTo(LONGEST) < 0 ? pause.multipliedBy(2) : LONGEST;
    }
  }

  void run(Runnable request) {
    forever(
        () -> {
          request.run();
          return true;
        });
  }

  /** What the store says at the moment, or null when it works. */
  @Nullable StoreException problem() {
    return problem.get();
  }

  void stop() {
    stop.countDown();
  }

  private void pause(Duration length) {
    try {
      if (!stop.await(length.toMillis(), TimeUnit.MILLISECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new CancellationException("archiver is closed");
  }
}
