package dev.straingauge.archiver.chunk;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Hash of a topic's records (contract §8): SHA-256 over, for each record in log order, the length
 * of its value (4 bytes, big endian) and the value. Not thread-safe.
 */
public final class RecordHash {

  private static final byte[] NOTHING = {};

  private final MessageDigest digest = sha256();
  private final byte[] buffer = new byte[64 * 1024];
  private int filled;

  /** Adds a value. */
  public void add(byte[] value) {
    add(NOTHING, value, 0, value.length);
  }

  /** Adds a value that lies in two places. */
  public void add(byte[] header, byte[] bytes, int from, int to) {
    int length = header.length + to - from;
    if (buffer.length - filled < 4 + length) {
      drain();
    }
    buffer[filled++] = (byte) (length >>> 24);
    buffer[filled++] = (byte) (length >>> 16);
    buffer[filled++] = (byte) (length >>> 8);
    buffer[filled++] = (byte) length;
    if (buffer.length - filled < length) {
      drain();
      digest.update(header);
      digest.update(bytes, from, to - from);
      return;
    }
    System.arraycopy(header, 0, buffer, filled, header.length);
    filled += header.length;
    System.arraycopy(bytes, from, buffer, filled, to - from);
    filled += to - from;
  }

  /** The hash in hex. The object is used up. */
  public String hex() {
    drain();
    return HexFormat.of().formatHex(digest.digest());
  }

  private void drain() {
    digest.update(buffer, 0, filled);
    filled = 0;
  }

  /** SHA-256 itself. */
  public static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** SHA-256 of some bytes in hex. */
  public static String sha256(byte[] bytes) {
    return HexFormat.of().formatHex(sha256().digest(bytes));
  }
}
