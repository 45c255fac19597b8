package dev.straingauge.schemas.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.straingauge.event.Event;
import dev.straingauge.event.Heartbeat;
import dev.straingauge.event.Summary;
import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

/** Bytes that are no record must be refused at once, whatever they declare. */
class PoisonTest {

  private static final Duration LIMIT = Duration.ofSeconds(20);

  /**
   * Above what the largest honest record of these sizes takes, far below what a lie could ask for.
   */
  private static final long MOST_ALLOCATED = 1 << 20;

  private final Codec codec = new Codec();
  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /**
   * Whether {@code bytes} decode; anything but a record or MalformedRecordException fails the test.
   */
  private boolean decodes(byte[] bytes) {
    long before = threads.getCurrentThreadAllocatedBytes();
    try {
      codec.decode(bytes);
      return true;
    } catch (MalformedRecordException e) {
      assertThat(e).hasMessageMatching("(?s).{10,400}");
      return false;
    } finally {
      assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(MOST_ALLOCATED);
    }
  }

  private void warmUp() {
    for (Schema schema : Codec.known()) {
      decodes(Codec.header(schema));
    }
  }

  private static byte[] withHeader(Schema schema, byte[] datum) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(Codec.header(schema));
    out.writeBytes(datum);
    return out.toByteArray();
  }

  @Test
  void refusesEveryCutOfEveryRecord() throws Exception {
    warmUp();
    SplittableRandom random = new SplittableRandom(3);
    for (Schema schema : Codec.known()) {
      for (int i = 0; i < 5; i++) {
        byte[] bytes = Records.random(schema, random);
        for (int length = 0; length < bytes.length; length++) {
          assertThat(decodes(Arrays.copyOf(bytes, length)))
              .as("%s cut to %d", schema.getName(), length)
              .isFalse();
        }
        assertThat(decodes(Arrays.copyOf(bytes, bytes.length + 1))).isFalse();
        assertThat(decodes(bytes)).isTrue();
      }
    }
  }

  @Test
  void survivesRandomBytesBehindAnHonestHeader() {
    warmUp();
    SplittableRandom random = new SplittableRandom(4);
    Assertions.assertTimeout(
        LIMIT,
        () -> {
          for (int i = 0; i < 100_000; i++) {
            byte[] datum = new byte[random.nextInt(200)];
            random.nextBytes(datum);
            decodes(withHeader(Codec.known().get(i % Codec.known().size()), datum));
          }
        });
  }

  @Test
  void survivesDamagedRecords() throws Exception {
    warmUp();
    SplittableRandom random = new SplittableRandom(5);
    AtomicLong refused = new AtomicLong();
    Assertions.assertTimeout(
        LIMIT,
        () -> {
          for (int i = 0; i < 100_000; i++) {
            byte[] bytes = Records.random(Codec.known().get(i % Codec.known().size()), random);
            for (int damage = 1 + random.nextInt(3); damage > 0; damage--) {
              bytes[random.nextInt(bytes.length)] =
                  (byte) (random.nextBoolean() ? random.nextInt() : 0xFF);
            }
            refused.addAndGet(decodes(bytes) ? 0 : 1);
          }
        });
    assertThat(refused).hasPositiveValue();
  }

  @Test
  void survivesRandomBytesWithoutHeader() {
    SplittableRandom random = new SplittableRandom(6);
    for (int i = 0; i < 10_000; i++) {
      byte[] bytes = new byte[random.nextInt(64)];
      random.nextBytes(bytes);
      assertThat(decodes(bytes)).isFalse();
    }
  }

  /** A string, an array of records and bytes that say they are huge, with nothing behind them. */
  @Test
  void believesNoDeclaredLength() throws Exception {
    warmUp();
    for (long length :
        new long[] {
          1_000, 1 << 29, Integer.MAX_VALUE - 8, 1L << 40, Long.MAX_VALUE, -1, Long.MIN_VALUE
        }) {
      // WriterStarted: its first field is a string
      assertThat(decodes(event(1, length))).as("string of %d", length).isFalse();
      // CleanupDone: its first field is an array of records
      assertThat(decodes(event(7, length))).as("array of %d", length).isFalse();
    }
    // a block of negative count, which is followed by its size in bytes
    assertThat(decodes(event(7, -(1L << 30), 1))).isFalse();
    assertThat(decodes(event(99))).isFalse();
    assertThat(decodes(event(-1))).isFalse();
    assertThatThrownBy(() -> codec.decode(withHeader(Summary.getClassSchema(), new byte[0])))
        .isInstanceOf(MalformedRecordException.class)
        .hasMessageStartingWith("Summary of 10 bytes does not decode: ");
  }

  @Test
  void goesOnAfterPoison() throws Exception {
    byte[] good = codec.encode(new Event(0, 1, 1L, 5L, new Heartbeat(5L)));
    assertThat(decodes(event(1, Integer.MAX_VALUE))).isFalse();
    assertThat(codec.decode(good)).isEqualTo(new Event(0, 1, 1L, 5L, new Heartbeat(5L)));
  }

  /** An event up to its body: the branch of the union, then {@code numbers}. */
  private static byte[] event(int branch, long... numbers) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
    encoder.writeInt(0);
    encoder.writeInt(1);
    encoder.writeLong(1);
    encoder.writeLong(5);
    encoder.writeInt(branch);
    for (long number : numbers) {
      encoder.writeLong(number);
    }
    encoder.flush();
    return withHeader(Event.getClassSchema(), out.toByteArray());
  }
}
