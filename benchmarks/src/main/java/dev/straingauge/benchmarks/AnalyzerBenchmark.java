package dev.straingauge.benchmarks;

import dev.straingauge.analyzer.AnalyzerService;
import dev.straingauge.analyzer.AnalyzerSettings;
import dev.straingauge.schemas.codec.Codec;
import dev.straingauge.schemas.codec.MalformedRecordException;
import dev.straingauge.schemas.topic.Topic;
import dev.straingauge.schemas.topic.Topics;
import dev.straingauge.schemas.topic.TopicsException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * The analyzer with exactly-once beside a bare consumer that only decodes the same events. Each
 * round fills new topics with the log of one run, reads it with the consumer until its last event,
 * then runs the service from its start of work until the EndMark of the summaries is committed.
 * Arguments: {@code host:port [events] [rounds]}.
 */
public final class AnalyzerBenchmark {

  private static final byte[] RUN = "bench/20260101000000".getBytes(StandardCharsets.UTF_8);

  private final Map<String, Object> kafka;
  private final String prefix;

  private AnalyzerBenchmark(String server, String prefix) {
    this.kafka = Map.of("bootstrap.servers", server);
    this.prefix = prefix;
  }

  /**
   * Runs it and prints each round, then the median of the ratios. The first round warms up and does
   * not count.
   */
  public static void main(String[] args)
      throws TopicsException, MalformedRecordException, IOException {
    long events = args.length > 1 ? Long.parseLong(args[1]) : 1_500_000;
    int rounds = args.length > 2 ? Integer.parseInt(args[2]) : 5;
    double[] ratios = new double[rounds];
    for (int round = 0; round <= rounds; round++) {
      String prefix = "bench-analyzer-%d-%d.".formatted(System.currentTimeMillis(), round);
      double ratio =
          new AnalyzerBenchmark(args[0], prefix)
              .round(round == 0 ? "warm-up" : "round " + round, events);
      if (round > 0) {
        ratios[round - 1] = ratio;
      }
    }
    Arrays.sort(ratios);
    System.out.printf(
        "median of %d rounds: analyzer ÷ bare = %.2f (goal 0.55)%n", rounds, ratios[rounds / 2]);
  }

  private double round(String name, long wanted)
      throws TopicsException, MalformedRecordException, IOException {
    Topics.createAndCheck(kafka, prefix, 1, Duration.ofSeconds(30));
    long events = fill(wanted);
    double bare = events / seconds(consume(Topic.EVENTS, events, true, () -> {}));
    double analyzer = events / seconds(analyse());
    System.out.printf(
        "%s: %,d events   bare decode-only %,.0f events/s   analyzer %,.0f events/s   ratio %.2f%n",
        name, events, bare, analyzer, analyzer / bare);
    return analyzer / bare;
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

  /**
   * Time from the first poll that gives records until {@code records} were read, or until the
   * EndMark.
   */
  private long consume(Topic topic, long records, boolean decode, Runnable alive)
      throws MalformedRecordException {
    Codec codec = new Codec();
    try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
      consumer.assign(List.of(new TopicPartition(topic.name(prefix), 0)));
      consumer.seekToBeginning(consumer.assignment());
      long begin = System.nanoTime();
      for (long read = 0; read < records; ) {
        alive.run();
        for (ConsumerRecord<byte[], byte[]> found : consumer.poll(Duration.ofSeconds(1))) {
          read += decode && codec.decodeEvent(found.value()) == null ? 0 : 1;
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
          false,
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
