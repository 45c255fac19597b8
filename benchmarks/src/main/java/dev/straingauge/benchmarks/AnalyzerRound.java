package dev.straingauge.benchmarks;

import dev.straingauge.analyzer.AnalyzerService;
import dev.straingauge.analyzer.AnalyzerSettings;
import dev.straingauge.analyzer.fold.RunAnalysis;
import dev.straingauge.schemas.codec.Codec;
import dev.straingauge.schemas.codec.EventReader;
import dev.straingauge.schemas.codec.MalformedRecordException;
import dev.straingauge.schemas.topic.Topic;
import dev.straingauge.schemas.topic.Topics;
import dev.straingauge.schemas.topic.TopicsException;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * New topics with the log of one run, read by a bare consumer or analysed with exactly-once, on an
 * embedded broker.
 */
public final class AnalyzerRound {

  /** Decodes a value. */
  @FunctionalInterface
  private interface Decoder {
    void decode(byte[] value) throws MalformedRecordException;
  }

  private final Map<String, Object> kafka;
  private final String prefix;
  private final long events;

  /**
   * Makes the topics and fills them.
   *
   * @param server host:port
   * @param prefix of the topics, new
   * @param wanted about how many events, at least 1,000
   * @throws TopicsException the topics cannot be made
   */
  public AnalyzerRound(String server, String prefix, long wanted) throws TopicsException {
    this.kafka = Map.of("bootstrap.servers", server);
    this.prefix = prefix;
    Topics.createAndCheck(kafka, prefix, 1, Duration.ofSeconds(30));
    this.events = fill(server, prefix, wanted);
  }

  /** How many events there are. */
  public long events() {
    return events;
  }

  /**
   * Events per second of a consumer that only decodes them with Avro's reader of specific records,
   * until the last one.
   *
   * @throws MalformedRecordException never
   */
  public double bareWithAvro() throws MalformedRecordException {
    Codec codec = new Codec();
    return events / seconds(consume(Topic.EVENTS, events, codec::decodeEvent, () -> {}));
  }

  /**
   * The same with the analyzer's own reader, which leaves out what the analyzer does not look at.
   *
   * @throws MalformedRecordException never
   */
  public double bareWithOwnReader() throws MalformedRecordException {
    EventReader reader = new EventReader(new Codec(), RunAnalysis.facts(), RunAnalysis.reasons());
    return events / seconds(consume(Topic.EVENTS, events, reader::read, () -> {}));
  }

  /**
   * Events per second of the service, from its start of work until the EndMark of the summaries is
   * committed.
   *
   * @throws IOException no folder for its state
   * @throws MalformedRecordException never
   */
  public double analyzer() throws IOException, MalformedRecordException {
    return events / seconds(analyse());
  }

  private static long fill(String server, String prefix, long events) {
    try (RunLog log = new RunLog(server, prefix)) {
      long written = AnalyzerLoad.write(events, log::send);
      log.flush();
      return written;
    }
  }

  /** Time from when the consumer knows where to read until {@code records} were decoded. */
  private long consume(Topic topic, long records, Decoder decoder, Runnable alive)
      throws MalformedRecordException {
    try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
      TopicPartition partition = new TopicPartition(topic.name(prefix), 0);
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(consumer.assignment());
      consumer.position(partition); // the analyzer is connected too when its time begins
      long begin = System.nanoTime();
      for (long read = 0; read < records; ) {
        alive.run();
        for (ConsumerRecord<byte[], byte[]> found : consumer.poll(Duration.ofSeconds(1))) {
          decoder.decode(found.value());
          read++;
        }
      }
      return System.nanoTime() - begin;
    }
  }

  private long analyse() throws IOException, MalformedRecordException {
    AnalyzerSettings settings =
        new AnalyzerSettings(
            kafka,
            prefix,
            1,
            Files.createTempDirectory("bench-analyzer"),
            AnalyzerSettings.DEFAULT_COMMIT_INTERVAL);
    try (AnalyzerService service = new AnalyzerService(settings)) {
      service.start();
      service.awaitRunning(Duration.ofSeconds(60));
      long begin = System.nanoTime();
      consume(
          Topic.SUMMARIES,
          3,
          value -> {},
          () ->
              service
                  .failure()
                  .ifPresent(
                      failed -> {
                        throw failed;
                      }));
      return System.nanoTime() - begin;
    }
  }

  private KafkaConsumer<byte[], byte[]> consumer() {
    return new KafkaConsumer<>(
        Map.of(
            "bootstrap.servers",
            kafka.get("bootstrap.servers"),
            "isolation.level",
            "read_committed",
            "fetch.max.wait.ms",
            20, // a commit does not wake a fetch that waits for it
            "max.poll.records",
            5_000,
            "max.partition.fetch.bytes",
            4 << 20),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }

  private static double seconds(long nanos) {
    return nanos / 1e9;
  }
}
