package dev.straingauge.producer.cluster.kubernetes;

import dev.straingauge.producer.cluster.Cluster.Effect;
import dev.straingauge.producer.cluster.ClusterException;
import dev.straingauge.producer.stage.Promise;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The effects that operations wait for, each given once. Those that came about are remembered for a
 * while, so that a late question finds them. Confined to the turn.
 */
final class Effects {

  /** More than can come about between an acceptance and the strand's next turn. */
  private static final int REMEMBERED = 20_000;

  private final Map<Long, Promise<Effect>> open = new HashMap<>();
  private final Map<Long, Promise<Effect>> ended =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Promise<Effect>> eldest) {
          return size() > REMEMBERED;
        }
      };

  /** A new submission of the operation: its effect from now on. */
  void renew(long operationId) {
    ended.remove(operationId);
    open.put(operationId, new Promise<>());
  }

  Promise<Effect> of(long operationId) {
    Promise<Effect> promise = open.get(operationId);
    if (promise == null) {
      promise = ended.get(operationId);
    }
    return promise != null
        ? promise
        : Promise.failed(
            new ClusterException(
                "NotFound",
                "",
                "ask for the effect of operation %d: unknown (expected one that was submitted)"
                    .formatted(operationId)));
  }

  /** It took effect; nothing happens if that is known. */
  void complete(long operationId, Effect effect) {
    Promise<Effect> promise = end(operationId);
    if (promise != null) {
      promise.complete(effect);
    }
  }

  /** It can't take effect any more; nothing happens if it did. */
  void fail(long operationId, ClusterException cause) {
    Promise<Effect> promise = end(operationId);
    if (promise != null) {
      promise.fail(cause);
    }
  }

  private @Nullable Promise<Effect> end(long operationId) {
    Promise<Effect> promise = open.remove(operationId);
    if (promise != null) {
      ended.put(operationId, promise);
    }
    return promise;
  }
}
