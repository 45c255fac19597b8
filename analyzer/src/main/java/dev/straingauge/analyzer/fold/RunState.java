package dev.straingauge.analyzer.fold;

import java.nio.ByteBuffer;

/**
 * Keys of the cells that a run's state is stored in. The first byte says what the cell holds;
 * sorted by key, each comes after what it refers to. From 40 on they are the ledger's.
 */
final class RunState {

  /** analysisVersion and the record that opened the run. */
  static final byte FACTS = 1;

  /** Watermark, what is due, counters, writers. */
  static final byte CLOCK = 2;

  /** Steps, skips, cleanup. */
  static final byte NOTES = 3;

  /** One fault. */
  static final byte FAULT = 4;

  /** One series without its parts. */
  static final byte SERIES = 5;

  /** Name of a series beyond the bound. */
  static final byte BEYOND = 6;

  /** One part of a rolling window of a series. */
  static final byte PART = 7;

  /** One open operation. */
  static final byte OPEN = 8;

  /** What the driver was, and became. */
  static final byte DRIVER = 11;

  /** One rule on one series, or what several rules look at. */
  static final byte RULE = 60;

  private RunState() {}

  static byte[] key(byte what, int number) {
    return ByteBuffer.allocate(1 + Integer.BYTES).put(what).putInt(number).array();
  }

  static byte[] partKey(int series, int window, int slot) {
    return ByteBuffer.allocate(1 + 3 * Integer.BYTES)
        .put(PART)
        .putInt(series)
        .putInt(window)
        .putInt(slot)
        .array();
  }
}
