package dev.straingauge.producer.cluster.kubernetes;

import dev.straingauge.event.Artifact;
import dev.straingauge.producer.cluster.Trouble;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which failures are explained, so that it stays little: at most {@value #AT_MOST} bundles in a
 * run, the first failure of each kind of operation and reason before any second one, and one at a
 * time in a thread of its own. A failure that comes while {@value #WAITING} others wait is not
 * explained. Thread-safe; {@link #take} returns at once.
 */
final class Diagnostics {

  static final int AT_MOST = 16;
  static final int AGAIN_AT_MOST = 8;
  static final int OF_A_KIND = 3;
  static final int WAITING = 4;

  /** Contract E2: an artifact's part is no larger. */
  static final int MOST_BYTES = 512 * 1024;

  private static final Logger log = LoggerFactory.getLogger(Diagnostics.class);

  private final Function<Work, String> diagnosis;
  private final Consumer<Artifact> journal;
  private final LongSupplier nowNanos;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition idle = lock.newCondition();
  private final Map<String, Integer> taken = new HashMap<>();
  private final Queue<Work> waiting = new ArrayDeque<>();
  private int number;
  private int again;
  private boolean closed;
  private @Nullable Thread worker;

  /**
   * What is to be explained.
   *
   * @param number of the bundle, from 1
   * @param atNanos when it failed
   */
  record Work(int number, Trouble trouble, long atNanos) {

    String name() {
      String words =
          "%s-%s-op%d"
              .formatted(trouble.operation(), trouble.reason(), trouble.intent().operationId());
      return String.format(
          Locale.ROOT,
          "diagnostics-%02d-%s.txt",
          number,
          words.replaceAll("[^A-Za-z0-9_-]", "-").substring(0, Math.min(80, words.length())));
    }
  }

  /**
   * @param diagnosis makes the text; blocks
   * @param journal takes what came of it; from any thread
   */
  Diagnostics(Function<Work, String> diagnosis, Consumer<Artifact> journal, LongSupplier nowNanos) {
    this.diagnosis = diagnosis;
    this.journal = journal;
    this.nowNanos = nowNanos;
  }

  /** Explains it some time soon, if it is among those that are explained. */
  void take(Trouble trouble) {
    lock.lock();
    try {
      if (closed || number == AT_MOST || waiting.size() == WAITING) {
        return;
      }
      String kind = trouble.operation() + " " + trouble.reason();
      int before = taken.getOrDefault(kind, 0);
      if (before > 0 && (before == OF_A_KIND || again == AGAIN_AT_MOST)) {
        return;
      }
      taken.put(kind, before + 1);
      again += before > 0 ? 1 : 0;
      waiting.add(new Work(++number, trouble, nowNanos.getAsLong()));
      if (worker == null) {
        worker = Thread.ofVirtual().name("diagnostics").start(this::work);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Takes no more, and waits until what was taken is explained, at most so long. */
  void finish(Duration atMost) {
    lock.lock();
    try {
      closed = true;
      settle(atMost);
      waiting.clear();
    } finally {
      lock.unlock();
    }
  }

  /** Waits until what was taken is explained, at most so long. */
  void settle(Duration atMost) {
    lock.lock();
    try {
      long left = atMost.toNanos();
      while (worker != null && left > 0) {
        left = idle.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }

  private void work() {
    for (Work next = next(); next != null; next = next()) {
      try {
        String text = diagnosis.apply(next);
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int size = Math.min(bytes.length, MOST_BYTES);
        journal.accept(
            new Artifact(next.name(), "text/plain", 0, 1, ByteBuffer.wrap(bytes, 0, size).slice()));
      } catch (RuntimeException e) {
        log.atWarn().addKeyValue("error", e.getMessage()).log("a failure is not explained");
      }
    }
  }

  private @Nullable Work next() {
    lock.lock();
    try {
      Work next = waiting.poll();
      if (next == null) {
        worker = null;
        idle.signalAll();
      }
      return next;
    } finally {
      lock.unlock();
    }
  }
}
