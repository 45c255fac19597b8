package dev.straingauge.analyzer.rules;

import dev.straingauge.analyzer.state.StateReader;
import dev.straingauge.analyzer.state.StateWriter;
import java.util.Arrays;

/**
 * Measurements of one selection, in parts as long as its window advances by. A measurement may be
 * ahead of the windows that are closed, by the grace. Not thread-safe.
 */
final class Measured {

  private final long advance;
  private final int parts;
  private final long[] index;
  private final long[] count;
  private final double[] largest;

  /**
   * @param size of the window
   * @param ahead how far measurements may be ahead of the pane that closes
   */
  Measured(long size, long advance, long ahead) {
    this.advance = advance;
    this.parts = Math.toIntExact(size / advance);
    int slots = parts + Math.toIntExact(Math.ceilDiv(ahead, advance)) + 1;
    index = new long[slots];
    count = new long[slots];
    largest = new double[slots];
    Arrays.fill(index, Long.MIN_VALUE);
  }

  void add(long paneStart, double value) {
    long part = Math.floorDiv(paneStart, advance);
    int slot = Math.floorMod(part, index.length);
    if (index[slot] != part) {
      index[slot] = part;
      count[slot] = 0;
    }
    largest[slot] = count[slot] == 0 ? value : Math.max(largest[slot], value);
    count[slot]++;
  }

  /** Adds what the window that ends at {@code end} holds. */
  void addTo(WindowContent content, long end) {
    long last = Math.floorDiv(end, advance) - 1;
    for (int slot = 0; slot < index.length; slot++) {
      if (index[slot] <= last && index[slot] > last - parts) {
        content.addMeasurements(count[slot], largest[slot]);
      }
    }
  }

  void write(StateWriter out) {
    for (int slot = 0; slot < index.length; slot++) {
      out.writeLong(index[slot])
          .writeLong(count[slot])
          .writeLong(Double.doubleToLongBits(largest[slot]));
    }
  }

  void read(StateReader in) {
    for (int slot = 0; slot < index.length; slot++) {
      index[slot] = in.readLong();
      count[slot] = in.readLong();
      largest[slot] = Double.longBitsToDouble(in.readLong());
    }
  }
}
