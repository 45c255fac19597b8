package dev.straingauge.benchmarks;

import dev.straingauge.archiver.ArchiverService;
import dev.straingauge.archiver.ArchiverSettings;
import dev.straingauge.archiver.store.Content;
import dev.straingauge.archiver.store.S3ObjectStore;
import dev.straingauge.archiver.store.S3Settings;
import dev.straingauge.event.ClusterFacts;
import dev.straingauge.event.Driver;
import dev.straingauge.event.EndMark;
import dev.straingauge.event.Event;
import dev.straingauge.event.OperationStarted;
import dev.straingauge.event.RunStarted;
import dev.straingauge.schemas.codec.Codec;
import dev.straingauge.schemas.run.RunId;
import dev.straingauge.schemas.topic.Topic;
import dev.straingauge.schemas.topic.Topics;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The archiver beside a bare consumer that writes the same records as Avro files (zstd, 16 MiB) to
 * the same store. Both take turns over the same backlog of one run. Arguments: {@code host:port
 * http://s3-host:port access-key secret-key [events] [rounds]}; the bucket {@code benchmark} is
 * made.
 */
public final class ArchiverBenchmark {

  private static final long CHUNK_BYTES = 16L * 1024 * 1024;
  private static final long EPOCH_NANOS = 1_767_225_600_000_000_000L;

  private final Map<String, Object> kafka;
  private final S3ObjectStore store;
  private final int events;

  private ArchiverBenchmark(Map<String, Object> kafka, S3ObjectStore store, int events) {
    this.kafka = kafka;
    this.store = store;
    this.events = events;
  }

  /** Runs it and prints each round, then the medians and their ratio. */
  public static void main(String[] args) throws Exception {
    int events = args.length > 4 ? Integer.parseInt(args[4]) : 2_000_000;
    int rounds = args.length > 5 ? Integer.parseInt(args[5]) : 5;
    try (S3ObjectStore store =
        new S3ObjectStore(
            S3Settings.of(
                URI.create(args[1]), "benchmark", new S3Settings.Credentials(args[2], args[3])))) {
      store.createBucket();
      new ArchiverBenchmark(Map.of("bootstrap.servers", args[0]), store, events).compare(rounds);
    }
  }

  private void compare(int rounds) throws Exception {
    double[] bare = new double[rounds];
    double[] archiver = new double[rounds];
    for (int round = -1; round < rounds; round++) {
      String prefix = "bench-archiver-%d-%d.".formatted(Instant.now().toEpochMilli(), round + 1);
      RunId run = RunId.of("bench", Instant.now());
      fill(prefix, run);
      double first = rate(() -> bare(prefix, run));
      double second = rate(() -> archive(prefix));
      System.out.printf(
          "round %2d   bare %,10.0f/s   archiver %,10.0f/s   %.2f%n",
          round + 1, first, second, second / first);
      if (round >= 0) {
        bare[round] = first;
        archiver[round] = second;
      }
    }
    System.out.printf(
        "median     bare %,10.0f/s   archiver %,10.0f/s   ratio %.2f (goal 0.80)%n",
        median(bare), median(archiver), median(archiver) / median(bare));
  }

  private interface Round {
    long run() throws Exception;
  }

  /** Records per second of what {@code round} took, by its own clock. */
  private double rate(Round round) throws Exception {
    return events / (round.run() / 1e9);
  }

  /** Nanoseconds from the first record to the last chunk in the store. */
  private long archive(String prefix) throws IOException {
    Path temp = Files.createTempDirectory("archiver-benchmark");
    try (ArchiverService service =
        new ArchiverService(
            new ArchiverSettings(
                kafka,
                prefix,
                store,
                prefix + "/archiver",
                temp,
                "benchmark",
                CHUNK_BYTES,
                8 * CHUNK_BYTES,
                Duration.ofMinutes(5)))) {
      service.start();
      long start = System.nanoTime();
      while (service.status().records() < events + Topic.RESULTS.size()) {
        service
            .failure()
            .ifPresent(
                cause -> {
                  throw new IllegalStateException(cause);
                });
        LockSupport.parkNanos(1_000_000);
      }
      return System.nanoTime() - start;
    } finally {
      Files.delete(temp);
    }
  }

  private long bare(String prefix, RunId run) throws IOException {
    int partition = Topics.partitionOf(run, Topic.DEFAULT_PARTITIONS);
    Map<String, Object> props = new HashMap<>(kafka);
    props.put("max.poll.records", 10_000);
    props.put("fetch.max.bytes", 16 * 1024 * 1024);
    props.put("max.partition.fetch.bytes", 4 * 1024 * 1024);
    long start = System.nanoTime();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(props, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      TopicPartition at = new TopicPartition(Topic.EVENTS.name(prefix), partition);
      consumer.assign(List.of(at));
      consumer.seekToBeginning(List.of(at));
      BareFile file = new BareFile();
      int files = 0;
      for (int seen = 0; seen < events; ) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
          file.add(record.value());
          seen++;
        }
        if (file.size() >= CHUNK_BYTES || seen >= events) {
          store.putIfAbsent(
              prefix + "/bare/" + files++, Content.of(file.finish()), new TreeMap<>());
          file = new BareFile();
        }
      }
    }
    return System.nanoTime() - start;
  }

  /** An Avro file in memory, by Avro's own writer. */
  private static final class BareFile {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final DataFileWriter<Object> writer = new DataFileWriter<>(new GenericDatumWriter<>());

    BareFile() throws IOException {
      writer.setCodec(CodecFactory.zstandardCodec(1));
      writer.setSyncInterval(256 * 1024);
      writer.create(Event.getClassSchema(), out);
    }

    void add(byte[] value) throws IOException {
      writer.appendEncoded(
          ByteBuffer.wrap(value, Codec.HEADER_BYTES, value.length - Codec.HEADER_BYTES));
    }

    int size() {
      return out.size();
    }

    byte[] finish() throws IOException {
      writer.close();
      return out.toByteArray();
    }
  }

  private void fill(String prefix, RunId run) throws Exception {
    Topics.createAndCheck(kafka, prefix, Topic.DEFAULT_PARTITIONS, Duration.ofSeconds(30));
    Map<String, Object> props = new HashMap<>(kafka);
    props.put("compression.type", "lz4");
    props.put("batch.size", 128 * 1024);
    byte[] key = run.toString().getBytes(StandardCharsets.UTF_8);
    Codec codec = new Codec();
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(props, new ByteArraySerializer(), new ByteArraySerializer())) {
      String topic = Topic.EVENTS.name(prefix);
      // Awaited, as the producer does: pipelined first batches to a new partition can be lost
      // (KAFKA-15591).
      producer
          .send(
              new ProducerRecord<>(
                  topic, key, codec.encode(new Event(0, 1, 1L, EPOCH_NANOS, started()))))
          .get();
      for (int i = 1; i < events; i++) {
        long at = EPOCH_NANOS + i * 1_000_003L;
        OperationStarted body =
            new OperationStarted(
                (long) i, "attach_pod", "churn", "vol-" + (i * 7919 % 100_003), at - i % 977, null);
        var _ =
            producer.send(
                new ProducerRecord<>(topic, key, codec.encode(new Event(0, 1, i + 1L, at, body))));
      }
      for (Topic results : Topic.RESULTS) {
        var _ =
            producer.send(
                new ProducerRecord<>(
                    results.name(prefix), key, codec.encode(new EndMark((long) events, 0L))));
      }
    }
  }

  private static RunStarted started() {
    return new RunStarted(
        "benchmark",
        1,
        1_000_000_000L,
        0L,
        1L,
        "benchmark",
        "{}",
        "00000000",
        0L,
        new Driver("none", "0", List.of()),
        new ClusterFacts("simulated", "0", 1, "0"),
        "benchmark",
        new ArrayList<>(),
        null);
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
