package dev.straingauge.schemas.codec;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the fields of a binary datum one after the other, straight from its array. What is no datum
 * as Avro writes it gives zeros and empty texts from there on, and {@link #isWhole} is false: it
 * may be sound in a form that is rare, which Avro's decoder has to say. Not thread-safe.
 */
final class DatumInput {

  private static final byte[] NOTHING = {};

  private final TextCache texts = new TextCache();
  private byte[] bytes = NOTHING;
  private int at;
  private boolean sound;

  /** Begins anew at {@code from}. */
  void begin(byte[] datum, int from) {
    bytes = datum;
    at = from;
    sound = true;
  }

  /** Whether all was sound up to here, and this is the end. */
  boolean isWhole() {
    return sound && at == bytes.length;
  }

  /** Whether all was sound up to here. */
  boolean isSound() {
    return sound;
  }

  /** Index of the next field. */
  int at() {
    return at;
  }

  long readLong() {
    int next = at;
    long value = 0;
    for (int shift = 0; shift < 64 && next < bytes.length; shift += 7) {
      byte read = bytes[next++];
      value |= (read & 0x7FL) << shift;
      if (read >= 0) {
        at = next;
        return (value >>> 1) ^ -(value & 1);
      }
    }
    return unsound();
  }

  int readInt() {
    int from = at;
    long value = readLong();
    return value == (int) value && at - from <= 5 ? (int) value : unsound();
  }

  /** A branch of a union or a symbol of an enum: from 0, below {@code bound}. */
  int readIndex(int bound) {
    int value = readInt();
    return value >= 0 && value < bound ? value : unsound();
  }

  boolean readBoolean() {
    if (at >= bytes.length || (bytes[at] & ~1) != 0) {
      return unsound() != 0;
    }
    return bytes[at++] != 0;
  }

  /** A text that comes in many records. */
  String readText() {
    int length = readLength();
    at += length;
    return texts.get(bytes, at - length, length);
  }

  /** A text that seldom comes again. */
  String readUniqueText() {
    int length = readLength();
    at += length;
    return new String(bytes, at - length, length, StandardCharsets.UTF_8);
  }

  /** Of a union of null and a text. */
  @Nullable String readOptionalText() {
    return readIndex(2) == 0 ? null : readText();
  }

  /** Of a union of null and a number. */
  @Nullable Long readOptionalLong() {
    return readIndex(2) == 0 ? null : (Long) readLong();
  }

  ByteBuffer readBytes() {
    int length = readLength();
    at += length;
    return ByteBuffer.wrap(Arrays.copyOfRange(bytes, at - length, at));
  }

  /** Of a union of null and bytes. */
  @Nullable ByteBuffer readOptionalBytes() {
    return readIndex(2) == 0 ? null : readBytes();
  }

  List<String> readTexts() {
    long count = readLong();
    if (count == 0) {
      return new ArrayList<>(0);
    }
    List<String> all = new ArrayList<>(Math.clamp(count, 0, 16));
    for (; count > 0 && sound; count = readLong()) {
      for (long i = 0; i < count && sound; i++) {
        all.add(readText());
      }
    }
    if (count < 0) {
      unsound(); // with the size of its block, as other writers have it
    }
    return all;
  }

  private int readLength() {
    long length = readLong();
    return length >= 0 && length <= bytes.length - at ? (int) length : unsound();
  }

  private int unsound() {
    sound = false;
    at = bytes.length;
    return 0;
  }
}
