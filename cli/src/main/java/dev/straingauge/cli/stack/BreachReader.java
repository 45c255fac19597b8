package dev.straingauge.cli.stack;

import dev.straingauge.event.BreachEvent;
import dev.straingauge.schemas.codec.Codec;
import dev.straingauge.schemas.codec.MalformedRecordException;
import dev.straingauge.schemas.run.RunId;
import dev.straingauge.schemas.topic.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the breaches of one run that an analysis elsewhere tells. It holds no group and commits
 * nothing, and what keeps it from reading is said once and costs the run nothing. Not thread-safe.
 */
public final class BreachReader implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(BreachReader.class);
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(1);

  private final String topic;
  private final String key;
  private final Consumer<String> warnings;
  private final Codec codec = new Codec();
  private @Nullable KafkaConsumer<byte[], byte[]> consumer;

  private BreachReader(String topic, RunId run, Consumer<String> warnings) {
    this.topic = topic;
    this.key = run.toString();
    this.warnings = warnings;
  }

  /**
   * Begins where the breaches end now: call it before the load begins.
   *
   * @param warnings is told why breaches do not come
   */
  public static BreachReader open(
      Map<String, Object> kafka,
      String prefix,
      RunId run,
      int partition,
      Consumer<String> warnings) {
    BreachReader reader = new BreachReader(Topic.BREACHES.name(prefix), run, warnings);
    reader.begin(kafka, partition);
    return reader;
  }

  /** Takes what has come, without waiting for more, in its order. */
  public List<BreachEvent> poll() {
    List<BreachEvent> breaches = new ArrayList<>();
    KafkaConsumer<byte[], byte[]> open = consumer;
    if (open == null) {
      return breaches;
    }
    try {
      for (ConsumerRecord<byte[], byte[]> record : open.poll(Duration.ZERO)) {
        if (record.key() != null && new String(record.key(), StandardCharsets.UTF_8).equals(key)) {
          accept(record.value(), breaches);
        }
      }
    } catch (KafkaException e) {
      giveUp(e);
    }
    return breaches;
  }

  @Override
  public void close() {
    if (consumer != null) {
      consumer.close(CloseOptions.timeout(CLOSE_LIMIT));
      consumer = null;
    }
  }

  private void begin(Map<String, Object> kafka, int partition) {
    Map<String, Object> properties = new HashMap<>(kafka);
    properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    properties.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 100);
    List<TopicPartition> all = List.of(new TopicPartition(topic, partition));
    try {
      KafkaConsumer<byte[], byte[]> opened =
          new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
      consumer = opened;
      opened.assign(all);
      opened.seekToEnd(all);
      all.forEach(opened::position);
    } catch (KafkaException e) {
      giveUp(e);
    }
  }

  private void giveUp(KafkaException why) {
    warnings.accept(
        "no rule with abort can end this run: read topic '%s': %s"
            .formatted(topic, why.getMessage()));
    close();
  }

  private void accept(byte @Nullable [] value, List<BreachEvent> breaches) {
    try {
      if (value != null && codec.decode(value) instanceof BreachEvent breach) {
        breaches.add(breach);
      }
    } catch (MalformedRecordException e) {
      LOG.atDebug().setCause(e).log("a breach that is no record of ours");
    }
  }
}
