package dev.straingauge.analyzer;

import dev.straingauge.analyzer.fold.Collected;
import dev.straingauge.analyzer.fold.RandomRun;
import dev.straingauge.event.Event;
import dev.straingauge.schemas.codec.Codec;
import dev.straingauge.schemas.topic.Topic;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Several runs, side by side on the events topic, with a poison record in each and one event after
 * its end.
 */
final class Backlog {

  private static final byte[] POISON = "no event".getBytes(StandardCharsets.UTF_8);

  private final Map<String, List<byte[]>> valuesByRun = new TreeMap<>();
  private final Map<String, Map<Topic, String>> expected = new TreeMap<>();
  private int slices;
  private int deadLetters;
  private int results;

  /** Makes {@code runs} of about a minute each and analyses them without a broker. */
  static Backlog of(int runs, int perSecond) {
    return of(runs, perSecond, false);
  }

  /** The same, and every record comes twice. */
  static Backlog doubled(int runs, int perSecond) {
    return of(runs, perSecond, true);
  }

  private static Backlog of(int runs, int perSecond, boolean doubled) {
    Backlog backlog = new Backlog();
    Codec codec = new Codec();
    for (int i = 0; i < runs; i++) {
      List<Event> events = RandomRun.judged(100 + i, 60, perSecond);
      List<byte[]> values = new ArrayList<>(events.stream().map(codec::encode).toList());
      values.add(values.size() / 2, POISON);
      byte[] last = values.getLast();
      int poisoned = 1;
      if (doubled) {
        values = new ArrayList<>(values.stream().flatMap(each -> Stream.of(each, each)).toList());
        values.removeLast();
        poisoned = 2;
      }
      String runId = "crash-%d/20260101000000".formatted(i);
      Collected undisturbed = Collected.ofValues(values);
      backlog.slices += undisturbed.slices().size();
      backlog.results += undisturbed.results();
      backlog.deadLetters += undisturbed.letters() + poisoned + 1;
      backlog.expected.put(runId, undisturbed.hashes());
      values.add(last);
      backlog.valuesByRun.put(runId, values);
    }
    return backlog;
  }

  /** Hash of each result topic per run, from the folds alone. */
  Map<String, Map<Topic, String>> expected() {
    return expected;
  }

  /** Slices of all runs. */
  int slices() {
    return slices;
  }

  /** What is set aside of all runs: with the poison, what is after the end, and late records. */
  int deadLetters() {
    return deadLetters;
  }

  /** Results of all runs, on all topics. */
  int results() {
    return results;
  }

  int runs() {
    return valuesByRun.size();
  }

  void send(String server, String prefix) throws ExecutionException, InterruptedException {
    send(server, prefix, 0, Integer.MAX_VALUE);
  }

  /** The first part of each run, poison and end not among it. */
  void sendHalf(String server, String prefix) throws ExecutionException, InterruptedException {
    send(server, prefix, 0, half());
  }

  /** What follows {@link #sendHalf}. */
  void sendRest(String server, String prefix) throws ExecutionException, InterruptedException {
    send(server, prefix, half(), Integer.MAX_VALUE);
  }

  private int half() {
    return valuesByRun.values().stream().mapToInt(List::size).min().orElse(0) / 3;
  }

  private void send(String server, String prefix, int from, int to)
      throws ExecutionException, InterruptedException {
    int longest = valuesByRun.values().stream().mapToInt(List::size).max().orElse(0);
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            // one batch at a time: two at once to a partition that was just created can wait for
            // each
            // other for ever (KAFKA-15591)
            Map.of(
                "bootstrap.servers",
                server,
                "linger.ms",
                20,
                "max.in.flight.requests.per.connection",
                1),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      List<Future<RecordMetadata>> sent = new ArrayList<>();
      for (int i = from; i < Math.min(longest, to); i++) {
        int at = i;
        valuesByRun.forEach(
            (runId, values) -> {
              if (at < values.size()) {
                byte[] key = runId.getBytes(StandardCharsets.UTF_8);
                sent.add(
                    producer.send(
                        new ProducerRecord<>(Topic.EVENTS.name(prefix), key, values.get(at))));
              }
            });
      }
      for (Future<RecordMetadata> one : sent) {
        one.get();
      }
    }
  }
}
