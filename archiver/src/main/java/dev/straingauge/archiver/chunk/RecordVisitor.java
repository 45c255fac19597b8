package dev.straingauge.archiver.chunk;

/** Sees the records of a chunk, in order. */
@FunctionalInterface
public interface RecordVisitor {

  /**
   * A record. The array is used again for the next block.
   *
   * @param branch its type in its topic's format, or {@link TopicFormat#RAW}
   * @param bytes where it lies
   * @param from start of the datum; for a raw one of the whole value
   * @param to its end
   */
  void record(int branch, byte[] bytes, int from, int to);
}
