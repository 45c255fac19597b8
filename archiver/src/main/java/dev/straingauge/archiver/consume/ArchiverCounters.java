package dev.straingauge.archiver.consume;

import dev.straingauge.archiver.store.Content;
import java.util.concurrent.atomic.LongAdder;

/** What was archived since the start. Thread-safe. */
public final class ArchiverCounters {

  private final LongAdder records = new LongAdder();
  private final LongAdder bytes = new LongAdder();
  private final LongAdder chunks = new LongAdder();

  void wrote(long count, Content content) {
    records.add(count);
    chunks.increment();
    if (content instanceof Content.Bytes inMemory) {
      bytes.add(inMemory.bytes().length);
    }
  }

  /** Records in chunks that were written. */
  public long records() {
    return records.sum();
  }

  /** Their bytes in the store. */
  public long bytes() {
    return bytes.sum();
  }

  /** Chunks that were written. */
  public long chunks() {
    return chunks.sum();
  }
}
