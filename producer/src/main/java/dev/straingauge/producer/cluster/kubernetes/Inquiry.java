package dev.straingauge.producer.cluster.kubernetes;

import dev.straingauge.producer.cluster.ClusterException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Questions to the API server that may remain without an answer. Blocks; not thread-safe. */
final class Inquiry {

  private final KubernetesConnection connection;
  private final RequestLimiter limiter;
  private final List<String> notes = new ArrayList<>();

  /**
   * @param limiter of these questions, beside the connection's own
   */
  Inquiry(KubernetesConnection connection, RequestLimiter limiter) {
    this.connection = connection;
    this.limiter = limiter;
  }

  /** What was not to be had, and why. */
  List<String> notes() {
    return notes;
  }

  /**
   * What the server says; null, and a note, if it says no.
   *
   * @param request is sent when it is its turn
   */
  <T> @Nullable T had(String what, Supplier<@Nullable T> request) {
    return had(
        what,
        waitNanos ->
            connection
                .send("get " + what, waitNanos, () -> Optional.ofNullable(request.get()))
                .orElse(null));
  }

  /**
   * The same.
   *
   * @param request gets the limiter's word
   */
  <T> @Nullable T had(String what, Function<Long, @Nullable T> request) {
    try {
      T answer = request.apply(limiter.reserve(System.nanoTime()));
      if (answer == null) {
        notes.add(what + ": not there");
      }
      return answer;
    } catch (ClusterException e) {
      notes.add("%s: not to be had: %s".formatted(what, e.getMessage()));
      return null;
    }
  }
}
