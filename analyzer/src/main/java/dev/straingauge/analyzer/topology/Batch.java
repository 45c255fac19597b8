package dev.straingauge.analyzer.topology;

import dev.straingauge.analyzer.fold.RunAnalysis;
import dev.straingauge.event.Event;
import dev.straingauge.schemas.codec.Codec;
import dev.straingauge.schemas.codec.EventReader;
import dev.straingauge.schemas.codec.MalformedRecordException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

/**
 * Records that follow each other in one partition, given to Streams as one: what Streams does per
 * record (queues, sensors, contexts) costs as much as decoding one, and a batch can be decoded on
 * another thread while the one before it is analysed. It travels as a header, which Streams hands
 * through as the object it is.
 *
 * <p>The record that carries it has the offset of its first: what Streams commits is the offset of
 * the next record that it has not processed, so a batch is done as a whole or again.
 */
final class Batch implements Header {

  private static final String KEY = "batch";
  private static final byte[] NO_CONTENT = new byte[0];
  private static final ThreadLocal<EventReader> READER = ThreadLocal.withInitial(Batch::reader);

  private final List<ConsumerRecord<byte[], byte[]>> records;
  private final FutureTask<Decoded[]> decoded;

  /** An event, or why there is none. */
  record Decoded(@Nullable Event event, @Nullable MalformedRecordException malformed) {

    static Decoded of(EventReader reader, byte @Nullable [] content) {
      try {
        if (content == null) {
          throw new MalformedRecordException("no value");
        }
        return new Decoded(reader.read(content), null);
      } catch (MalformedRecordException e) {
        return new Decoded(null, e);
      }
    }
  }

  /**
   * @param records of one partition, in their order; at least one
   */
  Batch(List<ConsumerRecord<byte[], byte[]>> records) {
    this.records = records;
    this.decoded = new FutureTask<>(this::decode);
  }

  static EventReader reader() {
    return new EventReader(new Codec(), RunAnalysis.facts(), RunAnalysis.reasons());
  }

  /** The batch that a record carries; null if it is a record of its own. */
  static @Nullable Batch of(Headers headers) {
    for (Header header : headers) {
      if (header instanceof Batch batch) {
        return batch;
      }
    }
    return null;
  }

  /** The record that carries it. */
  ConsumerRecord<byte[], byte[]> asRecord(TopicPartition partition) {
    ConsumerRecord<byte[], byte[]> first = records.getFirst();
    return new ConsumerRecord<>(
        partition.topic(),
        partition.partition(),
        first.offset(),
        first.timestamp(),
        TimestampType.LOG_APPEND_TIME,
        0,
        0,
        NO_CONTENT,
        NO_CONTENT,
        new RecordHeaders(new Header[] {this}),
        first.leaderEpoch());
  }

  List<ConsumerRecord<byte[], byte[]>> records() {
    return records;
  }

  /** Decodes it, unless another thread does or did. */
  void run() {
    decoded.run();
  }

  /** What the records are, in their order; waits only for a thread that is at it. */
  Decoded[] take() {
    decoded.run();
    try {
      return decoded.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("decode events: interrupted", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("decode events: " + e.getCause(), e.getCause());
    }
  }

  private Decoded[] decode() {
    EventReader reader = READER.get();
    Decoded[] all = new Decoded[records.size()];
    for (int i = 0; i < all.length; i++) {
      all[i] = Decoded.of(reader, records.get(i).value());
    }
    return all;
  }

  @Override
  public String key() {
    return KEY;
  }

  @Override
  public byte[] value() {
    return NO_CONTENT;
  }
}
