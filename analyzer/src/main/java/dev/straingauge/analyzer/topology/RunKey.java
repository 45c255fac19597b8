package dev.straingauge.analyzer.topology;

import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * Key of a result: the input's key as it was, and the partition that it came from, which the result
 * goes to.
 */
final class RunKey {

  private final byte @Nullable [] bytes;
  private final int partition;

  RunKey(byte @Nullable [] bytes, int partition) {
    this.bytes = bytes;
    this.partition = partition;
  }

  int partition() {
    return partition;
  }

  /** Writes the input's key. */
  static Serializer<RunKey> serializer() {
    return (topic, key) -> key.bytes;
  }
}
