package dev.straingauge.archiver.compare;

import dev.straingauge.archiver.chunk.RecordDecoder;
import dev.straingauge.archiver.chunk.TopicFormat;
import dev.straingauge.archiver.read.RunArchive;
import dev.straingauge.archiver.store.StoreException;
import dev.straingauge.event.OperationSummary;
import dev.straingauge.event.Summary;
import dev.straingauge.schemas.sketch.LatencySketch;
import dev.straingauge.schemas.topic.Topic;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The response times that a run keeps in its Summary. */
final class Sketches {

  private Sketches() {}

  /**
   * By kind of operation, without the empty ones. None for a run with so many series that its
   * Summary keeps no sketches.
   *
   * @throws StoreException if a chunk cannot be read or is damaged
   */
  static Map<String, LatencySketch> of(RunArchive archive) {
    Map<String, LatencySketch> sketches = new TreeMap<>();
    RecordDecoder decoder = new RecordDecoder(TopicFormat.of(Topic.SUMMARIES));
    archive.read(
        Topic.SUMMARIES,
        (branch, bytes, from, to) -> {
          if (branch != TopicFormat.RAW
              && decoder.decode(branch, bytes, from, to) instanceof Summary summary) {
            summary.getOperations().forEach(operation -> add(archive, sketches, operation));
          }
        });
    return sketches;
  }

  private static void add(
      RunArchive archive, Map<String, LatencySketch> sketches, OperationSummary operation) {
    ByteBuffer buffer = operation.getResponseSketch().duplicate();
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    if (bytes.length == 0) {
      return;
    }
    try {
      LatencySketch sketch = LatencySketch.fromBytes(bytes);
      if (!sketch.isEmpty()) {
        sketches.put(operation.getOperation(), sketch);
      }
    } catch (IllegalArgumentException e) {
      throw new StoreException(
          StoreException.CORRUPT,
          "read the response times of '%s' in '%s': %s"
              .formatted(operation.getOperation(), archive.uri(), e.getMessage()),
          List.of(),
          e);
    }
  }
}
