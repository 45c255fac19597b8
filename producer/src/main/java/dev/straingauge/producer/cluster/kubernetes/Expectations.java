package dev.straingauge.producer.cluster.kubernetes;

import dev.straingauge.producer.cluster.ClusterException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What operations wait for, by the plan's name of what it is about. Looked at when it is added and
 * whenever a watch says something of that name. Thread-safe, under the lock of what is observed,
 * since changes look here and conditions look there.
 */
final class Expectations {

  private final Map<String, List<Expectation>> open = new HashMap<>();
  private final Object lock;
  private final Settled settled;

  /** What became of an expectation: fulfilled, or not to be fulfilled any more. */
  sealed interface Verdict {

    /** It is as it was to be. */
    record Fulfilled() implements Verdict {}

    /** It never will. */
    record Failed(ClusterException cause) implements Verdict {}
  }

  /** Whether it is so by now; empty: not yet. */
  interface Condition {
    Optional<Verdict> judge();
  }

  /** Takes what became of them; called from any thread. */
  interface Settled {
    void settled(long operationId, long atNanos, long bytes, @Nullable ClusterException failure);
  }

  private record Expectation(long operationId, Condition condition) {}

  /**
   * @param lock the one that conditions take too
   */
  Expectations(Object lock, Settled settled) {
    this.lock = lock;
    this.settled = settled;
  }

  /** From now on the operation waits for that; an earlier wait of it is forgotten. */
  void expect(long operationId, String about, Condition condition) {
    synchronized (lock) {
      withdraw(operationId, about);
      open.computeIfAbsent(about, name -> new ArrayList<>(1))
          .add(new Expectation(operationId, condition));
    }
  }

  /** It waits no more. */
  void withdraw(long operationId, String about) {
    synchronized (lock) {
      List<Expectation> all = open.get(about);
      if (all != null) {
        all.removeIf(expectation -> expectation.operationId == operationId);
        if (all.isEmpty()) {
          open.remove(about);
        }
      }
    }
  }

  /** Looks again at all that wait for something of that name. */
  void look(String about, long atNanos) {
    synchronized (lock) {
      for (Expectation each : List.copyOf(open.getOrDefault(about, List.of()))) {
        each.condition.judge().ifPresent(verdict -> settle(each, about, atNanos, verdict));
      }
    }
  }

  private void settle(Expectation each, String about, long atNanos, Verdict verdict) {
    withdraw(each.operationId, about);
    switch (verdict) {
      case Verdict.Fulfilled _ -> settled.settled(each.operationId, atNanos, 0, null);
      case Verdict.Failed failed -> settled.settled(each.operationId, atNanos, 0, failed.cause());
    }
  }
}
