package dev.straingauge.analyzer;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.ProducerInterceptor;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;

/**
 * Kills the thread of an analyzer in this process when it is about to send a certain result: what
 * it sent since its last commit is not committed, as if the process had been killed there.
 */
public final class Deaths implements ProducerInterceptor<byte[], byte[]> {

  private static final String TOPICS = "deaths.topics";
  private static final Map<String, AtomicLong> LEFT = new ConcurrentHashMap<>();

  private AtomicLong left = new AtomicLong(Long.MAX_VALUE);

  /** Nothing catches it. */
  private static final class Death extends Error {
    private static final long serialVersionUID = 1L;

    private Death() {
      super("killed before a result");
    }
  }

  /** Analyzers of that prefix send so many results from now on, then one thread dies. */
  static void after(String prefix, long results) {
    LEFT.put(prefix, new AtomicLong(results));
  }

  /** Analyzers of that prefix live. */
  static void none(String prefix) {
    LEFT.remove(prefix);
  }

  /** Settings of an analyzer's Kafka that make it mortal. */
  static Map<String, Object> settings(String prefix) {
    return Map.of(
        "producer.interceptor.classes", Deaths.class.getName(), "producer." + TOPICS, prefix);
  }

  @Override
  public void configure(Map<String, ?> settings) {
    left = LEFT.getOrDefault(String.valueOf(settings.get(TOPICS)), left);
  }

  @Override
  public ProducerRecord<byte[], byte[]> onSend(ProducerRecord<byte[], byte[]> result) {
    if (left.getAndDecrement() == 0) {
      throw new Death();
    }
    return result;
  }

  @Override
  public void onAcknowledgement(RecordMetadata metadata, Exception failure) {}

  @Override
  public void close() {}
}
