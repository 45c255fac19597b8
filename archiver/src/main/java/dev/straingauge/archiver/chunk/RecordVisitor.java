package dev.straingauge.archiver.chunk;

/** Sees the records of a chunk, in order. */
@FunctionalInterface
public interface RecordVisitor {

  /**
   * A record, in the current schema whoever wrote it. The array is used again for the next block.
   *
   * @param branch its type in its topic's format, or {@link TopicFormat#RAW}
   * @param bytes where it lies
   * @param from start of the datum; for a raw one of the whole value
   * @param to its end
   */
  void record(int branch, byte[] bytes, int from, int to);

  /**
   * The same record, right after {@link #record}, as its value was in Kafka: other bytes where an
   * older version wrote it.
   *
   * @param header what the value begins with; not to be changed
   * @param bytes where the rest of it lies
   * @param from start of the rest
   * @param to its end
   */
  default void original(byte[] header, byte[] bytes, int from, int to) {}
}
