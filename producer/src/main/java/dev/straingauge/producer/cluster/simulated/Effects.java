package dev.straingauge.producer.cluster.simulated;

import dev.straingauge.producer.cluster.Cluster.Effect;
import dev.straingauge.producer.cluster.ClusterException;
import dev.straingauge.producer.stage.Promise;
import dev.straingauge.producer.stage.Timeline;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The effects that operations wait for, each given once. Those that came about are remembered for a
 * while, so that a late question finds them.
 */
final class Effects {

  private static final long SECOND = 1_000_000_000L;

  /** More than can come about between an acceptance and the strand's next turn. */
  private static final int REMEMBERED = 20_000;

  private final Timeline timeline;
  private final Map<Long, Promise<Effect>> open = new HashMap<>();
  private final Map<Long, Promise<Effect>> ended =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Promise<Effect>> eldest) {
          return size() > REMEMBERED;
        }
      };

  Effects(Timeline timeline) {
    this.timeline = timeline;
  }

  /** A new submission of the operation: its effect from now on. */
  void renew(long operationId) {
    ended.remove(operationId);
    open.put(operationId, new Promise<>());
  }

  /** Whether the operation was submitted and its effect is not there yet. */
  boolean isOpen(long operationId) {
    return open.containsKey(operationId);
  }

  /** Whether the operation took effect. */
  boolean cameAbout(long operationId) {
    Promise<Effect> promise = ended.get(operationId);
    if (promise == null) {
      return false;
    }
    try {
      promise.get();
      return true;
    } catch (RuntimeException e) {
      return false;
    }
  }

  Promise<Effect> of(long operationId) {
    Promise<Effect> promise = open.get(operationId);
    if (promise == null) {
      promise = ended.get(operationId);
    }
    return promise != null ? promise : Promise.failed(unknown(operationId));
  }

  /** It took effect; nothing happens if that is known. */
  void complete(long operationId, long bytes) {
    Promise<Effect> promise = end(operationId);
    if (promise != null) {
      promise.complete(new Effect(now(), bytes));
    }
  }

  /** It can't take effect any more; nothing happens if it did. */
  void fail(long operationId, ClusterException cause) {
    Promise<Effect> promise = end(operationId);
    if (promise != null) {
      promise.fail(cause);
    }
  }

  /** Effects that are waited for. */
  int open() {
    return open.size();
  }

  Instant now() {
    long nanos = timeline.nowNanos();
    return Instant.ofEpochSecond(Math.floorDiv(nanos, SECOND), Math.floorMod(nanos, SECOND));
  }

  private @Nullable Promise<Effect> end(long operationId) {
    Promise<Effect> promise = open.remove(operationId);
    if (promise != null) {
      ended.put(operationId, promise);
    }
    return promise;
  }

  private static ClusterException unknown(long operationId) {
    return new ClusterException(
        "NotFound",
        "",
        "ask for the effect of operation "
            + operationId
            + ": unknown (expected one that was submitted)");
  }
}
