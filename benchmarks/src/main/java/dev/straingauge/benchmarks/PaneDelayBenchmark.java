package dev.straingauge.benchmarks;

import dev.straingauge.analyzer.AnalyzerService;
import dev.straingauge.analyzer.AnalyzerSettings;
import dev.straingauge.event.Event;
import dev.straingauge.event.Rolling;
import dev.straingauge.schemas.codec.Codec;
import dev.straingauge.schemas.codec.MalformedRecordException;
import dev.straingauge.schemas.topic.Topic;
import dev.straingauge.schemas.topic.Topics;
import dev.straingauge.schemas.topic.TopicsException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * From the end of a pane to its rolling windows on the topic, with exactly-once and grace 0, while
 * events come at a constant rate: the time of each event is when it is due by the wall clock, and
 * it is sent then.
 *
 * <p>Per pane (a second), to the return of the poll in which a {@code read_committed} consumer, set
 * like the one of {@code straingauge run}, has the last of the windows that end with it:
 *
 * <ul>
 *   <li>from the end of the pane by the wall clock (the goal is judged by this one): also what a
 *       late or lingering producer adds;
 *   <li>from the acknowledgement by Kafka of the first event that is not in the pane any more.
 * </ul>
 *
 * <p>Arguments: {@code host:port [seconds] [events per second]}. The first tenth of the panes warms
 * up and does not count.
 */
public final class PaneDelayBenchmark {

  private static final byte[] RUN = "bench/20260101000000".getBytes(StandardCharsets.UTF_8);
  private static final long SECOND = 1_000_000_000L;

  private final Map<String, Object> kafka;
  private final String prefix = "bench-pane-%d.".formatted(System.currentTimeMillis());
  private final ConcurrentSkipListMap<Long, Long> acknowledged = new ConcurrentSkipListMap<>();
  private final TreeMap<Long, Long> readable = new TreeMap<>();
  private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
  private final Codec codec = new Codec();
  private volatile boolean filled;
  private long pane = Long.MIN_VALUE;
  private long windows;
  private long latest;

  private PaneDelayBenchmark(String server) {
    this.kafka = Map.of("bootstrap.servers", server);
  }

  /** Runs it and prints the delays in milliseconds. */
  public static void main(String[] args) throws TopicsException, IOException, InterruptedException {
    int seconds = args.length > 1 ? Integer.parseInt(args[1]) : 300;
    long rate = args.length > 2 ? Long.parseLong(args[2]) : 50_000;
    new PaneDelayBenchmark(args[0]).run(seconds, rate);
  }

  private void run(int seconds, long rate)
      throws TopicsException, IOException, InterruptedException {
    Topics.createAndCheck(kafka, prefix, 1, Duration.ofSeconds(30));
    AnalyzerSettings settings =
        new AnalyzerSettings(
            kafka,
            prefix,
            1,
            Files.createTempDirectory("bench-pane"),
            AnalyzerSettings.DEFAULT_COMMIT_INTERVAL);
    long begin;
    try (AnalyzerService service = new AnalyzerService(settings)) {
      service.start();
      service.awaitRunning(Duration.ofSeconds(60));
      begin = (now() / SECOND + 2) * SECOND;
      long last = begin + seconds * SECOND;
      Thread reader = Thread.ofPlatform().start(() -> read(service, last));
      long events = fill(begin, rate, seconds * rate);
      filled = true;
      reader.join();
      Exception failed = failure.get();
      if (failed != null) {
        throw new IllegalStateException("measure panes", failed);
      }
      System.out.printf(
          Locale.ROOT,
          "%,d events in %d s, latest sent %.1f ms after it was due; %,d rolling windows%n",
          events,
          seconds,
          latest / 1e6,
          windows);
    }
    NavigableMap<Long, Long> counted =
        readable.tailMap(begin + Math.max(1, seconds / 10) * SECOND, false);
    print(
        "end of pane by the clock",
        counted.entrySet().stream().mapToLong(seen -> seen.getValue() - seen.getKey()));
    print(
        "acknowledged first event after it",
        counted.entrySet().stream()
            .filter(seen -> acknowledged.containsKey(seen.getKey()))
            .mapToLong(seen -> seen.getValue() - acknowledged.getOrDefault(seen.getKey(), 0L)));
  }

  private static void print(String from, LongStream nanos) {
    long[] delays = nanos.sorted().toArray();
    System.out.printf(
        Locale.ROOT,
        "%-34s to its windows, %d panes: p50 %.0f ms, p90 %.0f ms, p99 %.0f ms, longest %.0f ms"
            + " (goal p99 250 ms)%n",
        from,
        delays.length,
        rank(delays, 50),
        rank(delays, 90),
        rank(delays, 99),
        Arrays.stream(delays).max().orElse(0) / 1e6);
  }

  /** Nearest rank, in milliseconds. */
  private static double rank(long[] sorted, int percent) {
    return sorted.length == 0
        ? Double.NaN
        : sorted[Math.ceilDiv(sorted.length * percent, 100) - 1] / 1e6;
  }

  private long fill(long begin, long rate, long events) {
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
      long written = AnalyzerLoad.write(begin, rate, events, event -> send(producer, event));
      producer.flush();
      return written;
    }
  }

  private void send(KafkaProducer<byte[], byte[]> producer, Event event) {
    long due = event.getTime();
    long late = now() - due;
    while (late < 0) {
      LockSupport.parkNanos(Math.min(-late, SECOND / 1000));
      late = now() - due;
    }
    latest = Math.max(latest, late);
    long end = due / SECOND * SECOND;
    boolean firstOfPane = end != pane;
    pane = end;
    var _ =
        producer.send(
            new ProducerRecord<>(Topic.EVENTS.name(prefix), 0, RUN, codec.encode(event)),
            (place, error) -> {
              if (error != null) {
                failure.compareAndSet(null, error);
              } else if (firstOfPane) {
                acknowledged.put(end, now());
              }
            });
  }

  /** Reads windows until those that end at {@code last}, or for 10 s after the last event. */
  private void read(AnalyzerService service, long last) {
    Codec results = new Codec();
    try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
      TopicPartition rolling = new TopicPartition(Topic.ROLLING.name(prefix), 0);
      consumer.assign(List.of(rolling));
      consumer.seekToBeginning(List.of(rolling));
      long patience = Long.MAX_VALUE;
      while (now() < patience && (readable.isEmpty() || readable.lastKey() < last)) {
        service
            .failure()
            .ifPresent(
                failed -> {
                  throw failed;
                });
        ConsumerRecords<byte[], byte[]> polled = consumer.poll(Duration.ofSeconds(1));
        long at = now();
        for (ConsumerRecord<byte[], byte[]> record : polled) {
          note(results.decode(record.value()), at);
        }
        patience = filled && patience == Long.MAX_VALUE ? now() + 10 * SECOND : patience;
      }
    } catch (RuntimeException | MalformedRecordException e) {
      failure.compareAndSet(null, e);
    }
  }

  private void note(SpecificRecord result, long at) {
    if (result instanceof Rolling window) {
      windows++;
      readable.merge(window.getEnd(), at, Math::max);
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
            100),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }

  private static long now() {
    Instant now = Instant.now();
    return now.getEpochSecond() * SECOND + now.getNano();
  }
}
