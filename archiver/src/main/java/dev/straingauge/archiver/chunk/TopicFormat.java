package dev.straingauge.archiver.chunk;

import dev.straingauge.event.BreachEvent;
import dev.straingauge.event.DeadLetter;
import dev.straingauge.event.EndMark;
import dev.straingauge.event.Event;
import dev.straingauge.event.IncidentEvent;
import dev.straingauge.event.Rolling;
import dev.straingauge.event.RunOpened;
import dev.straingauge.event.Slice;
import dev.straingauge.event.Summary;
import dev.straingauge.schemas.codec.Codec;
import dev.straingauge.schemas.codec.MalformedRecordException;
import dev.straingauge.schemas.codec.RecordShape;
import dev.straingauge.schemas.topic.Topic;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;

/**
 * How the records of a topic lie in a chunk. A topic of several record types is a union, its
 * branches in the order given here; a type that comes later goes to the end. Files carry Avro's
 * logical types on times. Immutable.
 */
public final class TopicFormat {

  /** Branch of a value that is no record of the topic: it is kept as bytes. */
  public static final int RAW = -1;

  static final String RAW_SCHEMA = Schema.create(Schema.Type.BYTES).toString();

  private static final byte[] NO_HEADER = {};

  private static final Map<Topic, TopicFormat> FORMATS = new EnumMap<>(Topic.class);

  static {
    FORMATS.put(Topic.EVENTS, new TopicFormat(false, Event.getClassSchema()));
    FORMATS.put(
        Topic.SLICES, new TopicFormat(true, Slice.getClassSchema(), EndMark.getClassSchema()));
    FORMATS.put(
        Topic.ROLLING, new TopicFormat(true, Rolling.getClassSchema(), EndMark.getClassSchema()));
    FORMATS.put(
        Topic.BREACHES,
        new TopicFormat(true, EndMark.getClassSchema(), BreachEvent.getClassSchema()));
    FORMATS.put(
        Topic.INCIDENTS,
        new TopicFormat(true, EndMark.getClassSchema(), IncidentEvent.getClassSchema()));
    FORMATS.put(
        Topic.SUMMARIES,
        new TopicFormat(
            true, RunOpened.getClassSchema(), Summary.getClassSchema(), EndMark.getClassSchema()));
    FORMATS.put(Topic.DEAD_LETTERS, new TopicFormat(false, DeadLetter.getClassSchema()));
  }

  private static final Map<List<Schema>, TopicFormat> RELEASED = new ConcurrentHashMap<>();

  private final boolean union;
  private final List<Schema> members;
  private final byte[][] headers;
  private final RecordShape[] shapes;
  private final String fileSchema;
  private final int endBranch;

  private TopicFormat(boolean union, Schema... members) {
    this.union = union;
    this.members = List.of(members);
    headers = Arrays.stream(members).map(Codec::header).toArray(byte[][]::new);
    shapes = Arrays.stream(members).map(RecordShape::of).toArray(RecordShape[]::new);
    fileSchema =
        Codec.withLogicalTypes(union ? Schema.createUnion(members) : members[0]).toString();
    endBranch = this.members.indexOf(EndMark.getClassSchema());
  }

  /** The format of {@code topic}. */
  public static TopicFormat of(Topic topic) {
    return Objects.requireNonNull(FORMATS.get(topic));
  }

  /**
   * The format with the schema of a release that {@code value} was written with (contract E4);
   * empty for the current schemas, and for what no release wrote.
   */
  public static Optional<TopicFormat> released(Topic topic, byte[] value) {
    Schema schema;
    try {
      schema = Codec.schemaOf(value);
    } catch (MalformedRecordException e) {
      return Optional.empty();
    }
    TopicFormat current = of(topic);
    int branch = current.branchNamed(schema.getFullName());
    if (branch == RAW || current.members.contains(schema)) {
      return Optional.empty();
    }
    List<Schema> members = new ArrayList<>(current.members);
    members.set(branch, schema);
    return Optional.of(RELEASED.computeIfAbsent(members, current::of));
  }

  /** Which branch {@code value} is, a whole and sound record of it, or {@link #RAW}. */
  public int branch(byte[] value) {
    for (int i = 0; i < headers.length; i++) {
      if (value.length >= Codec.HEADER_BYTES
          && Arrays.equals(value, 0, Codec.HEADER_BYTES, headers[i], 0, Codec.HEADER_BYTES)) {
        return shapes[i].end(value, Codec.HEADER_BYTES, value.length) == value.length ? i : RAW;
      }
    }
    return RAW;
  }

  /** Whether {@code branch} is an EndMark. */
  public boolean isEnd(int branch) {
    return branch != RAW && branch == endBranch;
  }

  /** The branch of {@code schema}, or {@link #RAW} if the topic has none. */
  public int branchOf(Schema schema) {
    return members.indexOf(schema);
  }

  /** The ten bytes before the datum in Kafka; none for {@link #RAW}. */
  public byte[] header(int branch) {
    return ownHeader(branch).clone();
  }

  /** The branch of the record type with that full name, or {@link #RAW} if there is none. */
  int branchNamed(String fullName) {
    for (int i = 0; i < members.size(); i++) {
      if (members.get(i).getFullName().equals(fullName)) {
        return i;
      }
    }
    return RAW;
  }

  /** The same topic with record types of another version. */
  TopicFormat of(List<Schema> others) {
    return new TopicFormat(union, others.toArray(Schema[]::new));
  }

  /** {@link #header}, not to be changed. */
  byte[] ownHeader(int branch) {
    return branch == RAW ? NO_HEADER : headers[branch];
  }

  List<Schema> members() {
    return members;
  }

  Schema schema(int branch) {
    return members.get(branch);
  }

  boolean union() {
    return union;
  }

  /** Number of record types. */
  public int branches() {
    return shapes.length;
  }

  RecordShape shape(int branch) {
    return shapes[branch];
  }

  String fileSchema(boolean raw) {
    return raw ? RAW_SCHEMA : fileSchema;
  }
}
