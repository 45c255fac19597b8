package dev.straingauge.benchmarks;

import dev.straingauge.event.Change;
import dev.straingauge.event.Event;
import dev.straingauge.event.ObjectChanged;
import dev.straingauge.event.OperationFinished;
import dev.straingauge.event.OperationStarted;
import dev.straingauge.event.Outcome;
import dev.straingauge.event.Pod;
import dev.straingauge.producer.journal.KafkaJournal;
import dev.straingauge.producer.journal.LogWriter;
import dev.straingauge.schemas.codec.Codec;
import dev.straingauge.schemas.run.RunId;
import dev.straingauge.schemas.topic.Topic;
import dev.straingauge.schemas.topic.Topics;
import dev.straingauge.schemas.topic.TopicsException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The producer's path (number, stamp, encode, hand over, under one lock) beside a bare
 * KafkaProducer that encodes and sends the same records with the same settings. Both take turns in
 * one run; each round ends when the last record is acknowledged. Arguments: {@code host:port
 * [events per round] [rounds]}.
 */
public final class ProducerPathBenchmark {

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final String PREFIX = "bench-producer.";
  private static final int PARTITIONS = 8;
  private static final int WARM_UPS = 3;
  private static final long EPOCH_NANOS = 1_767_225_600_000_000_000L;
  private static final RunId JOURNAL_RUN = RunId.parse("bench/20260101000000");

  private final Map<String, Object> kafka;
  private final int events;
  private final List<SpecificRecord> bodies = bodies();

  private ProducerPathBenchmark(Map<String, Object> kafka, int events) {
    this.kafka = kafka;
    this.events = events;
  }

  /** Runs it and prints each round, then the medians. */
  public static void main(String[] args) throws TopicsException {
    Map<String, Object> kafka = Map.of("bootstrap.servers", args[0]);
    int events = args.length > 1 ? Integer.parseInt(args[1]) : 1_000_000;
    int rounds = args.length > 2 ? Integer.parseInt(args[2]) : 9;
    Topics.createAndCheck(kafka, PREFIX, PARTITIONS, Duration.ofSeconds(30));
    new ProducerPathBenchmark(kafka, events).compare(rounds);
  }

  private void compare(int rounds) {
    double[] ratios = new double[rounds];
    double[] added = new double[rounds];
    double[] addedCpu = new double[rounds];
    for (int round = -WARM_UPS; round < rounds; round++) {
      boolean journalFirst = Math.floorMod(round, 2) == 0;
      Cost first = journalFirst ? journal() : bare();
      Cost second = journalFirst ? bare() : journal();
      Cost journal = journalFirst ? first : second;
      Cost bare = journalFirst ? second : first;
      System.out.printf(
          "%s journal %,d events/s   bare %,d events/s   ratio %.3f%n",
          round < 0 ? "warm-up " : "round " + (round + 1),
          rate(journal.wallNanos),
          rate(bare.wallNanos),
          (double) bare.wallNanos / journal.wallNanos);
      if (round >= 0) {
        ratios[round] = (double) bare.wallNanos / journal.wallNanos;
        added[round] = (journal.wallNanos - bare.wallNanos) / 1e3 / events;
        addedCpu[round] = (journal.cpuNanos - bare.cpuNanos) / 1e3 / events;
      }
    }
    System.out.printf(
        "median of %d rounds of %,d events: ratio to bare %.3f (goal 0.85), added %.3f us per event"
            + " (goal 2), of the writing thread's CPU time %.3f us%n",
        rounds, events, median(ratios), median(added), median(addedCpu));
  }

  /** Time until all is acknowledged, and CPU time of the thread that writes. */
  private record Cost(long wallNanos, long cpuNanos) {
    static Cost of(Runnable work) {
      long cpu = THREADS.getCurrentThreadCpuTime();
      long begin = System.nanoTime();
      work.run();
      return new Cost(System.nanoTime() - begin, THREADS.getCurrentThreadCpuTime() - cpu);
    }
  }

  private Cost journal() {
    try (LogWriter log = LogWriter.open(kafka, PREFIX)) {
      long[] clock = {EPOCH_NANOS};
      KafkaJournal journal = new KafkaJournal(log, JOURNAL_RUN, 0, 1, () -> clock[0]);
      journal.writeAndAwait(bodies.get(0));
      return Cost.of(
          () -> {
            for (int i = 0; i < events; i++) {
              clock[0] += 1_000;
              journal.write(bodies.get(i % bodies.size()));
            }
            log.flush();
          });
    }
  }

  private Cost bare() {
    byte[] key = JOURNAL_RUN.toString().getBytes(StandardCharsets.UTF_8);
    String topic = Topic.EVENTS.name(PREFIX);
    Codec codec = new Codec();
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            bareProperties(), new ByteArraySerializer(), new ByteArraySerializer())) {
      Future<RecordMetadata> _ =
          producer.send(new ProducerRecord<>(topic, key, codec.encode(event(0))));
      producer.flush();
      return Cost.of(
          () -> {
            for (int i = 0; i < events; i++) {
              Future<RecordMetadata> _ =
                  producer.send(new ProducerRecord<>(topic, key, codec.encode(event(i))));
            }
            producer.flush();
          });
    }
  }

  private Event event(int i) {
    return new Event(0, 1, i + 1L, EPOCH_NANOS + i * 1_000L, bodies.get(i % bodies.size()));
  }

  private Map<String, Object> bareProperties() {
    return Map.of(
        "bootstrap.servers",
        String.valueOf(kafka.get("bootstrap.servers")),
        "acks",
        "all",
        "enable.idempotence",
        true,
        "compression.type",
        "lz4",
        "batch.size",
        256 * 1024,
        "linger.ms",
        5,
        "buffer.memory",
        64L * 1024 * 1024);
  }

  private long rate(long nanos) {
    return Math.round(events * 1e9 / nanos);
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  /** What a run consists of: for one operation its start, two changes of its pod, its end. */
  private static List<SpecificRecord> bodies() {
    List<SpecificRecord> bodies = new ArrayList<>();
    for (long id = 0; id < 1_000; id++) {
      long at = EPOCH_NANOS + id * 1_000_000;
      String pod = "pod-" + id;
      bodies.add(new OperationStarted(id, "attach_pod", "churn", pod, at, null));
      for (Change change : List.of(Change.ADDED, Change.MODIFIED)) {
        bodies.add(
            new ObjectChanged(
                "Pod",
                "load",
                pod,
                "00000000-0000-4000-8000-%012x".formatted(id * 7_919),
                Long.toString(100_000 + id),
                change,
                at,
                new Pod(
                    "Pending",
                    "node-" + id % 20,
                    false,
                    false,
                    List.of("vol-" + id % 500),
                    null,
                    false,
                    null,
                    null)));
      }
      bodies.add(
          new OperationFinished(
              id,
              "attach_pod",
              "churn",
              pod,
              at,
              null,
              at,
              at + 9_000_000,
              at + 7_123_456_789L + id,
              0L,
              0L,
              1,
              Outcome.SUCCEEDED,
              null));
    }
    return bodies;
  }
}
