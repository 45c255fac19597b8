package dev.straingauge.archiver.intake;

import dev.straingauge.archiver.chunk.ChunkBuilder;
import dev.straingauge.archiver.chunk.ChunkName;
import dev.straingauge.archiver.chunk.TopicFormat;
import dev.straingauge.archiver.store.Content;
import dev.straingauge.archiver.store.Keys;
import dev.straingauge.archiver.store.ObjectStore;
import dev.straingauge.archiver.store.StoredObject;
import dev.straingauge.schemas.topic.Topic;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Takes the records of an imported run, and puts them as chunks into the folder of the run: offsets
 * count from 0 in each topic. Memory: one chunk of each topic. Not thread-safe.
 */
public final class ChunkSink {

  private static final long CHUNK_BYTES = 16L * 1024 * 1024;

  private final ObjectStore store;
  private final String folder;
  private final Runnable claim;
  private final Map<Topic, ChunkBuilder> open = new EnumMap<>(Topic.class);
  private final Map<Topic, Long> next = new EnumMap<>(Topic.class);
  private final Set<String> written = new HashSet<>();
  private boolean claimed;

  /**
   * @param claim makes the folder the run's own; called before the first chunk
   */
  ChunkSink(ObjectStore store, String folder, Runnable claim) {
    this.store = store;
    this.folder = folder;
    this.claim = claim;
  }

  /** Takes a record: its single-object encoding. */
  public void accept(Topic topic, byte[] value) {
    TopicFormat format = TopicFormat.of(topic);
    long offset = next.merge(topic, 1L, Long::sum) - 1;
    @Nullable ChunkBuilder chunk = open.get(topic);
    if (chunk == null) {
      chunk = new ChunkBuilder(format, new ChunkName(topic, Intake.PARTITION, offset, false));
      open.put(topic, chunk);
    }
    chunk.add(value, format.branch(value), offset);
    if (chunk.size() >= CHUNK_BYTES) {
      put(chunk);
      open.remove(topic);
    }
  }

  /** Puts what is left, and deletes what an import that was cut short left there. */
  void end() {
    open.values().forEach(this::put);
    open.clear();
    for (StoredObject object : store.list(folder)) {
      String name = object.key().substring(folder.length());
      if (!name.equals(Keys.METADATA) && !written.contains(name)) {
        store.delete(object.key());
      }
    }
  }

  private void put(ChunkBuilder chunk) {
    if (!claimed) {
      claim.run();
      claimed = true;
    }
    String name = chunk.name().toString();
    store.put(folder + name, Content.of(chunk.finish()));
    written.add(name);
  }
}
