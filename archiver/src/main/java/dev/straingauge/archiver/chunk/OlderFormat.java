package dev.straingauge.archiver.chunk;

import dev.straingauge.archiver.store.StoreException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.jspecify.annotations.Nullable;

/**
 * The format of a chunk that an older version wrote, and what its records are in the current one:
 * schemas grow by fields with a default, by types and by symbols (contract E4). Not thread-safe.
 */
final class OlderFormat {

  /** Ours has 70 KB. */
  private static final int MAX_SCHEMA_TEXT = 1024 * 1024;

  private final String what;
  private final TopicFormat written;
  private final int[] currentBranch;
  private final List<Upgrade> upgrades = new ArrayList<>();

  private OlderFormat(String what, TopicFormat written, TopicFormat current) {
    this.what = what;
    this.written = written;
    currentBranch = new int[written.branches()];
    for (int i = 0; i < currentBranch.length; i++) {
      currentBranch[i] = current.branchNamed(written.schema(i).getFullName());
      upgrades.add(new Upgrade(written.schema(i), current.schema(currentBranch[i])));
    }
  }

  /**
   * The format that a schema in a file tells of.
   *
   * @param what the chunk, for errors
   * @throws StoreException {@code archive-newer} if a newer version wrote it; {@code
   *     archive-corrupt} if it is none that a version of this topic can have had
   */
  static OlderFormat of(String what, String schema, TopicFormat current) {
    if (schema.length() > MAX_SCHEMA_TEXT) {
      throw corrupt(what, "a schema of %,d characters".formatted(schema.length()), null);
    }
    Schema written;
    try {
      written = new Schema.Parser().parse(schema);
    } catch (RuntimeException e) {
      throw corrupt(what, "its schema is none", e);
    }
    List<Schema> members =
        written.getType() == Schema.Type.UNION ? written.getTypes() : List.of(written);
    if (current.union() != (written.getType() == Schema.Type.UNION)) {
      throw corrupt(what, "its schema is not one of its topic", null);
    }
    for (Schema member : members) {
      requireOlder(what, member, current.members());
    }
    return new OlderFormat(what, current.of(members), current);
  }

  /** As it was written. */
  TopicFormat written() {
    return written;
  }

  /** Shows a visitor the records as the current version has them. */
  RecordVisitor upgrading(RecordVisitor visitor) {
    return new RecordVisitor() {
      @Override
      public void record(int branch, byte[] bytes, int from, int to) {
        byte[] now = upgrade(branch, bytes, from, to);
        visitor.record(currentBranch[branch], now, 0, now.length);
      }

      @Override
      public void original(byte[] header, byte[] bytes, int from, int to) {
        visitor.original(header, bytes, from, to);
      }
    };
  }

  private byte[] upgrade(int branch, byte[] bytes, int from, int to) {
    try {
      return upgrades.get(branch).of(bytes, from, to);
    } catch (IOException | RuntimeException e) {
      throw new StoreException(
          StoreException.CORRUPT,
          "read '%s': a record of %d bytes does not decode (expected one of an older schema)"
              .formatted(what, to - from),
          List.of(),
          e);
    }
  }

  private static void requireOlder(String what, Schema written, List<Schema> current) {
    Schema same =
        current.stream()
            .filter(c -> c.getType() == written.getType())
            .filter(c -> c.getFullName().equals(written.getFullName()))
            .findFirst()
            .orElseThrow(() -> newer(what, "a " + written.getFullName()));
    switch (written.getType()) {
      case RECORD -> requireOlderRecord(what, written, same);
      case ENUM -> {
        for (String symbol : written.getEnumSymbols()) {
          if (!same.hasEnumSymbol(symbol)) {
            throw newer(what, "'%s' in %s".formatted(symbol, same.getName()));
          }
        }
      }
      case ARRAY ->
          requireOlder(what, written.getElementType(), alternatives(same.getElementType()));
      case STRING, BYTES, INT, LONG, FLOAT, DOUBLE, BOOLEAN, NULL -> {
        // the same
      }
      case UNION, MAP, FIXED -> throw corrupt(what, "its schema has a " + written.getType(), null);
    }
  }

  private static void requireOlderRecord(String what, Schema written, Schema current) {
    for (Schema.Field field : written.getFields()) {
      Schema.Field same = current.getField(field.name());
      if (same == null) {
        throw newer(what, "field '%s' of %s".formatted(field.name(), current.getName()));
      }
      for (Schema one : alternatives(field.schema())) {
        requireOlder(what, one, alternatives(same.schema()));
      }
    }
    for (Schema.Field field : current.getFields()) {
      if (written.getField(field.name()) == null && !field.hasDefaultValue()) {
        throw corrupt(what, "no field '%s' in %s".formatted(field.name(), current.getName()), null);
      }
    }
  }

  private static List<Schema> alternatives(Schema schema) {
    return schema.getType() == Schema.Type.UNION ? schema.getTypes() : List.of(schema);
  }

  private static StoreException newer(String what, String found) {
    return new StoreException(
        StoreException.NEWER,
        "read '%s': %s, which this version does not know".formatted(what, found),
        List.of("a newer Straingauge wrote it"),
        null);
  }

  private static StoreException corrupt(String what, String found, @Nullable Throwable cause) {
    return new StoreException(
        StoreException.CORRUPT,
        "read '%s': %s (expected a schema of its topic)".formatted(what, found),
        List.of(),
        cause);
  }

  /** From the datum of one schema to that of another, by Avro's schema resolution. */
  private static final class Upgrade {

    private final GenericDatumReader<Object> reader;
    private final GenericDatumWriter<Object> writer;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream(1024);
    private @Nullable BinaryDecoder decoder;

    Upgrade(Schema written, Schema current) {
      reader = new GenericDatumReader<>(written, current);
      writer = new GenericDatumWriter<>(current);
    }

    byte[] of(byte[] bytes, int from, int to) throws IOException {
      BinaryDecoder in = DecoderFactory.get().binaryDecoder(bytes, from, to - from, decoder);
      decoder = in;
      Object datum = reader.read(null, in);
      out.reset();
      BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
      writer.write(datum, encoder);
      encoder.flush();
      return out.toByteArray();
    }
  }
}
