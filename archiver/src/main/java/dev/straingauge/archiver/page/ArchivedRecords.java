package dev.straingauge.archiver.page;

import dev.straingauge.archiver.chunk.EventPeek;
import dev.straingauge.archiver.chunk.RecordDecoder;
import dev.straingauge.archiver.chunk.RecordVisitor;
import dev.straingauge.archiver.chunk.TopicFormat;
import dev.straingauge.event.Measurement;
import dev.straingauge.event.ObjectChanged;
import dev.straingauge.schemas.topic.Topic;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * The records of an archived run, decoded anew each time.
 *
 * @param chunks reads the records of a topic in log order, checked against what is known of them
 */
public record ArchivedRecords(BiConsumer<Topic, RecordVisitor> chunks) implements RunRecords {

  private static final EventPeek DRAWN =
      new EventPeek(List.of(Measurement.getClassSchema(), ObjectChanged.getClassSchema()));

  @Override
  public void each(Topic topic, Consumer<Object> record) {
    RecordDecoder decoder = new RecordDecoder(TopicFormat.of(topic));
    chunks.accept(
        topic,
        (branch, bytes, from, to) -> {
          if (branch != TopicFormat.RAW
              && (topic != Topic.EVENTS || DRAWN.wants(bytes, from, to))) {
            record.accept(decoder.decode(branch, bytes, from, to));
          }
        });
  }
}
