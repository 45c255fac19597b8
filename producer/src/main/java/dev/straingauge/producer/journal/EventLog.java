package dev.straingauge.producer.journal;

import dev.straingauge.schemas.run.RunId;
import dev.straingauge.schemas.topic.Topic;
import dev.straingauge.schemas.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** Reads one topic back, by partition and offset, outside any consumer group. Not thread-safe. */
public final class EventLog implements AutoCloseable {

  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration SILENCE_LIMIT = Duration.ofSeconds(60);

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final String topic;

  private EventLog(KafkaConsumer<byte[], byte[]> consumer, String topic) {
    this.consumer = consumer;
    this.topic = topic;
  }

  /**
   * Opens a reader.
   *
   * @throws JournalException if the properties make no client
   */
  public static EventLog open(Map<String, Object> kafka, Topic topic, String topicPrefix) {
    try {
      return new EventLog(
          new KafkaConsumer<>(ClientProperties.consumer(kafka)), topic.name(topicPrefix));
    } catch (KafkaException e) {
      throw new JournalException("open a reader: " + LogWriter.causes(e), e);
    }
  }

  /**
   * The partitions of the topic, ascending; none if there is no such topic.
   *
   * @throws JournalException if the broker does not answer
   */
  public List<Integer> partitions() {
    return asked(
        "list partitions",
        () ->
            consumer.partitionsFor(topic).stream()
                .map(p -> p.partition())
                .sorted(Comparator.naturalOrder())
                .toList());
  }

  /**
   * The partition that a run lives in: the default partitioner's choice for its key.
   *
   * @throws JournalException if there is no such topic or the broker does not answer
   */
  public int partitionOf(RunId run) {
    int partitions = partitions().size();
    if (partitions == 0) {
      throw new JournalException(
          "find the partition of run '%s': no topic '%s'".formatted(run, topic));
    }
    return Topics.partitionOf(run, partitions);
  }

  /** The offset that the next record will get. */
  public long end(int partition) {
    TopicPartition place = new TopicPartition(topic, partition);
    return asked("find the end", () -> consumer.endOffsets(List.of(place)).getOrDefault(place, 0L));
  }

  /** The offset of the first record that is still there. */
  public long beginning(int partition) {
    TopicPartition place = new TopicPartition(topic, partition);
    return asked(
        "find the beginning",
        () -> consumer.beginningOffsets(List.of(place)).getOrDefault(place, 0L));
  }

  /** The offset of the first record appended at {@code at} or later; the end if there is none. */
  public long offsetAt(int partition, Instant at) {
    TopicPartition place = new TopicPartition(topic, partition);
    long millis = Math.max(0, at.toEpochMilli());
    @Nullable OffsetAndTimestamp found =
        asked("find an offset by time", () -> consumer.offsetsForTimes(Map.of(place, millis)))
            .get(place);
    return found == null ? end(partition) : found.offset();
  }

  /**
   * Reads the records with {@code from} ≤ offset < {@code to}, in order.
   *
   * @throws JournalException if the broker gives nothing for a minute
   */
  public void read(int partition, long from, long to, Consumer<LogRecord> each) {
    TopicPartition place = new TopicPartition(topic, partition);
    asked(
        "read",
        () -> {
          consumer.assign(List.of(place));
          consumer.seek(place, from);
          long quietSince = System.nanoTime();
          while (consumer.position(place) < to) {
            ConsumerRecords<byte[], byte[]> batch = consumer.poll(POLL);
            if (!batch.isEmpty()) {
              quietSince = System.nanoTime();
            } else if (System.nanoTime() - quietSince > SILENCE_LIMIT.toNanos()) {
              throw new JournalException(
                  "read topic '%s', partition %d: nothing after offset %d for %d s (expected records up to %d)"
                      .formatted(
                          topic,
                          partition,
                          consumer.position(place),
                          SILENCE_LIMIT.toSeconds(),
                          to));
            }
            for (ConsumerRecord<byte[], byte[]> record : batch.records(place)) {
              if (record.offset() < to) {
                each.accept(logRecord(record));
              }
            }
          }
          return "";
        });
  }

  /** The end as soon as it is past {@code from}, or unchanged after a short while. */
  public long awaitEnd(int partition, long from) {
    TopicPartition place = new TopicPartition(topic, partition);
    return asked(
        "follow",
        () -> {
          consumer.assign(List.of(place));
          consumer.seek(place, from);
          return from
              + Math.max(
                  0,
                  consumer.poll(POLL).records(place).stream()
                      .mapToLong(r -> r.offset() + 1 - from)
                      .max()
                      .orElse(0));
        });
  }

  @Override
  public void close() {
    consumer.close();
  }

  private <T> T asked(String what, Supplier<T> question) {
    try {
      return question.get();
    } catch (KafkaException e) {
      throw new JournalException(
          "%s of topic '%s': %s".formatted(what, topic, LogWriter.causes(e)), e);
    }
  }

  private static LogRecord logRecord(ConsumerRecord<byte[], byte[]> record) {
    @Nullable Header mark = record.headers().lastHeader(Topic.MARK_HEADER);
    byte @Nullable [] key = record.key();
    byte @Nullable [] value = record.value();
    return new LogRecord(
        record.offset(),
        key == null ? "" : new String(key, StandardCharsets.UTF_8),
        mark == null || mark.value() == null
            ? null
            : new String(mark.value(), StandardCharsets.UTF_8),
        value == null ? new byte[0] : value);
  }
}
