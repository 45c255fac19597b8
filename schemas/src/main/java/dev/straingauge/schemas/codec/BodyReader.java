package dev.straingauge.schemas.codec;

import dev.straingauge.event.Attachment;
import dev.straingauge.event.Change;
import dev.straingauge.event.Claim;
import dev.straingauge.event.Event;
import dev.straingauge.event.Failure;
import dev.straingauge.event.Heartbeat;
import dev.straingauge.event.IoInterval;
import dev.straingauge.event.KubernetesEventSeen;
import dev.straingauge.event.ObjectChanged;
import dev.straingauge.event.OperationFinished;
import dev.straingauge.event.OperationStarted;
import dev.straingauge.event.Outcome;
import dev.straingauge.event.PersistentVolume;
import dev.straingauge.event.Pod;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Reads the bodies that a log is full of, field by field in the order of their schema, without the
 * walk through the schema that Avro's reader takes. The others are left to it. What it saves:
 * {@code docs/decisions/036-hot-events-are-read-by-hand.md}.
 */
final class BodyReader {

  private static final Change[] CHANGES = Change.values();
  private static final Outcome[] OUTCOMES = Outcome.values();

  /** Reads one type of records. */
  private interface Reader {
    @Nullable Object read(DatumInput in);
  }

  private final @Nullable Reader[] facts;
  private final @Nullable Reader[] bodies;

  BodyReader() {
    facts =
        readers(
            ObjectChanged.getClassSchema().getField("facts").schema(),
            Map.of(
                Claim.getClassSchema(), BodyReader::claim,
                PersistentVolume.getClassSchema(), BodyReader::volume,
                Attachment.getClassSchema(), BodyReader::attachment,
                Pod.getClassSchema(), BodyReader::pod));
    bodies =
        readers(
            Event.getClassSchema().getField("body").schema(),
            Map.of(
                Heartbeat.getClassSchema(), in -> new Heartbeat(in.readLong()),
                OperationStarted.getClassSchema(), BodyReader::started,
                OperationFinished.getClassSchema(), BodyReader::finished,
                IoInterval.getClassSchema(), BodyReader::interval,
                ObjectChanged.getClassSchema(), this::change,
                KubernetesEventSeen.getClassSchema(), BodyReader::seen));
  }

  /**
   * The body of a type, or null: it is one of those left to Avro's reader. Only what {@link
   * DatumInput#isWhole} afterwards is one.
   *
   * @param branch of the union of bodies
   */
  @Nullable Object read(int branch, DatumInput in) {
    Reader reader = bodies[branch];
    return reader == null ? null : reader.read(in);
  }

  private static @Nullable Reader[] readers(Schema union, Map<Schema, Reader> known) {
    Map<Schema, Reader> byType = new HashMap<>(known);
    @Nullable Reader[] readers =
        union.getTypes().stream().map(byType::remove).toArray(Reader[]::new);
    if (!byType.isEmpty()) {
      throw new IllegalStateException("no branch of the union: " + byType.keySet());
    }
    return readers;
  }

  /** Null if its facts are left to Avro's reader. */
  private @Nullable Object change(DatumInput in) {
    String kind = in.readText();
    String namespace = in.readOptionalText();
    String name = in.readText();
    String uid = in.readText();
    String resourceVersion = in.readUniqueText();
    Change change = CHANGES[in.readIndex(CHANGES.length)];
    Long objectTime = in.readOptionalLong();
    Reader reader = facts[in.readIndex(facts.length)];
    return reader == null
        ? null
        : new ObjectChanged(
            kind, namespace, name, uid, resourceVersion, change, objectTime, reader.read(in));
  }

  private static Object claim(DatumInput in) {
    return new Claim(
        in.readText(),
        in.readOptionalText(),
        in.readText(),
        in.readTexts(),
        in.readLong(),
        in.readBoolean(),
        in.readLong(),
        in.readOptionalText());
  }

  private static Object volume(DatumInput in) {
    return new PersistentVolume(
        in.readText(),
        in.readOptionalText(),
        in.readText(),
        in.readText(),
        in.readText(),
        in.readBoolean());
  }

  private static Object attachment(DatumInput in) {
    return new Attachment(
        in.readText(),
        in.readText(),
        in.readBoolean(),
        in.readOptionalText(),
        in.readOptionalText(),
        in.readBoolean());
  }

  private static Object pod(DatumInput in) {
    return new Pod(
        in.readText(),
        in.readOptionalText(),
        in.readBoolean(),
        in.readBoolean(),
        in.readTexts(),
        in.readOptionalText(),
        in.readBoolean(),
        in.readOptionalLong(),
        in.readOptionalText());
  }

  private static Object started(DatumInput in) {
    return new OperationStarted(
        in.readLong(),
        in.readText(),
        in.readText(),
        in.readText(),
        in.readLong(),
        in.readOptionalLong());
  }

  private static Object finished(DatumInput in) {
    return new OperationFinished(
        in.readLong(),
        in.readText(),
        in.readText(),
        in.readText(),
        in.readLong(),
        in.readOptionalLong(),
        in.readLong(),
        in.readOptionalLong(),
        in.readLong(),
        in.readLong(),
        in.readLong(),
        in.readInt(),
        OUTCOMES[in.readIndex(OUTCOMES.length)],
        in.readIndex(2) == 0 ? null : new Failure(in.readText(), in.readText()));
  }

  private static Object interval(DatumInput in) {
    return new IoInterval(
        in.readText(),
        in.readText(),
        in.readText(),
        in.readText(),
        in.readLong(),
        in.readLong(),
        in.readLong(),
        in.readLong(),
        in.readLong(),
        in.readBytes(),
        in.readOptionalBytes());
  }

  private static Object seen(DatumInput in) {
    return new KubernetesEventSeen(
        in.readUniqueText(),
        in.readText(),
        in.readText(),
        in.readUniqueText(),
        in.readText(),
        in.readOptionalText(),
        in.readText(),
        in.readText(),
        in.readText(),
        in.readInt(),
        in.readOptionalLong());
  }
}
