package dev.straingauge.schemas.codec;

import dev.straingauge.event.BreachEvent;
import dev.straingauge.event.DeadLetter;
import dev.straingauge.event.EndMark;
import dev.straingauge.event.Event;
import dev.straingauge.event.IncidentEvent;
import dev.straingauge.event.Rolling;
import dev.straingauge.event.RunOpened;
import dev.straingauge.event.Slice;
import dev.straingauge.event.Summary;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.apache.avro.util.ClassSecurityValidator;
import org.jspecify.annotations.Nullable;

/**
 * Avro single-object encoding (Avro specification, "Single-object encoding"): {@code C3 01}, the
 * CRC-64-AVRO fingerprint of the writer's schema, little endian, then the datum. Reuses its
 * buffers: one instance per thread, or under one lock.
 */
public final class Codec {

  static {
    trustOwnRecords();
  }

  /** Bytes before the datum. */
  public static final int HEADER_BYTES = 10;

  private static final List<Schema> KNOWN =
      List.of(
          Event.getClassSchema(),
          Slice.getClassSchema(),
          Rolling.getClassSchema(),
          RunOpened.getClassSchema(),
          Summary.getClassSchema(),
          EndMark.getClassSchema(),
          DeadLetter.getClassSchema(),
          BreachEvent.getClassSchema(),
          IncidentEvent.getClassSchema());
  private static final Map<Long, Schema> BY_FINGERPRINT = byFingerprint();
  private static final Map<Schema, Long> FINGERPRINT_OF = fingerprints();

  private static final Schema BODIES = Event.getClassSchema().getField("body").schema();

  /** Lets records write themselves, without a walk through their schema. */
  private static final SpecificData WRITING = new SpecificData();

  static {
    WRITING.setCustomCoders(true);
  }

  private final Released released;
  private final Map<Long, SpecificDatumReader<SpecificRecord>> readers = new HashMap<>();
  private final Map<Class<?>, Writer> writers = new HashMap<>();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream(1024);
  private BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
  private @Nullable BinaryDecoder decoder;

  /** That of the last record: they come in rows of one schema. */
  private @Nullable SpecificDatumReader<SpecificRecord> lastReader;

  private long lastFingerprint;

  /** Writes records of one schema; a class because a record would compare its array by identity. */
  private static final class Writer {

    private final byte[] header;
    private final SpecificDatumWriter<SpecificRecord> datum;

    /** Which branch of an event's body this schema is; -1 for none. */
    private final int branch;

    private Writer(Schema schema) {
      header = header(schema);
      datum = new SpecificDatumWriter<>(schema, WRITING);
      branch = BODIES.getTypes().indexOf(schema);
    }
  }

  /** Reads what this version and every release wrote. */
  public Codec() {
    this(Released.SHIPPED);
  }

  Codec(Released released) {
    this.released = released;
  }

