package dev.straingauge.schemas.codec;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.jspecify.annotations.Nullable;

/** Seeded records of any schema, written by Avro's generic writer, as single objects. */
final class Records {

  private Records() {}

  /**
   * A single object of {@code schema} with random content; every branch of a union gets its turn.
   */
  static byte[] random(Schema schema, SplittableRandom random) throws IOException {
    return write(schema, datum(schema, random));
  }

  /** A single object of {@code schema}. */
  static byte[] write(Schema schema, @Nullable Object datum) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(Codec.header(schema));
    BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
    new GenericDatumWriter<>(schema).write(datum, encoder);
    encoder.flush();
    return out.toByteArray();
  }

  private static @Nullable Object datum(Schema schema, SplittableRandom random) {
    return switch (schema.getType()) {
      case RECORD -> {
        GenericData.Record record = new GenericData.Record(schema);
        schema.getFields().forEach(field -> record.put(field.pos(), datum(field.schema(), random)));
        yield record;
      }
      case ENUM ->
          new GenericData.EnumSymbol(
              schema, schema.getEnumSymbols().get(random.nextInt(schema.getEnumSymbols().size())));
      case ARRAY -> {
        List<@Nullable Object> items = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
          items.add(datum(schema.getElementType(), random));
        }
        yield items;
      }
      case UNION -> datum(schema.getTypes().get(random.nextInt(schema.getTypes().size())), random);
      case STRING -> "text-" + random.nextInt(1000) + "-äß€😀".substring(random.nextInt(3));
      case BYTES -> {
        byte[] bytes = new byte[random.nextInt(40)];
        random.nextBytes(bytes);
        yield ByteBuffer.wrap(bytes);
      }
      case INT -> random.nextInt() >> random.nextInt(32);
      case LONG -> random.nextLong() >> random.nextInt(64);
      case DOUBLE -> random.nextDouble();
      case BOOLEAN -> random.nextBoolean();
      case NULL -> null;
      case MAP, FIXED, FLOAT ->
          throw new IllegalStateException("the contract has no " + schema.getType());
    };
  }
}
