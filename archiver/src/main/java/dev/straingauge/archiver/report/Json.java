package dev.straingauge.archiver.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.BigIntegerNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.ValueNode;
import dev.straingauge.archiver.store.StoreException;
import dev.straingauge.schemas.json.JsonWords;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** JSON with bounds on what is read, and numbers that keep their digits. */
final class Json {

  private static final int MAX_DEPTH = 64;
  private static final int MAX_TEXT = 8 * 1024 * 1024;

  static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private static final ObjectMapper MAPPER =
      new ObjectMapper(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(MAX_DEPTH)
                          .maxStringLength(MAX_TEXT)
                          .build())
                  .build())
          .enable(JsonGenerator.Feature.WRITE_BIGDECIMAL_AS_PLAIN)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

  private Json() {}

  static ObjectNode object() {
    return NODES.objectNode();
  }

  static byte[] write(JsonNode node) {
    try {
      return (MAPPER.writeValueAsString(node) + "\n").getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of JSON nodes can be written", e);
    }
  }

  /**
   * @throws StoreException ({@code archive-corrupt}) if it is no JSON object
   */
  static ObjectNode readObject(String what, byte[] bytes) {
    try {
      if (MAPPER.readTree(bytes) instanceof ObjectNode object) {
        return object;
      }
    } catch (IOException e) {
      throw corrupt(what, "no JSON: " + JsonWords.of(e));
    }
    throw corrupt(what, "no JSON object");
  }

  /**
   * Documents name their schema with a version: {@code straingauge.manifest/1}.
   *
   * @throws StoreException ({@code archive-newer}) if the version is above the expected one,
   *     ({@code archive-corrupt}) if it is another document
   */
  static void requireSchema(String what, ObjectNode json, String expected) {
    String found = json.path("schema").asText();
    if (found.equals(expected)) {
      return;
    }
    int version = expected.lastIndexOf('/') + 1;
    boolean newer =
        found.startsWith(expected.substring(0, version))
            && found.substring(version).matches("[0-9]{1,4}")
            && Integer.parseInt(found.substring(version))
                > Integer.parseInt(expected.substring(version));
    String text = "schema '%s' (expected %s)".formatted(cut(found, 80), expected);
    if (newer) {
      throw new StoreException(
          StoreException.NEWER,
          "read '%s': %s".formatted(what, text),
          List.of(
              "a newer Straingauge wrote it: %s"
                  .formatted(cut(json.path("straingaugeVersion").asText("unknown"), 40))),
          null);
    }
    throw corrupt(what, text);
  }

  static StoreException corrupt(String what, String found) {
    return new StoreException(
        StoreException.CORRUPT, "read '%s': %s".formatted(what, found), List.of(), null);
  }

  private static String cut(String text, int length) {
    return text.length() <= length ? text : text.substring(0, length) + "…";
  }

  /** Nanoseconds as seconds, exactly. */
  static ValueNode seconds(long nanos) {
    return number(BigDecimal.valueOf(nanos, 9));
  }

  /** A number without trailing zeros and without exponent. */
  static ValueNode number(BigDecimal number) {
    BigDecimal stripped = number.stripTrailingZeros();
    return stripped.scale() <= 0
        ? BigIntegerNode.valueOf(stripped.toBigIntegerExact())
        : DecimalNode.valueOf(stripped);
  }
}
