package dev.straingauge.archiver.chunk;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.straingauge.event.Event;
import dev.straingauge.schemas.codec.Codec;
import dev.straingauge.schemas.topic.Topic;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;

/** Events as another version wrote them. */
public final class OlderRecords {

  private final Schema schema;

  private OlderRecords(Schema schema) {
    this.schema = schema;
  }

  /** As release 0.1 wrote them. */
  public static OlderRecords release01() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(
            Codec.class.getResourceAsStream("/dev/straingauge/schemas/released/0.1/Event.avsc"))) {
      return new OlderRecords(
          new Schema.Parser().parse(new String(in.readAllBytes(), StandardCharsets.UTF_8)));
    }
  }

  /** In the schema of this version, changed. */
  static OlderRecords with(Consumer<JsonNode> change) {
    try {
      JsonNode json = new ObjectMapper().readTree(Event.getClassSchema().toString());
      change.accept(json);
      return new OlderRecords(new Schema.Parser().parse(json.toString()));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The fields of a record somewhere in a schema. */
  static ArrayNode fields(JsonNode schema, String record) {
    return (ArrayNode) named(schema, record).orElseThrow().path("fields");
  }

  /** A record or an enum somewhere in a schema. */
  static Optional<JsonNode> named(JsonNode schema, String name) {
    if (schema.path("name").asText().equals(name)
        && (schema.has("fields") || schema.has("symbols"))) {
      return Optional.of(schema);
    }
    for (JsonNode child : schema) {
      Optional<JsonNode> found = named(child, name);
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  /** Takes away the child of that name. */
  static void remove(ArrayNode children, String name) {
    for (int i = 0; i < children.size(); i++) {
      if (children.get(i).path("name").asText().equals(name)) {
        children.remove(i);
        return;
      }
    }
    throw new IllegalArgumentException("no " + name);
  }

  /** An event of this version as the other wrote it. */
  public byte[] value(byte[] current) throws IOException {
    GenericDatumReader<Object> reader = new GenericDatumReader<>(Event.getClassSchema(), schema);
    Object datum =
        reader.read(
            null,
            DecoderFactory.get()
                .binaryDecoder(
                    current, Codec.HEADER_BYTES, current.length - Codec.HEADER_BYTES, null));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(Codec.header(schema));
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
    new GenericDatumWriter<>(schema).write(datum, encoder);
    encoder.flush();
    return out.toByteArray();
  }

  Schema schema() {
    return schema;
  }

  /** A chunk of such values, with offsets in a row. */
  public byte[] chunk(ChunkName name, List<byte[]> values) {
    TopicFormat format = TopicFormat.of(Topic.EVENTS).of(List.of(schema));
    ChunkBuilder builder = new ChunkBuilder(format, name);
    long offset = name.first();
    for (byte[] value : values) {
      builder.add(value, format.branch(value), offset++);
    }
    return builder.finish();
  }
}
