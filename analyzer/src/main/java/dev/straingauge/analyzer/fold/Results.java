package dev.straingauge.analyzer.fold;

import dev.straingauge.analyzer.state.StateReader;
import dev.straingauge.analyzer.state.StateWriter;
import dev.straingauge.event.EndMark;
import dev.straingauge.schemas.topic.Topic;
import org.apache.avro.specific.SpecificRecord;

/** Counts what a run emits to each topic on its way out. Not thread-safe. */
final class Results {

  private final Tallied<Topic> emitted = new Tallied<>(Topic.class, Topic.RESULTS);

  void emit(Topic topic, SpecificRecord result, Outputs out) {
    emitted.add(topic);
    out.emit(topic, result);
  }

  /** The last record of the run in each topic. */
  void emitEndMarks(long eventsRead, Outputs out) {
    for (Topic topic : Topic.RESULTS) {
      out.emit(topic, new EndMark(eventsRead, emitted.of(topic)));
    }
  }

  void write(StateWriter out) {
    emitted.write(out);
  }

  void read(StateReader in) {
    emitted.read(in);
  }
}
