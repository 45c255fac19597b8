package dev.straingauge.producer.cluster.simulated;

import java.util.ArrayDeque;
import java.util.Queue;

/** A queue of jobs of which a bounded number is open at once. A job says itself when it is over. */
final class Workers {

  private final int limit;
  private final Queue<Runnable> waiting = new ArrayDeque<>();
  private int open;

  /** Jobs that end at once must not pile up on the stack. */
  private boolean draining;

  Workers(int limit) {
    this.limit = limit;
  }

  /** Runs {@code job} now or when its turn comes; each job calls {@link #done} once. */
  void start(Runnable job) {
    waiting.add(job);
    drain();
  }

  /** A job is over. */
  void done() {
    open--;
    drain();
  }

  /** Forgets all jobs, waiting and open ones. */
  void reset() {
    waiting.clear();
    open = 0;
  }

  private void drain() {
    if (draining) {
      return;
    }
    draining = true;
    Runnable next;
    while (open < limit && (next = waiting.poll()) != null) {
      open++;
      next.run();
    }
    draining = false;
  }
}
