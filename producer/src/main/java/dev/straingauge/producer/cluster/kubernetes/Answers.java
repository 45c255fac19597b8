package dev.straingauge.producer.cluster.kubernetes;

import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.http.Interceptor;
import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the head of each answer: whether the server wants to be left alone, and what time it is
 * there. Thread-safe.
 */
final class Answers implements Interceptor {

  private static final long SECOND = 1_000_000_000L;
  private static final long HALF_A_SECOND = 500;

  private final RequestLimiter limiter;
  private volatile @Nullable Long differenceMillis;

  Answers(RequestLimiter limiter) {
    this.limiter = limiter;
  }

  @Override
  public void after(
      HttpRequest request,
      HttpResponse<?> response,
      AsyncBody.Consumer<List<ByteBuffer>> consumer) {
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

  Optional<ClockDifference> clockDifference() {
    return Optional.ofNullable(differenceMillis).map(ClockDifference::new);
  }

  private static long seconds(@Nullable String header) {
    return header != null && header.matches("[0-9]{1,4}") ? Math.max(1, Long.parseLong(header)) : 1;
  }
}
