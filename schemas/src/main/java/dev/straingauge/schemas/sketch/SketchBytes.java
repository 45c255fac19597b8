package dev.straingauge.schemas.sketch;

import java.util.Arrays;

/**
 * The serialised form of a sketch: version byte 1, then numbers of variable length (7 bits a byte,
 * least significant first, top bit = more follow).
 *
 * <pre>
 * empty sketch:  1, 0
 * others:        1, count, zeros, sum, min, max − min, number of slots [, first index + 1, slots]
 * </pre>
 *
 * The slots are the counts from the first to the last bucket that is not empty; a run of n empty
 * ones is 0, n − 1. There is exactly one form of each content, and only it is read back.
 */
final class SketchBytes {

  private static final byte VERSION = 1;
  private static final int LONGEST_NUMBER = 9;
  private static final int HEAD_NUMBERS = 7;
  private static final String ANOTHER_COUNT = "another count than the buckets have";

  private SketchBytes() {}

  static byte[] write(LatencySketch sketch) {
    if (sketch.isEmpty()) {
      return new byte[] {VERSION, 0};
    }
    boolean onlyZeros = sketch.zeroCount() == sketch.count();
    BucketCounts buckets = sketch.buckets();
    int slots = onlyZeros ? 0 : buckets.last() - buckets.first() + 1;
    // no slot is longer than the count, but an empty one may be two bytes long
    byte[] out =
        new byte[1 + HEAD_NUMBERS * LONGEST_NUMBER + slots * Math.max(2, length(sketch.count()))];
    out[0] = VERSION;
    int at = put(out, 1, sketch.count());
    at = put(out, at, sketch.zeroCount());
    at = put(out, at, sketch.sum());
    long min = sketch.min().orElseThrow();
    at = put(out, at, min);
    at = put(out, at, sketch.max().orElseThrow() - min);
    at = put(out, at, slots);
    if (slots > 0) {
      at = put(out, at, buckets.first() - Buckets.FIRST);
      at = putSlots(out, at, buckets);
    }
    return Arrays.copyOf(out, at);
  }

  /** Replaces the content of {@code sketch}, which is empty if this throws. */
  static void read(byte[] bytes, LatencySketch sketch) {
    try {
      new Reader(bytes).read(sketch);
    } catch (IllegalArgumentException e) {
      sketch.forget();
      throw e;
    }
  }

  private static int putSlots(byte[] out, int start, BucketCounts buckets) {
    int at = start;
    int index = buckets.first();
    int last = buckets.last();
    while (index <= last) {
      long inBucket = buckets.get(index++);
      if (inBucket > 0x7F) {
        at = put(out, at, inBucket);
      } else {
        out[at++] = (byte) inBucket;
        if (inBucket == 0) {
          int run = index;
          while (buckets.get(index) == 0) {
            index++;
          }
          at = put(out, at, index - run);
        }
      }
    }
    return at;
  }

  private static int length(long number) {
    return Math.max(1, (70 - Long.numberOfLeadingZeros(number)) / 7);
  }

  private static int put(byte[] out, int start, long number) {
    int at = start;
    long rest = number;
    while (rest > 0x7F) {
      out[at++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    out[at++] = (byte) rest;
    return at;
  }

  private static final class Reader {

    private final byte[] bytes;
    private int at = 1;

    Reader(byte[] bytes) {
      this.bytes = bytes;
    }

    void read(LatencySketch sketch) {
      sketch.reset();
      check(bytes.length > 0 && bytes[0] == VERSION, "no version byte 1");
      long count = number();
      if (count == 0) {
        checkEnd();
        return;
      }
      long zeros = number();
      long sum = number();
      long min = number();
      long width = number();
      long slots = number();
      check(width <= Long.MAX_VALUE - min, "a largest value above 63 bits");
      check(slots <= Buckets.COUNT, "a number of buckets out of range");
      long first = slots == 0 ? 0 : number() + Buckets.FIRST;
      check(first >= Buckets.FIRST && first <= Buckets.LAST, "a bucket out of range");
      sketch.buckets().begin((int) first, (int) slots, count);
      buckets(sketch.buckets(), (int) slots);
      checkEnd();
      SketchContent.fill(sketch, zeros, sum, min, min + width);
      check(sketch.count() == count, ANOTHER_COUNT);
    }

    /** Most counts are one byte: those are read here, the rest by {@link #longer}. */
    private void buckets(BucketCounts buckets, int slots) {
      byte[] in = bytes;
      int place = at;
      int slot = 0;
      while (slot < slots) {
        int shift = slot - place;
        int stop = Math.min(in.length, slots - shift);
        place = buckets.putOnes(in, place, stop, shift);
        slot = place + shift;
        if (slot < slots) {
          at = place;
          slot = longer(buckets, slot, slots);
          place = at;
        }
      }
      at = place;
    }

    /** Reads a count of several bytes or a run of empty slots; the slot behind it. */
    private int longer(BucketCounts buckets, int slot, int slots) {
      check(at < bytes.length, "cut");
      byte next = bytes[at++];
      if (next == 0) {
        return behindRun(slot, slots);
      }
      check(buckets.put(slot, longNumber(next & 0x7FL)), ANOTHER_COUNT);
      return slot + 1;
    }

    /** The slot behind a run of empty ones, which lies between two others that are not. */
    private int behindRun(int slot, int slots) {
      long more = number();
      check(slot > 0 && more < slots - slot - 1, "a run of empty buckets out of place");
      check(at < bytes.length && bytes[at] != 0, "a run of empty buckets out of place");
      return slot + 1 + (int) more;
    }

    private long number() {
      check(at < bytes.length, "cut");
      byte first = bytes[at++];
      return first >= 0 ? first : longNumber(first & 0x7FL);
    }

    private long longNumber(long lowest) {
      long number = lowest;
      for (int shift = 7; shift < 63; shift += 7) {
        check(at < bytes.length, "cut");
        byte next = bytes[at++];
        number |= (next & 0x7FL) << shift;
        if (next >= 0) {
          check(next != 0, "a number longer than it need be");
          return number;
        }
      }
      throw bad("a number above 63 bits");
    }

    private void checkEnd() {
      check(at == bytes.length, "bytes after its end");
    }

    private void check(boolean holds, String found) {
      if (!holds) {
        throw bad(found);
      }
    }

    private IllegalArgumentException bad(String found) {
      return new IllegalArgumentException(
          "read a latency sketch of %d bytes: %s at byte %d"
              .formatted(bytes.length, found, Math.min(at, bytes.length)));
    }
  }
}
