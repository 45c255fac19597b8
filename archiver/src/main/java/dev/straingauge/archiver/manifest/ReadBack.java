package dev.straingauge.archiver.manifest;

import dev.straingauge.archiver.chunk.ChunkName;
import dev.straingauge.archiver.chunk.ChunkReader;
import dev.straingauge.archiver.chunk.RecordHash;
import dev.straingauge.archiver.chunk.RecordVisitor;
import dev.straingauge.archiver.report.Manifest.ObjectFacts;
import dev.straingauge.archiver.store.ObjectStore;
import dev.straingauge.archiver.store.StoreException;
import dev.straingauge.schemas.topic.Topic;
import java.util.List;
import java.util.TreeMap;

/**
 * The chunks of a run, read once more for its page.
 *
 * @param folder of the run, ending in {@code /}
 * @param objects of the run, as they were read before
 */
record ReadBack(ObjectStore store, String folder, List<ObjectFacts> objects) {

  /**
   * Shows the records of a topic in log order.
   *
   * @throws StoreException if a chunk cannot be read, or is not what it was
   */
  void read(Topic topic, RecordVisitor visitor) {
    TreeMap<ChunkName, ObjectFacts> chunks = new TreeMap<>();
    for (ObjectFacts object : objects) {
      ChunkName.parse(object.name())
          .filter(name -> name.topic() == topic)
          .ifPresent(name -> chunks.put(name, object));
    }
    chunks.forEach((name, facts) -> ChunkReader.read(name, bytes(facts), visitor));
  }

  private byte[] bytes(ObjectFacts facts) {
    String key = folder + facts.name();
    return store
        .get(key, ChunkReader.MAX_BYTES)
        .filter(bytes -> RecordHash.sha256(bytes).equals(facts.sha256()))
        .orElseThrow(
            () ->
                new StoreException(
                    StoreException.CORRUPT,
                    "read '%s': it is not what it was a moment ago".formatted(store.uri(key)),
                    List.of(),
                    null));
  }
}
