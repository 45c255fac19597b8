package dev.straingauge.cli.documents;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The JSON Schemas of docs/reference. Thread-safe. */
public final class SchemaFiles {

  private static final Path FOLDER = Path.of("../docs/reference");
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
  private static final JsonSchemaFactory FACTORY =
      JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);
  private static final Map<String, JsonSchema> READ = new ConcurrentHashMap<>();

  private SchemaFiles() {}

  /** The file of the document whose {@code schema} is {@code straingauge.NAME/1}. */
  public static Path of(String name) {
    return FOLDER.resolve(name + ".schema.json");
  }

  /**
   * Stdout of a command with these arguments: where they ask for JSON and the command had begun,
   * exactly one document that holds its schema.
   */
  public static void hold(String[] args, String out) {
    int option = Arrays.asList(args).indexOf("-o");
    if (option >= 0 && args[option + 1].equals("json") && !out.isEmpty()) {
      hold(parsed(out));
    }
  }

  /** A document holds the schema that it names. */
  public static void hold(JsonNode document) {
    String name = document.path("schema").asText();
    assertThat(name).matches("straingauge\\.[a-z]+/1");
    String stem = name.substring("straingauge.".length(), name.indexOf('/'));
    assertThat(READ.computeIfAbsent(stem, SchemaFiles::read).validate(document))
        .as(document.toPrettyString())
        .isEmpty();
  }

  private static JsonSchema read(String stem) {
    assertThat(of(stem)).exists();
    return FACTORY.getSchema(
        SchemaLocation.of(of(stem).toAbsolutePath().normalize().toUri().toString()));
  }

  private static JsonNode parsed(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(text, e);
    }
  }

  /** Text of the schema, for a look at what it says of itself. */
  public static JsonNode document(String stem) throws IOException {
    return JSON.readTree(Files.readString(of(stem)));
  }
}
