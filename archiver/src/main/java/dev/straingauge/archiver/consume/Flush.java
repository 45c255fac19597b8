package dev.straingauge.archiver.consume;

import dev.straingauge.archiver.chunk.ChunkBuilder;
import dev.straingauge.archiver.chunk.ChunkFacts;
import dev.straingauge.archiver.store.Content;
import dev.straingauge.archiver.store.Keys;
import dev.straingauge.archiver.store.ObjectStore;
import dev.straingauge.schemas.topic.Topic;
import java.util.EnumMap;
import java.util.Map;
import java.util.SortedMap;

/**
 * Writes the chunks of all claimed runs and topics of a partition (contract S3). A chunk that is
 * there already was written by an earlier life: it is adopted, and what it holds is not written
 * again.
 */
final class Flush {

  private final ObjectStore store;
  private final Keys keys;
  private final StoreRetry retry;
  private final ArchiverCounters counters;

  Flush(ObjectStore store, Keys keys, StoreRetry retry, ArchiverCounters counters) {
    this.store = store;
    this.keys = keys;
    this.retry = retry;
    this.counters = counters;
  }

  /**
   * Writes everything.
   *
   * @return per topic the offset to read again from, where an adopted chunk ends before what was
   *     read
   */
  Map<Topic, Long> write(PartitionRuns partition) {
    Map<Topic, Long> rewind = new EnumMap<>(Topic.class);
    for (OpenRun run : partition.runs()) {
      if (run.claimed()) {
        for (TopicChain chain : run.chains()) {
          write(keys.run(run.folder()), chain, rewind);
        }
      }
    }
    partition.flushed();
    return rewind;
  }

  private void write(String folder, TopicChain chain, Map<Topic, Long> rewind) {
    for (ChunkBuilder chunk = chain.next(); chunk != null; chunk = chain.next()) {
      SortedMap<String, String> facts = chunk.facts().toMetadata();
      Content content = Content.of(chunk.finish());
      String key = folder + chunk.name();
      if (retry.forever(() -> store.putIfAbsent(key, content, facts))) {
        chain.written(chunk);
        counters.wrote(chunk.count(), content);
      } else if (adopt(folder, chain, chunk, rewind)) {
        return;
      }
    }
  }

  /** Returns whether the chain was cut. */
  private boolean adopt(
      String folder, TopicChain chain, ChunkBuilder chunk, Map<Topic, Long> rewind) {
    ChunkFacts durable = retry.forever(() -> Claims.facts(store, folder, chunk.name()));
    if (durable.last() == chunk.last() && durable.count() == chunk.count()) {
      chain.written(chunk); // our own, of which the answer was lost, or its equal
      return false;
    }
    if (durable.last() < chain.taken()) {
      rewind.merge(chain.topic(), durable.last() + 1, Math::min);
    }
    chain.drop(durable);
    return true;
  }
}
