package dev.straingauge.benchmarks;

import dev.straingauge.event.Event;
import dev.straingauge.schemas.codec.Codec;
import dev.straingauge.schemas.topic.Topic;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** The events of one run, sent to partition 0 of their topic. To be used by one thread. */
final class RunLog implements AutoCloseable {

  private static final byte[] RUN = "bench/20260101000000".getBytes(StandardCharsets.UTF_8);

  private final Codec codec = new Codec();
  private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
  private final String topic;
  private final KafkaProducer<byte[], byte[]> producer;
  private boolean begun;

  /**
   * @param server host:port
   * @param prefix of the topics
   */
  RunLog(String server, String prefix) {
    this.topic = Topic.EVENTS.name(prefix);
    this.producer =
        new KafkaProducer<>(
            Map.of(
                "bootstrap.servers",
                server,
                "compression.type",
                "lz4",
                "linger.ms",
                5,
                "batch.size",
                128 << 10),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  void send(Event event) {
    send(event, () -> {});
  }

  /**
   * @param acknowledged is called on a thread of Kafka's when Kafka has the event
   */
  void send(Event event, Runnable acknowledged) {
    var _ =
        producer.send(
            new ProducerRecord<>(topic, 0, RUN, codec.encode(event)),
            (place, error) -> {
              if (error == null) {
                acknowledged.run();
              } else {
                failure.compareAndSet(null, error);
              }
            });
    if (!begun) {
      begun = true;
      producer.flush(); // batches that follow the first into a new partition may hang
    }
  }

  /**
   * Waits until Kafka has all.
   *
   * @throws IllegalStateException Kafka did not take one of them
   */
  void flush() {
    producer.flush();
    Exception failed = failure.get();
    if (failed != null) {
      throw new IllegalStateException("fill the topic '%s'".formatted(topic), failed);
    }
  }

  @Override
  public void close() {
    producer.close();
  }
}
