package dev.straingauge.analyzer.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.straingauge.event.Event;
import dev.straingauge.event.Heartbeat;
import dev.straingauge.schemas.codec.Codec;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BatchTest {

  private static final TopicPartition PARTITION = new TopicPartition("events", 3);

  private final Batch batch =
      new Batch(List.of(record(17, event(1)), record(19, new byte[] {1, 2}), record(20, event(2))));

  /** Streams commits the offset of the next record it has not begun: that of the first event. */
  @Test
  void hasTheOffsetOfItsFirst() {
    ConsumerRecord<byte[], byte[]> carrier = batch.asRecord(PARTITION);

    assertThat(carrier.offset()).isEqualTo(17);
    assertThat(carrier.topic()).isEqualTo("events");
    assertThat(carrier.partition()).isEqualTo(3);
  }

  @Test
  void isFoundInACopyOfTheHeaders() {
    assertThat(Batch.of(new RecordHeaders(batch.asRecord(PARTITION).headers()))).isSameAs(batch);
  }

  /** Anybody can name a header of a record. */
  @Test
  void isNotAHeaderOfItsName() {
    assertThat(Batch.of(new RecordHeaders().add("batch", new byte[] {1}))).isNull();
  }

  @Test
  void keepsOrderAndPlaceOfWhatDoesNotDecode() {
    Batch.Decoded[] decoded = batch.take();

    assertThat(Arrays.stream(decoded).map(BatchTest::sequence)).containsExactly(1L, null, 2L);
    assertThat(decoded[1].malformed()).isNotNull();
  }

  @Test
  void isDecodedOnce() throws InterruptedException {
    Thread ahead = Thread.ofPlatform().start(batch::run);
    ahead.join();

    assertThat(batch.take()).isSameAs(batch.take());
  }

  @Test
  void takesNoValueForMalformed() {
    Batch.Decoded[] decoded = new Batch(List.of(record(1, null))).take();

    assertThat(Stream.of(decoded).map(one -> one.malformed()).map(Objects::requireNonNull))
        .singleElement()
        .extracting(Throwable::getMessage)
        .isEqualTo("no value");
  }

  private static @Nullable Long sequence(Batch.Decoded decoded) {
    Event event = decoded.event();
    return event == null ? null : event.getSequence();
  }

  private static byte[] event(long sequence) {
    return new Codec().encode(new Event(0, 1, sequence, 5L, new Heartbeat(5L)));
  }

  private static ConsumerRecord<byte[], byte[]> record(long offset, byte @Nullable [] value) {
    return new ConsumerRecord<>("events", 3, offset, new byte[] {7}, value);
  }
}
