package dev.straingauge.archiver.consume;

import dev.straingauge.archiver.chunk.ChunkBuilder;
import dev.straingauge.archiver.chunk.ChunkFacts;
import dev.straingauge.archiver.chunk.ChunkFacts.EndOfTopic;
import dev.straingauge.archiver.chunk.ChunkName;
import dev.straingauge.archiver.chunk.TopicFormat;
import dev.straingauge.schemas.topic.Topic;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * The chunks of one run and topic: those in the store, known by their end, and those still in
 * memory. Not thread-safe.
 */
final class TopicChain {

  private final Topic topic;
  private final int partition;
  private final TopicFormat current;
  private final long chunkBytes;
  private final Deque<ChunkBuilder> pending = new ArrayDeque<>();
  private long pendingBytes;
  private boolean full;
  private long taken = -1;
  private long count;
  private long durableCount;
  private @Nullable EndOfTopic end;

  TopicChain(Topic topic, int partition, long chunkBytes) {
    this.topic = topic;
    this.partition = partition;
    this.chunkBytes = chunkBytes;
    current = TopicFormat.of(topic);
  }

  Topic topic() {
    return topic;
  }

  /** Takes a record, unless it is in a chunk already. */
  void take(byte[] value, long offset) {
    if (offset <= taken) {
      return;
    }
    ChunkBuilder chunk = pending.peekLast();
    TopicFormat format = chunk == null ? current : chunk.format();
    int branch = format.branch(value);
    if (branch == TopicFormat.RAW) {
      format = formatOf(value);
      branch = format.branch(value);
    }
    if (chunk == null
        || chunk.size() >= chunkBytes
        || chunk.format() != format
        || chunk.name().raw() != (branch == TopicFormat.RAW)) {
      full |= chunk != null && chunk.size() >= chunkBytes;
      pendingBytes += chunk == null ? 0 : chunk.size();
      chunk =
          new ChunkBuilder(
              format, new ChunkName(topic, partition, offset, branch == TopicFormat.RAW));
      pending.addLast(chunk);
    }
    chunk.add(value, branch, offset);
    taken = offset;
    count++;
    if (format.isEnd(branch)) {
      end = chunk.facts().end();
    }
  }

  /** A record of another schema than those before it starts a new chunk (contract S5). */
  private TopicFormat formatOf(byte[] value) {
    return current.branch(value) != TopicFormat.RAW
        ? current
        : TopicFormat.released(topic, value)
            .filter(released -> released.branch(value) != TopicFormat.RAW)
            .orElse(current);
  }

  /** Learns of a chunk that is in the store. */
  void adopt(ChunkFacts facts) {
    durableCount += facts.count();
    count = durableCount;
    taken = facts.last();
    EndOfTopic mark = facts.end();
    if (mark != null) {
      end = mark;
    }
  }

  /** The first chunk in memory is in the store now. */
  void written(ChunkBuilder chunk) {
    pending.removeFirst();
    durableCount += chunk.count();
    settle();
  }

  /** Forgets what is in memory: from here on the store's chunk counts. */
  void drop(ChunkFacts durable) {
    pending.clear();
    settle();
    end = null;
    adopt(durable);
  }

  private void settle() {
    pendingBytes = 0;
    full = false;
    for (ChunkBuilder chunk : pending) {
      pendingBytes += chunk == pending.peekLast() ? 0 : chunk.size();
    }
  }

  /** The next chunk to be written, or null. */
  @Nullable ChunkBuilder next() {
    return pending.peekFirst();
  }

  /**
   * Offset of the last record that is in a chunk, in memory or in the store; −1 when there is none.
   */
  long taken() {
    return taken;
  }

  /** Records in chunks, in memory or in the store. */
  long count() {
    return count;
  }

  /** What the EndMark says, if it was taken. */
  @Nullable EndOfTopic end() {
    return end;
  }

  /** Memory of the chunks that are not written yet. */
  long pendingBytes() {
    ChunkBuilder last = pending.peekLast();
    return pendingBytes + (last == null ? 0 : last.size());
  }

  /** Whether a chunk has its full size. */
  boolean full() {
    ChunkBuilder last = pending.peekLast();
    return full || (last != null && last.size() >= chunkBytes);
  }
}
