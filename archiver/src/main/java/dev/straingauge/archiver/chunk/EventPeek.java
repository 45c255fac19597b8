package dev.straingauge.archiver.chunk;

import dev.straingauge.event.Event;
import dev.straingauge.schemas.codec.Varints;
import java.util.BitSet;
import java.util.List;
import org.apache.avro.Schema;

/** Reads the envelope of an event without decoding its body. Immutable. */
public final class EventPeek {

  private static final List<String> NAMES =
      Event.getClassSchema().getField("body").schema().getTypes().stream()
          .map(Schema::getName)
          .toList();

  private final BitSet wanted = new BitSet();

  /**
   * @param bodies schemas of the bodies that {@link #wants} accepts
   */
  public EventPeek(List<Schema> bodies) {
    List<Schema> union = Event.getClassSchema().getField("body").schema().getTypes();
    bodies.forEach(body -> wanted.set(union.indexOf(body)));
  }

  /** Whether the sound event at {@code from} has one of the bodies. */
  public boolean wants(byte[] bytes, int from, int to) {
    int at = from;
    for (int field = 0; field < 4; field++) {
      at = Varints.end(bytes, at, to);
    }
    return wanted.get((int) Varints.read(bytes, at, to));
  }

  /**
   * Reads the envelope of the sound event at {@code from}.
   *
   * @param into gets writer, incarnation, sequence and time
   */
  public static void envelope(byte[] bytes, int from, int to, long[] into) {
    int at = from;
    for (int field = 0; field < 4; field++) {
      into[field] = Varints.read(bytes, at, to);
      at = Varints.end(bytes, at, to);
    }
  }

  /** Name of the body's type of the sound event at {@code from}. */
  public static String body(byte[] bytes, int from, int to) {
    int at = from;
    for (int field = 0; field < 4; field++) {
      at = Varints.end(bytes, at, to);
    }
    return NAMES.get((int) Varints.read(bytes, at, to));
  }
}
