package dev.straingauge.producer.cluster.simulated;

import dev.straingauge.producer.stage.Timeline;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** Virtual time by a plain priority queue. */
final class QueueTimeline implements Timeline {

  /** 2026-01-01T00:00:00Z. */
  static final long START = 1_767_225_600_000_000_000L;

  private record Task(long at, long ordinal, Runnable run) {}

  private final PriorityQueue<Task> queue =
      new PriorityQueue<>(Comparator.comparingLong(Task::at).thenComparingLong(Task::ordinal));
  private final long seed;
  private long now = START;
  private long ordinal;

  QueueTimeline(long seed) {
    this.seed = seed;
  }

  @Override
  public long nowNanos() {
    return now;
  }

  @Override
  public void at(long timeNanos, Runnable task) {
    queue.add(new Task(Math.max(now, timeNanos), ordinal++, task));
  }

  @Override
  public RandomGenerator random(String purpose) {
    long hash = seed;
    for (byte b : purpose.getBytes(StandardCharsets.UTF_8)) {
      hash = hash * 1_000_003 + b;
    }
    return RandomGeneratorFactory.of("L64X128MixRandom").create(hash);
  }

  /** Does all that is due up to then. */
  void runTo(long untilNanos) {
    while (!queue.isEmpty() && queue.peek().at <= untilNanos) {
      step();
    }
    now = Math.max(now, untilNanos);
  }

  void runFor(double seconds) {
    runTo(now + (long) (seconds * 1e9));
  }

  /** Does the next task; false if there is none. */
  boolean step() {
    Task next = queue.poll();
    if (next == null) {
      return false;
    }
    now = next.at;
    next.run.run();
    return true;
  }

  int waiting() {
    return queue.size();
  }
}
