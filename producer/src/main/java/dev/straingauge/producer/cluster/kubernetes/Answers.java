package dev.straingauge.producer.cluster.kubernetes;

import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.http.Interceptor;
import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the head of each answer: whether the server wants to be left alone, and what time it is
 * there. Thread-safe.
 */
final class Answers implements Interceptor {

  private static final ThreadLocal<@Nullable IntConsumer> SENDING = new ThreadLocal<>();
  private static final long SECOND = 1_000_000_000L;
  private static final long HALF_A_SECOND = 500;

  private final RequestLimiter limiter;
  private final Map<UUID, IntConsumer> waiting = new ConcurrentHashMap<>();
  private volatile @Nullable Long differenceMillis;

  Answers(RequestLimiter limiter) {
    this.limiter = limiter;
  }

  /**
   * Sends a request and tells when the head of its answer is there: a watch has begun by then,
   * though there may be nothing to see for long.
   *
   * @param head gets the status code, in another thread
   * @param send sends it from the caller's thread
   */
  <T> T telling(IntConsumer head, Supplier<T> send) {
    SENDING.set(head);
    try {
      return send.get();
    } finally {
      SENDING.remove();
    }
  }

  @Override
  public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
    IntConsumer head = SENDING.get();
    if (head != null) {
      waiting.put(request.id(), head);
    }
  }

  @Override
  public void afterConnectionFailure(HttpRequest request, Throwable failure) {
    waiting.remove(request.id());
  }

  @Override
  public void after(
      HttpRequest request,
      HttpResponse<?> response,
      AsyncBody.Consumer<List<ByteBuffer>> consumer) {
    IntConsumer head = waiting.remove(request.id());
    if (head != null) {
      head.accept(response.code());
    }
    if (response.code() == 429) {
      limiter.throttled(System.nanoTime(), seconds(response.header("Retry-After")) * SECOND);
    }
    String date = response.header("Date");
    if (date != null) {
      try {
        Instant there = ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
        // the header has whole seconds: on average it is half a second old
        differenceMillis = there.toEpochMilli() + HALF_A_SECOND - Instant.now().toEpochMilli();
      } catch (DateTimeException e) {
        differenceMillis = null;
      }
    }
  }

  OptionalLong clockDifferenceMillis() {
    Long known = differenceMillis;
    return known == null ? OptionalLong.empty() : OptionalLong.of(known);
  }

  private static long seconds(@Nullable String header) {
    return header != null && header.matches("[0-9]{1,4}") ? Math.max(1, Long.parseLong(header)) : 1;
  }
}
