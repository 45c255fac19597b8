package dev.straingauge.analyzer.topology;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.KafkaClientSupplier;

/**
 * Kafka's own clients for Streams, but that events come in {@link Batch}es, which a thread decodes
 * ahead. Thread-safe.
 */
public final class BatchingClients implements KafkaClientSupplier, AutoCloseable {

  /** Events in a batch at most: some tenths of a millisecond of work. */
  static final int MAX_RECORDS = 250;

  private final ThreadPoolExecutor decoders;

  /**
   * @param threads that decode, at least 1
   */
  public BatchingClients(int threads) {
    decoders =
        new ThreadPoolExecutor(
            threads,
            threads,
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().daemon().name("decode-events-", 0).factory(),
            // after the close: whoever wants the batch decodes it
            new ThreadPoolExecutor.DiscardPolicy());
  }

  /** To be called when Streams has stopped. */
  @Override
  public void close() {
    decoders.shutdownNow();
  }

  @Override
  public Admin getAdmin(Map<String, Object> config) {
    return Admin.create(config);
  }

  @Override
  public Producer<byte[], byte[]> getProducer(Map<String, Object> config) {
    return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
  }

  @Override
  public Consumer<byte[], byte[]> getConsumer(Map<String, Object> config) {
    return new BatchingConsumer(config);
  }

  @Override
  public Consumer<byte[], byte[]> getRestoreConsumer(Map<String, Object> config) {
    return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  @Override
  public Consumer<byte[], byte[]> getGlobalConsumer(Map<String, Object> config) {
    return getRestoreConsumer(config);
  }

  private final class BatchingConsumer extends KafkaConsumer<byte[], byte[]> {

    BatchingConsumer(Map<String, Object> config) {
      super(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    @Override
    public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
      ConsumerRecords<byte[], byte[]> polled = super.poll(timeout);
      if (polled.isEmpty()) {
        return polled;
      }
      Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> batched = new LinkedHashMap<>();
      for (TopicPartition partition : polled.partitions()) {
        batched.put(partition, batches(partition, polled.records(partition)));
      }
      return new ConsumerRecords<>(batched, polled.nextOffsets());
    }

    private List<ConsumerRecord<byte[], byte[]>> batches(
        TopicPartition partition, List<ConsumerRecord<byte[], byte[]>> records) {
      List<ConsumerRecord<byte[], byte[]>> batches = new ArrayList<>();
      for (int from = 0; from < records.size(); ) {
        int to = Math.min(from + MAX_RECORDS, records.size());
        Batch batch = new Batch(records.subList(from, to));
        batches.add(batch.asRecord(partition));
        decoders.execute(batch::run);
        from = to;
      }
      return batches;
    }
  }
}
