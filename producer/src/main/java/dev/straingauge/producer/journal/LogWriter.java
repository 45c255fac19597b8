package dev.straingauge.producer.journal;

import dev.straingauge.schemas.topic.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;

/**
 * The way to the topic {@code events}, shared by the journals of one process. The first record that
 * cannot be delivered ends it: nothing that comes after that record is sent, so no number is ever
 * skipped (contract I3), and every later call throws. Thread-safe, but it keeps no order between
 * threads: a {@link KafkaJournal} does that under its lock.
 */
public final class LogWriter implements AutoCloseable {

  private static final long SAMPLE_NANOS = 1_000_000;

  private final Producer<byte[], byte[]> producer;
  private final String topic;
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private final @Nullable Metric available;
  private final @Nullable Metric total;
  private volatile long sampledAtNanos = System.nanoTime() - SAMPLE_NANOS;
  private volatile boolean moreThanHalfFull;
  private final AtomicLong unanswered = new AtomicLong();
  private volatile long lastAnswerNanos;

  LogWriter(Producer<byte[], byte[]> producer, String topic) {
    this.producer = producer;
    this.topic = topic;
    this.available = metric(producer, "buffer-available-bytes");
    this.total = metric(producer, "buffer-total-bytes");
  }

  /**
   * Connects in the background; the topic must be there.
   *
   * @throws JournalException if the properties make no client
   */
  public static LogWriter open(Map<String, Object> kafka, String topicPrefix) {
    try {
      return new LogWriter(
          new KafkaProducer<>(ClientProperties.producer(kafka)), Topic.EVENTS.name(topicPrefix));
    } catch (KafkaException e) {
      throw new JournalException("open a producer: " + causes(e), e);
    }
  }

  /** What to do when a record is acknowledged or lost; made once, for many records. */
  Callback whenAcknowledged(Consumer<RecordMetadata> then) {
    return (place, error) -> {
      lastAnswerNanos = System.nanoTime();
      unanswered.decrementAndGet();
      if (error == null) {
        then.accept(place);
      } else {
        noteFailure(error);
      }
    };
  }

  /** Hands a record over; blocks while the buffer is full. */
  Future<RecordMetadata> send(byte[] key, byte[] value, @Nullable Header mark, Callback onAck) {
    check();
    List<Header> headers = mark == null ? List.of() : List.of(mark);
    if (unanswered.getAndIncrement() == 0) {
      lastAnswerNanos = System.nanoTime();
    }
    try {
      return producer.send(new ProducerRecord<>(topic, null, null, key, value, headers), onAck);
    } catch (KafkaException | IllegalStateException e) {
      throw gone(e);
    }
  }

  /**
   * Waits for the acknowledgement.
   *
   * @throws JournalException if it never comes
   */
  Place await(Future<RecordMetadata> sent) {
    try {
      RecordMetadata place = sent.get();
      return new Place(place.partition(), place.offset(), place.timestamp());
    } catch (ExecutionException e) {
      throw gone(e.getCause() == null ? e : e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw gone(e);
    }
  }

  /**
   * Waits until all that was handed over is acknowledged.
   *
   * @throws JournalException if something never will be
   */
  public void flush() {
    check();
    try {
      producer.flush();
    } catch (KafkaException e) {
      throw gone(e);
    }
    check();
  }

  /**
   * Sends what was handed over, for at most {@code limit}, and releases the connection.
   *
   * @return whether all of it is acknowledged
   */
  public boolean finish(Duration limit) {
    try {
      producer.close(limit);
    } catch (KafkaException e) {
      noteFailure(e);
    }
    return failure.get() == null;
  }

  /**
   * Whether more than half of the send buffer is taken (contract I3); looked up at most once a
   * millisecond.
   */
  public boolean moreThanHalfFull() {
    long now = System.nanoTime();
    if (available != null && total != null && now - sampledAtNanos >= SAMPLE_NANOS) {
      sampledAtNanos = now;
      moreThanHalfFull = number(available) * 2 < number(total);
    }
    return moreThanHalfFull;
  }

  /**
   * For how long the broker has answered nothing though records wait for it; zero when none does.
   */
  public Duration silence() {
    return unanswered.get() == 0
        ? Duration.ZERO
        : Duration.ofNanos(System.nanoTime() - lastAnswerNanos);
  }

  /** Ends at once: what is not acknowledged is given up, every later call throws. */
  public void kill() {
    noteFailure(new InterruptedException("stopped at once"));
  }

  /** Releases the connection; what is not acknowledged is given up. */
  @Override
  public void close() {
    producer.close(Duration.ZERO);
  }

  static Header mark(String type) {
    return new RecordHeader(Topic.MARK_HEADER, type.getBytes(StandardCharsets.UTF_8));
  }

  private void noteFailure(Throwable error) {
    if (failure.compareAndSet(null, error)) {
      producer.close(Duration.ZERO);
    }
  }

  private void check() {
    Throwable first = failure.get();
    if (first != null) {
      throw gone(first);
    }
  }

  private JournalException gone(Throwable error) {
    noteFailure(error);
    Throwable first = failure.get();
    Throwable cause = first == null ? error : first;
    return new JournalException("write to topic '%s': %s".formatted(topic, causes(cause)), cause);
  }

  static String causes(Throwable error) {
    StringBuilder text = new StringBuilder(says(error));
    for (Throwable cause = error.getCause(); cause != null; cause = cause.getCause()) {
      text.append(": ").append(says(cause));
    }
    return text.toString();
  }

  private static String says(Throwable error) {
    String message = error.getMessage();
    return message == null ? error.getClass().getSimpleName() : message;
  }

  private static @Nullable Metric metric(Producer<byte[], byte[]> producer, String name) {
    return producer.metrics().entrySet().stream()
        .filter(
            e -> e.getKey().name().equals(name) && e.getKey().group().equals("producer-metrics"))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(null);
  }

  private static double number(Metric metric) {
    return metric.metricValue() instanceof Number number ? number.doubleValue() : 0;
  }
}
