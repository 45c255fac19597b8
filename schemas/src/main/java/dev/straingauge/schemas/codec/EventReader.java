package dev.straingauge.schemas.codec;

import dev.straingauge.event.Change;
import dev.straingauge.event.Custom;
import dev.straingauge.event.Event;
import dev.straingauge.event.KubernetesEventSeen;
import dev.straingauge.event.ObjectChanged;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.jspecify.annotations.Nullable;

/**
 * Decodes events for somebody who looks at few of the cluster's: the others are only found sound.
 * Those that come often are read by {@link BodyReader}, all else by the {@link Codec}. Not
 * thread-safe.
 */
public final class EventReader {

  /** Stands for the body of an event that nobody looks at. */
  private static final KubernetesEventSeen UNREAD_EVENT =
      new KubernetesEventSeen("", "", "", "", "", null, "", "", "", 0, null);

  private static final ObjectChanged UNREAD_CHANGE =
      new ObjectChanged("", null, "", "", "", Change.MODIFIED, null, new Custom("{}"));

  private static final Schema BODIES = Event.getClassSchema().getField("body").schema();
  private static final int EVENT = branch(BODIES, KubernetesEventSeen.getClassSchema());
  private static final int CHANGE = branch(BODIES, ObjectChanged.getClassSchema());
  private static final Schema FACTS = ObjectChanged.getClassSchema().getField("facts").schema();
  private static final int TYPES = BODIES.getTypes().size();

  private final Codec codec;
  private final DatumInput in = new DatumInput();
  private final BodyReader bodies = new BodyReader();
  private final byte[] header = Codec.header(Event.getClassSchema());
  private final RecordShape event = RecordShape.of(KubernetesEventSeen.getClassSchema());
  private final RecordShape[] beforeFacts =
      ObjectChanged.getClassSchema().getFields().stream()
          .takeWhile(field -> !field.name().equals("facts"))
          .map(field -> RecordShape.of(field.schema()))
          .toArray(RecordShape[]::new);
  private final RecordShape[] facts =
      FACTS.getTypes().stream().map(RecordShape::of).toArray(RecordShape[]::new);
  private final BitSet wanted = new BitSet();
  private final byte[][] reasons;

  /**
   * @param facts types of the facts whose {@link ObjectChanged} are decoded; all other bodies but
   *     {@link KubernetesEventSeen} are
   * @param reasons of the Kubernetes events that are decoded
   */
  public EventReader(Codec codec, List<Class<?>> facts, List<String> reasons) {
    this.codec = codec;
    this.reasons =
        reasons.stream()
            .map(reason -> reason.getBytes(StandardCharsets.UTF_8))
            .toArray(byte[][]::new);
    facts.forEach(type -> wanted.set(branch(FACTS, SpecificData.get().getSchema(type))));
  }

  /**
   * The event; the body of one that is not wanted is an empty one of its type.
   *
   * @throws MalformedRecordException as {@link Codec#decodeEvent}
   */
  public Event read(byte[] value) throws MalformedRecordException {
    Event event = isCurrent(value) ? readCurrent(value) : null;
    return event == null ? codec.decodeEvent(value) : event;
  }

  /** Null if it is left to the codec, which reads it, or says what is wrong. */
  private @Nullable Event readCurrent(byte[] value) {
    in.begin(value, header.length);
    int writer = in.readInt();
    int incarnation = in.readInt();
    long sequence = in.readLong();
    long time = in.readLong();
    int type = in.readIndex(TYPES);
    if (!in.isSound()) {
      return null;
    }
    Object body = unread(type, value, in.at());
    if (body == null) {
      body = bodies.read(type, in);
      if (body == null || !in.isWhole()) {
        return null;
      }
    }
    return new Event(writer, incarnation, sequence, time, body);
  }

  /** The empty body of a sound event that is not wanted; null if it has to be read. */
  private @Nullable Object unread(int type, byte[] value, int from) {
    if (type == EVENT) {
      return event.end(value, from, value.length) == value.length && !isWanted(value, from)
          ? UNREAD_EVENT
          : null;
    }
    return type == CHANGE && isUnreadChange(value, from) ? UNREAD_CHANGE : null;
  }

  /** Whether it is a sound one with facts that nobody wants. They are its last field. */
  private boolean isUnreadChange(byte[] value, int from) {
    int at = from;
    for (RecordShape field : beforeFacts) {
      at = field.end(value, at, value.length);
      if (at < 0) {
        return false;
      }
    }
    int start = Varints.end(value, at, Math.min(value.length, at + Varints.MOST_INT_BYTES));
    if (start < 0) {
      return false;
    }
    long branch = Varints.read(value, at, value.length);
    return branch >= 0
        && branch < facts.length
        && !wanted.get((int) branch)
        && facts[(int) branch].end(value, start, value.length) == value.length;
  }

  /** Of a sound one: the reason comes after the uid, each a length and that many bytes. */
  private boolean isWanted(byte[] value, int uid) {
    int at = Varints.end(value, uid, value.length) + (int) Varints.read(value, uid, value.length);
    int length = (int) Varints.read(value, at, value.length);
    int from = Varints.end(value, at, value.length);
    for (byte[] reason : reasons) {
      if (reason.length == length && Arrays.equals(value, from, from + length, reason, 0, length)) {
        return true;
      }
    }
    return false;
  }

  private boolean isCurrent(byte[] value) {
    return value.length >= header.length
        && Arrays.equals(value, 0, header.length, header, 0, header.length);
  }

  private static int branch(Schema union, Schema member) {
    return union.getTypes().indexOf(member);
  }
}
