package dev.straingauge.analyzer.topology;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Set;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The last closed runs of a partition, so that what follows a close is known as such (contract C1).
 * Stored as it changes. Not thread-safe.
 */
final class ClosedRuns {

  static final int REMEMBERED = 10_000;
  static final byte PREFIX = 'c';

  private final ArrayDeque<String> inOrder = new ArrayDeque<>();
  private final Set<String> ids = new HashSet<>();
  private long next;

  boolean contains(String runId) {
    return ids.contains(runId);
  }

  void remember(String runId, KeyValueStore<Bytes, byte[]> store) {
    store.put(key(next), runId.getBytes(StandardCharsets.UTF_8));
    inOrder.add(runId);
    ids.add(runId);
    next++;
    if (inOrder.size() > REMEMBERED) {
      store.delete(key(next - 1 - REMEMBERED));
      ids.remove(inOrder.remove());
    }
  }

  /** Puts back what was stored, in order. */
  void restore(byte[] key, byte[] content) {
    next = ByteBuffer.wrap(key).getLong(1) + 1;
    String runId = new String(content, StandardCharsets.UTF_8);
    inOrder.add(runId);
    ids.add(runId);
  }

  private static Bytes key(long number) {
    return Bytes.wrap(ByteBuffer.allocate(1 + Long.BYTES).put(PREFIX).putLong(number).array());
  }
}
