package dev.straingauge.benchmarks;

import dev.straingauge.analyzer.state.CellSink;
import java.util.Locale;
import java.util.function.Consumer;

/** What an analysis takes: heap in use, and the cells in which it stores its state. */
final class Footprint {

  private Footprint() {}

  /** Bytes of heap in use after collections. */
  static long heap() {
    for (int i = 0; i < 4; i++) {
      System.gc();
    }
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  /** How many cells, and how large with their keys, {@code flush} stores, in words. */
  static String cells(Consumer<CellSink> flush) {
    long[] stored = {0, 0};
    flush.accept(
        new CellSink() {
          @Override
          public void put(byte[] key, byte[] content) {
            stored[0]++;
            stored[1] += key.length + content.length;
          }

          @Override
          public void delete(byte[] key) {}
        });
    return String.format(Locale.ROOT, "%,d cells of %.1f MB", stored[0], stored[1] / 1e6);
  }
}
