package dev.straingauge.schemas.codec;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Strings of UTF-8 bytes that were seen lately: names and kinds come again and again in a log, and
 * an equal one that is there already costs neither memory nor the hash that maps ask it for. Holds
 * the last one of each slot, so at most 512 KiB. Not thread-safe.
 */
final class TextCache {

  private static final int SLOTS = 1 << 11;
  private static final int MAX_BYTES = 64;
  private static final long MIX = 0x9E3779B97F4A7C15L;
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final byte[][] keys = new byte[SLOTS][];
  private final @Nullable String[] texts = new String[SLOTS];

  /**
   * The text of {@code length} bytes from {@code from}; malformed ones are replaced, as by Java.
   */
  String get(byte[] bytes, int from, int length) {
    if (length == 0) {
      return "";
    }
    if (length > MAX_BYTES) {
      return decode(bytes, from, length);
    }
    int slot = slot(bytes, from, length);
    byte[] key = keys[slot];
    String text = texts[slot];
    if (text != null && Arrays.equals(key, 0, key.length, bytes, from, from + length)) {
      return text;
    }
    String decoded = decode(bytes, from, length);
    keys[slot] = Arrays.copyOfRange(bytes, from, from + length);
    texts[slot] = decoded;
    return decoded;
  }

  private static String decode(byte[] bytes, int from, int length) {
    return new String(bytes, from, length, StandardCharsets.UTF_8);
  }

  private static int slot(byte[] bytes, int from, int length) {
    long hash = length;
    int at = from;
    int end = from + length;
    for (; at + Long.BYTES <= end; at += Long.BYTES) {
      hash = (hash ^ (long) LONGS.get(bytes, at)) * MIX;
      hash ^= hash >>> 32;
    }
    for (; at < end; at++) {
      hash = (hash ^ bytes[at]) * MIX;
    }
    return (int) ((hash * MIX) >>> 53);
  }
}
