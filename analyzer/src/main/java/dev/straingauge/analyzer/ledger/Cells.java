package dev.straingauge.analyzer.ledger;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * First bytes of the keys of the ledger's cells; what refers to another comes after it. The run's
 * other folds have numbers below.
 */
public final class Cells {

  /** Totals, gaps and what is told at the end. */
  public static final byte TOTALS = 40;

  static final byte NODE = 41;
  static final byte VOLUME = 42;
  static final byte CLAIM = 43;
  static final byte POD = 44;

  /** One incident that is open, or not told yet. */
  public static final byte INCIDENT = 45;

  static final byte GONE_POD = 46;

  private Cells() {}

  /** Whether the cell of that key is the ledger's. */
  public static boolean isOurs(byte[] key) {
    return key[0] >= TOTALS && key[0] <= GONE_POD;
  }

  static byte[] key(byte what, String name) {
    byte[] text = name.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(1 + text.length).put(what).put(text).array();
  }

  static String name(byte[] key) {
    return new String(key, 1, key.length - 1, StandardCharsets.UTF_8);
  }
}
