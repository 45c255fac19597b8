package dev.straingauge.schemas.sketch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SketchBytesTest {

  @Test
  void readsBackWhatWasWritten() {
    for (Samples shape : Samples.values()) {
      for (int size : new int[] {1, 2, 10, 1_000}) {
        LatencySketch sketch = Samples.sketch(shape.draw(size, size));
        sketch.record(0, size % 3);
        LatencySketch back = LatencySketch.fromBytes(sketch.toBytes());
        assertThat(back.toBytes()).isEqualTo(sketch.toBytes());
        assertThat(back.count()).isEqualTo(sketch.count());
        assertThat(back.sum()).isEqualTo(sketch.sum());
        assertThat(back.min()).isEqualTo(sketch.min());
        assertThat(back.max()).isEqualTo(sketch.max());
        assertThat(back.zeroCount()).isEqualTo(sketch.zeroCount());
        assertThat(LatencySketchTest.buckets(back)).isEqualTo(LatencySketchTest.buckets(sketch));
      }
    }
  }

  @Test
  void readsBackTheExtremes() {
    for (long[] values :
        new long[][] {{0}, {1}, {Long.MAX_VALUE}, {0, Long.MAX_VALUE}, {0, 1}, {1, 1L << 62}}) {
      byte[] bytes = Samples.sketch(values).toBytes();
      assertThat(LatencySketch.fromBytes(bytes).toBytes()).isEqualTo(bytes);
    }
    LatencySketch many = new LatencySketch();
    many.record(1, Long.MAX_VALUE);
    assertThat(LatencySketch.fromBytes(many.toBytes()).count()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void readsIntoMemoryThatHeldSomethingElse() {
    LatencySketch used = new LatencySketch();
    List<Samples> shapes = List.of(Samples.values());
    SplittableRandom random = new SplittableRandom(17);
    for (int i = 0; i < 2_000; i++) {
      Samples shape = shapes.get(random.nextInt(shapes.size()));
      byte[] bytes = Samples.sketch(shape.draw(i, random.nextInt(300))).toBytes();
      if (random.nextInt(3) == 0) {
        byte[] damaged = bytes.clone();
        damaged[random.nextInt(bytes.length)]++;
        damaged[bytes.length - 1] |= (byte) 0x80; // its last number never ends
        assertThatThrownBy(() -> used.read(damaged)).isInstanceOf(IllegalArgumentException.class);
        assertThat(used.isEmpty()).isTrue();
      } else {
        used.read(bytes);
        assertThat(used.toBytes()).isEqualTo(bytes);
      }
      LatencySketch merged = new LatencySketch();
      merged.merge(used);
      used.record(random.nextInt(1_000_000));
      merged.merge(used);
      assertThat(merged.count()).isEqualTo(2 * used.count() - 1);
    }
  }

  @Test
  void keepsTheWrittenFormat() {
    LatencySketch sketch = Samples.sketch(0, 1, 3, 3, 4);
    // version, count, zeros, sum, min, width, 65 slots from index -1: one in -1, 50 empty, two in
    // 50, 12 empty, one in 63
    assertThat(sketch.toBytes()).containsExactly(1, 5, 1, 11, 0, 4, 65, 0, 1, 0, 49, 2, 0, 11, 1);
  }

  @Test
  void staysBelow400BytesForTenThousandLognormalValues() {
    for (int seed = 1; seed <= 100; seed++) {
      assertThat(Samples.sketch(Samples.LOGNORMAL.draw(seed, 10_000)).toBytes().length)
          .isLessThanOrEqualTo(400);
    }
  }

  @Test
  void refusesCutBytesAndBytesAfterTheEnd() {
    byte[] bytes = Samples.sketch(Samples.BIMODAL.draw(3, 300)).toBytes();
    for (int length = 0; length < bytes.length; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> LatencySketch.fromBytes(cut))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> LatencySketch.fromBytes(Arrays.copyOf(bytes, bytes.length + 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("bytes after its end");
  }

  /** 65,539 is 3 in 16 bits. */
  @Test
  void refusesABucketAboveTheClaimedCountHoweverLarge() {
    byte[] three = Samples.sketch(7, 7, 7).toBytes();
    assertThat(three[three.length - 1]).isEqualTo((byte) 3);
    byte[] claims = Arrays.copyOf(three, three.length + 2);
    claims[three.length - 1] = (byte) 0x83;
    claims[three.length] = (byte) 0x80;
    claims[three.length + 1] = 4;
    assertThatThrownBy(() -> LatencySketch.fromBytes(claims))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("another count than the buckets have");
  }

  @Test
  void readsOnlyTheOneFormOfEachContent() {
    SplittableRandom random = new SplittableRandom(11);
    byte[] valid = Samples.sketch(Samples.LOGNORMAL.draw(5, 200)).toBytes();
    int accepted = 0;
    for (int i = 0; i < 200_000; i++) {
      byte[] bytes = i % 2 == 0 ? valid.clone() : new byte[random.nextInt(24)];
      if (i % 2 == 0) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      } else {
        for (int at = 0; at < bytes.length; at++) {
          bytes[at] = (byte) (random.nextBoolean() ? random.nextInt(4) : random.nextInt());
        }
        if (bytes.length > 0) {
          bytes[0] = 1;
        }
      }
      accepted += acceptsOnlyCanonical(bytes);
    }
    assertThat(accepted).isPositive();
  }

  private static int acceptsOnlyCanonical(byte[] bytes) {
    LatencySketch sketch;
    try {
      sketch = LatencySketch.fromBytes(bytes);
    } catch (IllegalArgumentException e) {
      return 0;
    }
    assertThat(sketch.toBytes()).isEqualTo(bytes);
    return 1;
  }
}
