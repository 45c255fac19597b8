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

/**
 * Decodes events for somebody who looks at few of the cluster's: the others are only found sound,
 * which costs a tenth of decoding them. Not thread-safe.
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
  private static final int ENVELOPE_FIELDS = 4;

  private final Codec codec;
  private final long[] envelope = new long[ENVELOPE_FIELDS];
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
    if (isCurrent(value)) {
      int at = readEnvelope(value);
      int start = at < 0 ? at : Varints.end(value, at, value.length);
      if (start >= 0) {
        long body = Varints.read(value, at, value.length);
        if (body == EVENT
            && event.end(value, start, value.length) == value.length
            && !isWanted(value, start)) {
          return unread(UNREAD_EVENT);
        }
        if (body == CHANGE && isUnreadChange(value, start)) {
          return unread(UNREAD_CHANGE);
        }
      }
    }
    return codec.decodeEvent(value); // wanted, an older release's, or it says what is wrong
  }

  /** The index after the envelope, or {@link RecordShape#MALFORMED}. */
  private int readEnvelope(byte[] value) {
    int at = Codec.HEADER_BYTES;
    for (int field = 0; field < ENVELOPE_FIELDS; field++) {
      int end = Varints.end(value, at, value.length);
      if (end < 0) {
        return end;
      }
      envelope[field] = Varints.read(value, at, value.length);
      at = end;
    }
    return envelope[0] == (int) envelope[0] && envelope[1] == (int) envelope[1]
        ? at
        : RecordShape.MALFORMED;
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
    int start = Varints.end(value, at, value.length);
    if (start < 0) {
      return false;
    }
    long branch = Varints.read(value, at, value.length);
    return branch >= 0
        && branch < facts.length
        && !wanted.get((int) branch)
        && facts[(int) branch].end(value, start, value.length) == value.length;
  }

  private Event unread(Object body) {
    return new Event((int) envelope[0], (int) envelope[1], envelope[2], envelope[3], body);
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
