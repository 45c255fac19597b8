package dev.straingauge.producer.journal;

import dev.straingauge.schemas.run.RunId;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * Values of another run under the key of this one, byte for byte, in the order in which they come
 * (contract D4). Not thread-safe.
 */
public final class CopyJournal {

  private final LogWriter log;
  private final byte[] key;
  private final Callback onAck;
  private final Map<String, Optional<Header>> marks = new HashMap<>();

  /**
   * @param log where records go
   * @param run whose they become
   */
  public CopyJournal(LogWriter log, RunId run) {
    this.log = log;
    this.key = run.toString().getBytes(StandardCharsets.UTF_8);
    this.onAck = log.whenAcknowledged(place -> {});
  }

  /**
   * Writes one; waits only while the buffer is full.
   *
   * @param type name of its body; empty when it is no event
   * @throws JournalException if the log takes no more
   */
  public void write(byte[] value, String type) {
    Future<RecordMetadata> _ =
        send(value, type); // a failure is found by the next call, or by flush
  }

  /**
   * Writes one and waits until the broker has it.
   *
   * @throws JournalException if it never does
   */
  public Place writeAndAwait(byte[] value, String type) {
    Future<RecordMetadata> sent = send(value, type);
    log.flush();
    return log.await(sent);
  }

  private Future<RecordMetadata> send(byte[] value, String type) {
    @Nullable Header mark = marks.computeIfAbsent(type, KafkaJournal::markNamed).orElse(null);
    return log.send(key, value, mark, onAck);
  }
}
