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
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.ToDoubleFunction;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * The analyzer with exactly-once beside bare consumers that only decode the same events: one with
 * Avro's reader of specific records, to which the goal refers, and one with the analyzer's own
 * reader, which leaves out what the analyzer does not look at. Each round fills new topics with the
 * log of one run, reads it with each consumer until its last event, then runs the service from its
 * start of work until the EndMark of the summaries is committed. Arguments: {@code host:port
 * [events] [rounds]}.
 */
public final class AnalyzerBenchmark {

  /** Rounds before those that count: in the first ones much runs that is not compiled yet. */
  private static final int WARM_UPS = 3;

  private static final byte[] RUN = "bench/20260101000000".getBytes(StandardCharsets.UTF_8);

  /** Decodes a value. */
  @FunctionalInterface
  private interface Decoder {
    void decode(byte[] value) throws MalformedRecordException;
  }

  /** Events a second. */
  private record Round(double avro, double own, double analyzer) {}

  private final Map<String, Object> kafka;
  private final String prefix;

  private AnalyzerBenchmark(String server, String prefix) {
    this.kafka = Map.of("bootstrap.servers", server);
    this.prefix = prefix;
  }

  /**
   * Runs it and prints each round, then the medians of the ratios. The first {@value #WARM_UPS} do
   * not count.
   */
  public static void main(String[] args)
      throws TopicsException, MalformedRecordException, IOException {
    long events = args.length > 1 ? Long.parseLong(args[1]) : 1_500_000;
    int rounds = args.length > 2 ? Integer.parseInt(args[2]) : 5;
    List<Round> all = new ArrayList<>();
    for (int round = 1 - WARM_UPS; round <= rounds; round++) {
      String prefix = "bench-analyzer-%d.".formatted(System.currentTimeMillis());
      Round figures =
          new AnalyzerBenchmark(args[0], prefix)
              .round(round > 0 ? "round " + round : "warm-up", events);
      if (round > 0) {
        all.add(figures);
      }
    }
    System.out.printf(
        "median of %d rounds: analyzer ÷ bare, Avro's reader = %.2f (goal 0.7)   analyzer ÷ bare,"
            + " the analyzer's reader = %.2f%n",
        rounds,
        median(all, round -> round.analyzer / round.avro),
        median(all, round -> round.analyzer / round.own));
  }

  private static double median(List<Round> rounds, ToDoubleFunction<Round> figure) {
    return rounds.stream().mapToDouble(figure).sorted().toArray()[rounds.size() / 2];
  }

  private Round round(String name, long wanted)
      throws TopicsException, MalformedRecordException, IOException {
    Topics.createAndCheck(kafka, prefix, 1, Duration.ofSeconds(30));
    long events = fill(wanted);
    Codec codec = new Codec();
    EventReader reader = new EventReader(codec, RunAnalysis.facts(), RunAnalysis.reasons());
    Round round =
        new Round(
            events / seconds(consume(Topic.EVENTS, events, codec::decodeEvent, () -> {})),
            events / seconds(consume(Topic.EVENTS, events, reader::read, () -> {})),
            events / seconds(analyse()));
    System.out.printf(
        "%s: %,d events   bare with Avro's reader %,.0f events/s   with the analyzer's %,.0f"
            + " events/s   analyzer %,.0f events/s   ratios %.2f %.2f%n",
        name,
        events,
        round.avro,
        round.own,
        round.analyzer,
        round.analyzer / round.avro,
        round.analyzer / round.own);
    return round;
  }

  private long fill(long events) {
    Codec codec = new Codec();
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of(
                "bootstrap.servers",
                kafka.get("bootstrap.servers"),
                "compression.type",
                "lz4",
                "linger.ms",
                5,
                "batch.size",
                128 << 10),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
      long[] sent = {0};
      long written =
          AnalyzerLoad.write(
              events,
              event -> {
                var _ =
                    producer.send(
                        new ProducerRecord<>(
                            Topic.EVENTS.name(prefix), 0, RUN, codec.encode(event)),
                        (place, error) -> failure.compareAndSet(null, error));
                if (sent[0]++ == 0) {
                  producer.flush(); // batches that follow the first into a new partition may hang
                }
              });
      producer.flush();
      if (failure.get() != null) {
        throw new IllegalStateException("fill the topic", failure.get());
      }
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
