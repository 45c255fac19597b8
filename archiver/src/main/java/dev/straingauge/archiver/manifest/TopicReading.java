package dev.straingauge.archiver.manifest;

import dev.straingauge.archiver.chunk.ChunkFacts;
import dev.straingauge.archiver.chunk.ChunkFacts.EndOfTopic;
import dev.straingauge.archiver.chunk.ChunkName;
import dev.straingauge.archiver.chunk.ChunkReader;
import dev.straingauge.archiver.chunk.EventPeek;
import dev.straingauge.archiver.chunk.RecordHash;
import dev.straingauge.archiver.chunk.RecordVisitor;
import dev.straingauge.archiver.chunk.TopicFormat;
import dev.straingauge.archiver.report.Manifest.ObjectFacts;
import dev.straingauge.archiver.report.Manifest.TopicFacts;
import dev.straingauge.archiver.store.ObjectStore;
import dev.straingauge.archiver.store.StoreException;
import dev.straingauge.event.RunStarted;
import dev.straingauge.event.WriterStarted;
import dev.straingauge.schemas.topic.Topic;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the chunks of one topic of a run back, in order, one at a time: hash, totals, and every
 * record to a visitor. Not thread-safe.
 */
final class TopicReading {

  private static final EventPeek STARTS =
      new EventPeek(List.of(RunStarted.getClassSchema(), WriterStarted.getClassSchema()));

  private final Topic topic;
  private final RecordHash hash = new RecordHash();
  private long records;
  private long first = -1;
  private long last = -1;
  private int chunks;
  private @Nullable EndOfTopic end;
  private boolean overlap;

  TopicReading(Topic topic) {
    this.topic = topic;
  }

  /** Reads one chunk; they come in order. */
  void read(
      ObjectStore store,
      String folder,
      ChunkName name,
      List<ObjectFacts> objects,
      RecordVisitor visitor) {
    String key = folder + name;
    byte[] file =
        store
            .get(key, ChunkReader.MAX_BYTES)
            .orElseThrow(
                () ->
                    new StoreException(
                        StoreException.CORRUPT,
                        "read '%s': it was listed and is gone".formatted(store.uri(key)),
                        List.of(),
                        null));
    objects.add(new ObjectFacts(name.toString(), file.length, RecordHash.sha256(file)));
    take(name, file, visitor);
  }

  /** The same with its content at hand. */
  void take(ChunkName name, byte[] file, RecordVisitor visitor) {
    ChunkFacts facts = ChunkReader.read(name, file, new Hashing(visitor));
    overlap |= facts.first() <= last;
    records += facts.count();
    first = first < 0 ? facts.first() : first;
    last = facts.last();
    chunks++;
    EndOfTopic mark = facts.end();
    if (mark != null) {
      end = mark;
    }
  }

  /** Hashes what goes by: the values as they were in Kafka, without the marks of a start. */
  private final class Hashing implements RecordVisitor {

    private final RecordVisitor visitor;
    private boolean counts;

    Hashing(RecordVisitor visitor) {
      this.visitor = visitor;
    }

    @Override
    public void record(int branch, byte[] bytes, int from, int to) {
      counts = branch == TopicFormat.RAW || topic != Topic.EVENTS || !STARTS.wants(bytes, from, to);
      visitor.record(branch, bytes, from, to);
    }

    @Override
    public void original(byte[] header, byte[] bytes, int from, int to) {
      if (counts) {
        hash.add(header, bytes, from, to);
      }
    }
  }

  /** Totals. The hash is used up. */
  TopicFacts facts() {
    return new TopicFacts(records, first, last, chunks, hash.hex());
  }

  long records() {
    return records;
  }

  @Nullable EndOfTopic end() {
    return end;
  }

  /** Whether a chunk begins before the one before it ends. */
  boolean overlap() {
    return overlap;
  }
}
