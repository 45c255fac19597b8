package dev.straingauge.schemas.codec;

import java.io.ByteArrayOutputStream;

/** Avro's numbers of variable length, zigzag. */
public final class Varints {

  /** Longest form of an int, as that of the branch of a union: Avro refuses a longer one. */
  static final int MOST_INT_BYTES = 5;

  private Varints() {}

  /** Index after the number at {@code at}, or {@link RecordShape#MALFORMED}. */
  public static int end(byte[] bytes, int at, int limit) {
    int stop = Math.min(limit, at + 10);
    int end = at;
    while (end < stop && bytes[end] < 0) {
      end++;
    }
    return end < stop ? end + 1 : RecordShape.MALFORMED;
  }

  /** The number at {@code at}, which {@link #end} has accepted. */
  public static long read(byte[] bytes, int at, int limit) {
    long value = 0;
    int shift = 0;
    for (int i = at; i < limit; i++) {
      value |= (bytes[i] & 0x7FL) << shift;
      if (bytes[i] >= 0) {
        break;
      }
      shift += 7;
    }
    return (value >>> 1) ^ -(value & 1);
  }

  /** Appends a number. */
  public static void write(ByteArrayOutputStream out, long value) {
    long rest = (value << 1) ^ (value >> 63);
    while ((rest & ~0x7FL) != 0) {
      out.write((int) (rest & 0x7F) | 0x80);
      rest >>>= 7;
    }
    out.write((int) rest);
  }
}
