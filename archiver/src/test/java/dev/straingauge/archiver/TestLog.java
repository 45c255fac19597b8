package dev.straingauge.archiver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.straingauge.schemas.run.RunId;
import dev.straingauge.schemas.topic.Topic;
import dev.straingauge.schemas.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Topics of a test and a producer to each kind: idempotent for events, transactional for results,
 * as the real ones are.
 */
public final class TestLog implements AutoCloseable {

  public static final String PREFIX = "straingauge.";

  private final KafkaProducer<byte[], byte[]> events;
  private final KafkaProducer<byte[], byte[]> results;

  public TestLog(Map<String, Object> kafka, int partitions) throws Exception {
    Topics.createAndCheck(kafka, PREFIX, partitions, Duration.ofSeconds(30));
    events = producer(kafka, Map.of());
    results = producer(kafka, Map.of("transactional.id", "analyzer"));
    results.initTransactions();
  }

  private static KafkaProducer<byte[], byte[]> producer(
      Map<String, Object> kafka, Map<String, Object> more) {
    Map<String, Object> props = new HashMap<>(kafka);
    props.putAll(more);
    return new KafkaProducer<>(props, new ByteArraySerializer(), new ByteArraySerializer());
  }

  public void sendEvents(RunId run, List<TestRun.Sent> records) throws Exception {
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    for (TestRun.Sent record : records) {
      sent.add(events.send(record(run, record)));
    }
    for (Future<RecordMetadata> each : sent) {
      each.get();
    }
  }

  public void sendResults(RunId run, List<TestRun.Sent> records) {
    results.beginTransaction();
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    for (TestRun.Sent record : records) {
      sent.add(results.send(record(run, record)));
    }
    results.commitTransaction();
    assertThat(sent).allMatch(Future::isDone);
  }

  private static ProducerRecord<byte[], byte[]> record(RunId run, TestRun.Sent sent) {
    return raw(sent.topic(), run.toString().getBytes(StandardCharsets.UTF_8), sent.value());
  }

  public static ProducerRecord<byte[], byte[]> raw(
      Topic topic, byte @Nullable [] key, byte[] value) {
    return new ProducerRecord<>(topic.name(PREFIX), key, value);
  }

  public void send(ProducerRecord<byte[], byte[]> record) throws Exception {
    events.send(record).get();
  }

  @Override
  public void close() {
    events.close();
    results.close();
  }
}
