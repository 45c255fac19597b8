package dev.straingauge.cli.stack;

import dev.straingauge.event.BreachEvent;
import dev.straingauge.event.IncidentEvent;
import dev.straingauge.event.Rolling;
import dev.straingauge.event.RunOpened;
import dev.straingauge.event.SeriesKey;
import dev.straingauge.event.Summary;
import dev.straingauge.schemas.codec.Codec;
import dev.straingauge.schemas.codec.MalformedRecordException;
import dev.straingauge.schemas.run.RunId;
import dev.straingauge.schemas.topic.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows what the analysis says of one run: its newest rolling windows, its incidents and its
 * summary. For a screen: it holds no group and commits nothing. Not thread-safe.
 */
public final class ResultReader implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ResultReader.class);

  /** It holds nothing that anybody waits for. */
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(1);

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final String key;
  private final Duration window;
  private final Codec codec = new Codec();
  private final Map<SeriesKey, Rolling> newest = new LinkedHashMap<>();
  private final List<IncidentEvent> incidents = new ArrayList<>();
  private final List<BreachEvent> breaches = new ArrayList<>();
  private @Nullable RunOpened opened;
  private long startedAt = -1;
  private long lastEndNanos = -1;
  private boolean summarised;

  private ResultReader(KafkaConsumer<byte[], byte[]> consumer, RunId run, Duration window) {
    this.consumer = consumer;
    this.key = run.toString();
    this.window = window;
  }

  /**
   * Begins where the results end now: call it before the run's first event.
   *
   * @param window size of the windows that are wanted
   */
  public static ResultReader open(
      Map<String, Object> kafka, String prefix, RunId run, int partition, Duration window) {
    Map<String, Object> properties = new HashMap<>(kafka);
    properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    properties.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 100);
    KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    List<TopicPartition> partitions =
        List.of(
            new TopicPartition(Topic.ROLLING.name(prefix), partition),
            new TopicPartition(Topic.INCIDENTS.name(prefix), partition),
            new TopicPartition(Topic.BREACHES.name(prefix), partition),
            new TopicPartition(Topic.SUMMARIES.name(prefix), partition));
    consumer.assign(partitions);
    consumer.seekToEnd(partitions);
    partitions.forEach(consumer::position);
    return new ResultReader(consumer, run, window);
  }

  /** Takes what has come, waiting for it at most {@code limit}. */
  public void poll(Duration limit) {
    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(limit)) {
      if (record.key() != null && new String(record.key(), StandardCharsets.UTF_8).equals(key)) {
        accept(record.value());
      }
    }
  }

  /** The newest window of each series. */
  public Collection<Rolling> windows() {
    return newest.values();
  }

  /** Takes the incidents that were told since the last call, in their order. */
  public List<IncidentEvent> takeIncidents() {
    List<IncidentEvent> taken = List.copyOf(incidents);
    incidents.clear();
    return taken;
  }

  /** When the run started, nanoseconds since 1970; negative: not known yet. */
  public long startedAt() {
    return startedAt;
  }

  /**
   * How far the analysis is, since the start of the run: the end of the newest window of any size.
   * Empty: there was none.
   */
  public Optional<Duration> analysedTo() {
    return lastEndNanos < 0 || startedAt < 0
        ? Optional.empty()
        : Optional.of(Duration.ofNanos(lastEndNanos - startedAt));
  }

  /** Takes the breaches that were told since the last call, in their order. */
  public List<BreachEvent> takeBreaches() {
    List<BreachEvent> taken = List.copyOf(breaches);
    breaches.clear();
    return taken;
  }

  /** What the analysis opened the run with; empty: it has not yet. */
  public Optional<RunOpened> opened() {
    return Optional.ofNullable(opened);
  }

  /** Whether the summary is there. */
  public boolean summarised() {
    return summarised;
  }

  @Override
  public void close() {
    consumer.close(CloseOptions.timeout(CLOSE_LIMIT));
  }

  private void accept(byte[] value) {
    try {
      SpecificRecord record = codec.decode(value);
      switch (record) {
        case Rolling rolling -> {
          lastEndNanos = Math.max(lastEndNanos, rolling.getEnd());
          if (rolling.getWindowNanos() == window.toNanos()) {
            newest.put(rolling.getSeries(), rolling);
          }
        }
        case IncidentEvent incident -> incidents.add(incident);
        case RunOpened first -> {
          startedAt = first.getStartedAt();
          opened = first;
        }
        case BreachEvent breach -> breaches.add(breach);
        case Summary _ -> summarised = true;
        default -> {}
      }
    } catch (MalformedRecordException e) {
      LOG.atDebug().setCause(e).log("a result that is no record of ours");
    }
  }
}
