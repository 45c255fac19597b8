package dev.straingauge.schemas.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Reads and builds JSON. Thread-safe. */
public final class Json {

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private Json() {}

  /** A new, empty object. */
  public static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  /**
   * Reads one JSON value: no name twice in an object, nothing behind its end.
   *
   * @throws IllegalArgumentException if {@code text} is no such value
   */
  public static JsonNode read(String text) {
    JsonNode node;
    try {
      node = MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          "read JSON of %d characters: %s".formatted(text.length(), JsonWords.of(e)), e);
    }
    if (node.isMissingNode()) {
      throw new IllegalArgumentException(
          "read JSON of %d characters: empty (expected a value)".formatted(text.length()));
    }
    return node;
  }

  /**
   * Reads one JSON object.
   *
   * @throws IllegalArgumentException if {@code text} is no JSON object, as in {@link #read}
   */
  public static ObjectNode readObject(String text) {
    if (read(text) instanceof ObjectNode object) {
      return object;
    }
    throw new IllegalArgumentException(
        "read JSON of %d characters: no object (expected one)".formatted(text.length()));
  }
}
