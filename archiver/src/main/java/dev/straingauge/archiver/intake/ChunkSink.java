package dev.straingauge.archiver.intake;

import dev.straingauge.archiver.chunk.ChunkBuilder;
import dev.straingauge.archiver.chunk.ChunkName;
import dev.straingauge.archiver.chunk.TopicFormat;
import dev.straingauge.archiver.store.Content;
import dev.straingauge.archiver.store.Keys;
import dev.straingauge.archiver.store.ObjectStore;
import dev.straingauge.archiver.store.StoredObject;
import dev.straingauge.schemas.topic.Topic;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
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

  /**
   * Puts what is left, and deletes the chunks that an import that was cut short left there and this
   * one has not. Of a run that another import has finished meanwhile nothing is deleted.
   */
  void end() {
    open.values().forEach(this::put);
    open.clear();
    List<StoredObject> there = store.list(folder);
    if (there.stream().anyMatch(object -> object.key().equals(folder + Keys.MANIFEST))) {
      return;
    }
    for (StoredObject object : there) {
      String name = object.key().substring(folder.length());
      if (ChunkName.parse(name).isPresent() && !written.contains(name)) {
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
    byte[] content = chunk.finish();
    written.add(name);
    if (!store.putIfAbsent(folder + name, Content.of(content), new TreeMap<>())
        && !isThere(name, content)
        && store.head(folder + Keys.MANIFEST).isEmpty()) {
      store.put(folder + name, Content.of(content)); // made of the same lines, on other terms
    }
  }

  /** Whether the object is these bytes: put by this import, or by another one of the same. */
  private boolean isThere(String name, byte[] content) {
    Optional<StoredObject> object = store.head(folder + name);
    return object.isPresent()
        && object.get().bytes() == content.length
        && store
            .get(folder + name, content.length)
            .filter(b -> Arrays.equals(b, content))
            .isPresent();
  }
}
