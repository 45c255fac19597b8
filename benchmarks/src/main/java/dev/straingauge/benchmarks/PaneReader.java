package dev.straingauge.benchmarks;

import dev.straingauge.analyzer.AnalyzerService;
import dev.straingauge.event.Rolling;
import dev.straingauge.schemas.codec.Codec;
import dev.straingauge.schemas.codec.MalformedRecordException;
import dev.straingauge.schemas.topic.Topic;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * Reads rolling windows on a thread of its own, set like the reader of {@code straingauge run} but
 * for the isolation level, and notes when the last of those that end with a pane came.
 */
final class PaneReader {

  private static final long PATIENCE = 10_000_000_000L;

  private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
  private final TreeMap<Long, Long> came = new TreeMap<>();
  private final Map<String, Object> settings;
  private final TopicPartition rolling;
  private final Thread thread;
  private volatile boolean filled;
  private long windows;

  /**
   * Begins to read.
   *
   * @param last pane: when windows that end later come, it is done
   */
  PaneReader(String server, String prefix, String isolation, AnalyzerService service, long last) {
    settings =
        Map.of("bootstrap.servers", server, "isolation.level", isolation, "fetch.max.wait.ms", 100);
    rolling = new TopicPartition(Topic.ROLLING.name(prefix), 0);
    thread = Thread.ofPlatform().name("read-" + isolation).start(() -> read(service, last));
  }

  /** No more events come: what is not there in 10 s does not come. */
  void filled() {
    filled = true;
  }

  /**
   * Waits until it is done; by end of pane, when the last of its windows came, both nanoseconds
   * since 1970.
   *
   * @throws IllegalStateException reading or the analyzer failed
   */
  NavigableMap<Long, Long> await() throws InterruptedException {
    thread.join();
    Exception failed = failure.get();
    if (failed != null) {
      throw new IllegalStateException("read windows", failed);
    }
    return came;
  }

  /** How many windows came; to be asked when it is done. */
  long windows() {
    return windows;
  }

  private void read(AnalyzerService service, long last) {
    Codec codec = new Codec();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.assign(List.of(rolling));
      consumer.seekToBeginning(List.of(rolling));
      long end = Long.MAX_VALUE;
      while (WallClock.nanos() < end && (came.isEmpty() || came.lastKey() <= last)) {
        service
            .failure()
            .ifPresent(
                failed -> {
                  throw failed;
                });
        ConsumerRecords<byte[], byte[]> polled = consumer.poll(Duration.ofSeconds(1));
        long at = WallClock.nanos();
        for (ConsumerRecord<byte[], byte[]> record : polled) {
          note(codec, record.value(), at);
        }
        end = filled && end == Long.MAX_VALUE ? WallClock.nanos() + PATIENCE : end;
      }
    } catch (RuntimeException | MalformedRecordException e) {
      failure.compareAndSet(null, e);
    }
  }

  private void note(Codec codec, byte[] value, long at) throws MalformedRecordException {
    if (codec.decode(value) instanceof Rolling window) {
      windows++;
      came.merge(window.getEnd(), at, Math::max);
    }
  }
}