  /**
   * Encodes a record of this contract.
   *
   * @throws IllegalArgumentException if a field does not fit its schema
   */
  public byte[] encode(SpecificRecord record) {
    Writer writer = writer(record);
    out.reset();
    out.writeBytes(writer.header);
    try {
      if (record instanceof Event event) {
        writeEvent(event);
      } else {
        writer.datum.write(record, encoder);
      }
      encoder.flush();
    } catch (RuntimeException e) {
      // the old one still holds the beginning of this record
      encoder = EncoderFactory.get().binaryEncoder(out, null);
      throw new IllegalArgumentException(
          "encode a %s: %s".formatted(record.getSchema().getName(), e.getMessage()), e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private Writer writer(SpecificRecord record) {
    Writer writer = writers.get(record.getClass());
    if (writer == null) {
      writer = new Writer(record.getSchema());
      writers.put(record.getClass(), writer);
    }
    return writer;
  }

  /** Field by field, since Avro looks for the branch of a union by the names of all. */
  private void writeEvent(Event event) throws IOException {
    if (!(event.getBody() instanceof SpecificRecord body)) {
      throw new IllegalArgumentException("no body");
    }
    Writer writer = writer(body);
    if (writer.branch < 0) {
      throw new IllegalArgumentException("a %s as body".formatted(body.getSchema().getName()));
    }
    encoder.writeInt(event.getWriter());
    encoder.writeInt(event.getIncarnation());
    encoder.writeLong(event.getSequence());
    encoder.writeLong(event.getTime());
    encoder.writeIndex(writer.branch);
    writer.datum.write(body, encoder);
  }

  /**
   * Decodes a record of this contract. One that an older release wrote comes out in the current
   * schema (contract E4).
   *
   * @throws MalformedRecordException if the bytes are no single object, of a schema that this
   *     version does not know, cut, or longer than the record
   */
  public SpecificRecord decode(byte[] bytes) throws MalformedRecordException {
    long fingerprint = fingerprint(bytes);
    SpecificDatumReader<SpecificRecord> reader = lastReader;
    if (reader == null || fingerprint != lastFingerprint) {
      reader = reader(fingerprint);
      lastReader = reader;
      lastFingerprint = fingerprint;
    }
    BinaryDecoder in =
        DecoderFactory.get()
            .binaryDecoder(bytes, HEADER_BYTES, bytes.length - HEADER_BYTES, decoder);
    decoder = in;
    try {
      SpecificRecord record = reader.read(null, in);
      if (!in.isEnd()) {
        throw new MalformedRecordException(
            "%s of %d bytes has bytes after its end"
                .formatted(reader.getExpected().getName(), bytes.length));
      }
      return record;
    } catch (IOException | RuntimeException e) {
      throw new MalformedRecordException(
          "%s of %d bytes does not decode: %s"
              .formatted(reader.getExpected().getName(), bytes.length, e),
          e);
    }
  }

  private SpecificDatumReader<SpecificRecord> reader(long fingerprint)
      throws MalformedRecordException {
    SpecificDatumReader<SpecificRecord> reader = readers.get(fingerprint);
    if (reader == null) {
      Schema written = writtenWith(fingerprint, released);
      reader = new SpecificDatumReader<>(written, current(written), SpecificData.get());
      readers.put(fingerprint, reader);
    }
    return reader;
  }

  /**
   * Decodes a record of the topic {@code events}.
   *
   * @throws MalformedRecordException as {@link #decode}, and if it is another record
   */
  public Event decodeEvent(byte[] bytes) throws MalformedRecordException {
    SpecificRecord record = decode(bytes);
    if (record instanceof Event event) {
      return event;
    }
    throw new MalformedRecordException(
        "a %s (expected an Event)".formatted(record.getSchema().getName()));
  }

  /**
   * The schema that {@code bytes} were written with.
   *
   * @throws MalformedRecordException if the bytes are no single object or of an unknown schema
   */
  public static Schema schemaOf(byte[] bytes) throws MalformedRecordException {
    return writtenWith(fingerprint(bytes), Released.SHIPPED);
  }

  /** The first ten bytes of every record of {@code schema}. */
  public static byte[] header(Schema schema) {
    long fingerprint =
        FINGERPRINT_OF.getOrDefault(schema, SchemaNormalization.parsingFingerprint64(schema));
    return ByteBuffer.allocate(HEADER_BYTES)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put((byte) 0xC3)
        .put((byte) 0x01)
        .putLong(fingerprint)
        .array();
  }

  /**
   * The same schema with Avro's logical type on every time, for readers of archived files.
   * Generated code keeps times as {@code long} (contract K20), which Avro's compiler does only for
   * a type without a logical type; the fingerprint does not depend on it.
   */
  public static Schema withLogicalTypes(Schema schema) {
    String json =
        schema
            .toString()
            .replace("\"time\":\"timestamp-nanos\"", "\"logicalType\":\"timestamp-nanos\"");
    return new Schema.Parser().parse(json);
  }

  /**
   * Avro makes instances of trusted classes only; the generated ones are ours. What was trusted
   * before stays so.
   */
  private static void trustOwnRecords() {
    String own = Event.class.getPackageName();
    ClassSecurityValidator.setGlobal(
        ClassSecurityValidator.composite(
            ClassSecurityValidator.getGlobal(), type -> type.getPackageName().equals(own)));
  }

  /** The schemas of all records that are sent. */
  static List<Schema> known() {
    return KNOWN;
  }

  private static Schema writtenWith(long fingerprint, Released released)
      throws MalformedRecordException {
    Schema current = BY_FINGERPRINT.get(fingerprint);
    Schema written = current == null ? released.find(fingerprint) : current;
    if (written == null) {
      throw new MalformedRecordException(
          "schema %016x is unknown to this version".formatted(fingerprint));
    }
    return written;
  }

  /** What a record becomes that was written with {@code written}. */
  private static Schema current(Schema written) throws MalformedRecordException {
    for (Schema schema : KNOWN) {
      if (schema.getFullName().equals(written.getFullName())) {
        return schema;
      }
    }
    throw new MalformedRecordException(
        "a %s, which this version has no more".formatted(written.getFullName()));
  }

  private static long fingerprint(byte[] bytes) throws MalformedRecordException {
    if (bytes.length < HEADER_BYTES || bytes[0] != (byte) 0xC3 || bytes[1] != (byte) 0x01) {
      throw new MalformedRecordException(
          "%d bytes that do not begin with C3 01".formatted(bytes.length));
    }
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong(2);
  }

  private static Map<Long, Schema> byFingerprint() {
    Map<Long, Schema> map = new HashMap<>();
    KNOWN.forEach(schema -> map.put(SchemaNormalization.parsingFingerprint64(schema), schema));
    return map;
  }

  private static Map<Schema, Long> fingerprints() {
    Map<Schema, Long> map = new HashMap<>();
    KNOWN.forEach(schema -> map.put(schema, SchemaNormalization.parsingFingerprint64(schema)));
    return map;
  }
}
