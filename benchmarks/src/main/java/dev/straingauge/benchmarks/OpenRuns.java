package dev.straingauge.benchmarks;

import com.sun.management.GarbageCollectionNotificationInfo;
import dev.straingauge.archiver.ArchivedRun;
import dev.straingauge.archiver.ArchiverService;
import dev.straingauge.archiver.ArchiverSettings;
import dev.straingauge.archiver.chunk.TopicFormat;
import dev.straingauge.archiver.read.RunArchive;
import dev.straingauge.archiver.read.Runs;
import dev.straingauge.archiver.store.FolderObjectStore;
import dev.straingauge.archiver.store.Keys;
import dev.straingauge.archiver.store.S3ObjectStore;
import dev.straingauge.archiver.store.S3Settings;
import dev.straingauge.schemas.run.RunId;
import dev.straingauge.schemas.topic.Topic;
import dev.straingauge.schemas.topic.Topics;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import javax.management.NotificationEmitter;
import javax.management.openmbean.CompositeData;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Many runs that are open at the same time: the newest run of a folder, again and again under other
 * names, its records interleaved with those of all the others from the first to the last. {@code
 * fill BUCKET-FOLDER RUNS HOST:PORT} writes them into Kafka; {@code archive BUCKET-FOLDER RUNS
 * HOST:PORT http://s3-host:port ACCESS-KEY SECRET-KEY} archives them all and tells how much heap
 * was in use after collections. Fails when an archive is not complete, or has another hash than the
 * run that they are made of.
 */
public final class OpenRuns {

  private static final String PREFIX = "open-runs.";
  private static final int STEPS = 2_000;

  private final RunArchive original;
  private final int copies;
  private final Map<String, Object> kafka;

  private OpenRuns(RunArchive original, int copies, String bootstrap) {
    this.original = original;
    this.copies = copies;
    kafka = Map.of("bootstrap.servers", bootstrap);
  }

  /** Does what it is told. */
  public static void main(String[] args) throws Exception {
    try (FolderObjectStore store = new FolderObjectStore(Path.of(args[1]))) {
      Runs runs = new Runs(store, new Keys(""));
      RunArchive original = runs.open(runs.resolve("latest")).orElseThrow();
      OpenRuns all = new OpenRuns(original, Integer.parseInt(args[2]), args[3]);
      if (args[0].equals("fill")) {
        all.fill();
        return;
      }
      try (S3ObjectStore s3 =
          new S3ObjectStore(
              S3Settings.of(
                  URI.create(args[4]),
                  "benchmark",
                  new S3Settings.Credentials(args[5], args[6])))) {
        s3.createBucket();
        all.archive(s3);
      }
    }
  }

  private RunId copy(int number) {
    return new RunId("open", "2026010100%02d%02d".formatted(number / 60, number % 60));
  }

  private void fill() throws Exception {
    Topics.createAndCheck(kafka, PREFIX, Topic.DEFAULT_PARTITIONS, Duration.ofSeconds(30));
    Map<Topic, List<byte[]>> records = new EnumMap<>(Topic.class);
    for (Topic topic : Topic.values()) {
      records.put(topic, records(topic));
    }
    Map<String, Object> props = new HashMap<>(kafka);
    props.put("compression.type", "lz4");
    props.put("batch.size", 128 * 1024);
    props.put("linger.ms", 20);
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(props, new ByteArraySerializer(), new ByteArraySerializer())) {
      for (int step = 0; step < STEPS; step++) {
        for (Topic topic : Topic.values()) {
          List<byte[]> all = Objects.requireNonNull(records.get(topic));
          int from = (int) ((long) all.size() * step / STEPS);
          int to = (int) ((long) all.size() * (step + 1) / STEPS);
          for (int number = 0; number < copies && from < to; number++) {
            send(producer, topic, copy(number), all.subList(from, to), from == 0);
          }
        }
      }
    }
  }

  private List<byte[]> records(Topic topic) {
    TopicFormat format = TopicFormat.of(topic);
    List<byte[]> values = new ArrayList<>();
    original.read(
        topic,
        (branch, bytes, from, to) -> {
          byte[] header = format.header(branch);
          byte[] value = new byte[header.length + to - from];
          System.arraycopy(header, 0, value, 0, header.length);
          System.arraycopy(bytes, from, value, header.length, to - from);
          values.add(value);
        });
    return values;
  }

  private static void send(
      KafkaProducer<byte[], byte[]> producer,
      Topic topic,
      RunId run,
      List<byte[]> values,
      boolean first)
      throws Exception {
    byte[] key = run.toString().getBytes(StandardCharsets.UTF_8);
    for (byte[] value : values) {
      var sent = producer.send(new ProducerRecord<>(topic.name(PREFIX), key, value));
      if (first) {
        sent.get(); // as the producer does: pipelined first batches can be lost (KAFKA-15591)
      }
    }
  }

  private void archive(S3ObjectStore s3) throws Exception {
    AtomicLong most = new AtomicLong();
    watchCollections(most);
    Path temp = Files.createTempDirectory("open-runs");
    long begun = System.nanoTime();
    long open = 0;
    double readSeconds = 0;
    int finished = 0;
    try (ArchiverService service =
        new ArchiverService(ArchiverSettings.of(kafka, PREFIX, s3, "open", temp, "benchmark"))) {
      service.start();
      while (finished < copies) {
        service
            .failure()
            .ifPresent(
                cause -> {
                  throw new IllegalStateException(cause);
                });
        open = Math.max(open, service.status().openRuns());
        for (ArchivedRun run : service.takeFinished()) {
          require(run);
          readSeconds = finished++ == 0 ? (System.nanoTime() - begun) / 1e9 : readSeconds;
        }
        LockSupport.parkNanos(20_000_000);
      }
      System.out.printf(
          Locale.ROOT,
          "%d runs of %,d events and %,d results each, at most %d open: all archived and equal to"
              + " the original%n"
              + "%.0f s to the first manifest, %.0f s to the last; at most %,d MiB of heap in use"
              + " after a collection, of %,d MiB%n",
          copies,
          topics(true),
          topics(false),
          open,
          readSeconds,
          (System.nanoTime() - begun) / 1e9,
          most.get() >> 20,
          Runtime.getRuntime().maxMemory() >> 20);
    } finally {
      Files.deleteIfExists(temp);
    }
  }

  private long topics(boolean events) {
    return original.manifest().topics().entrySet().stream()
        .filter(topic -> topic.getKey().equals(Topic.EVENTS.shortName()) == events)
        .mapToLong(topic -> topic.getValue().records())
        .sum();
  }

  private void require(ArchivedRun run) {
    if (!run.complete() || !run.hashes().equals(original.manifest().hashes())) {
      throw new IllegalStateException(
          "archive run '%s': complete %s %s, hashes %s (expected those of %s: %s)"
              .formatted(
                  run.run(),
                  run.complete(),
                  run.reason(),
                  run.hashes(),
                  original.uri(),
                  original.manifest().hashes()));
    }
  }

  /** Heap in use after each collection of any kind, so live objects and some that are not. */
  private static void watchCollections(AtomicLong most) {
    for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
      ((NotificationEmitter) collector)
          .addNotificationListener(
              (notification, nothing) -> {
                var collection =
                    GarbageCollectionNotificationInfo.from(
                        (CompositeData) notification.getUserData());
                long used =
                    collection.getGcInfo().getMemoryUsageAfterGc().entrySet().stream()
                        .filter(pool -> !pool.getKey().matches("Metaspace|Code.*|Compressed.*"))
                        .map(Map.Entry::getValue)
                        .mapToLong(MemoryUsage::getUsed)
                        .sum();
                most.accumulateAndGet(used, Math::max);
              },
              null,
              null);
    }
  }
}
