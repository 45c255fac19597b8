package dev.straingauge.schemas.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.SchemaNormalization;
import org.junit.jupiter.api.Test;

/** What holds for every schema of the contract (E1, E4). */
class SchemaTest {

  private static final Path RELEASED =
      Path.of("src/main/resources/dev/straingauge/schemas/released");

  @Test
  void documentsEveryRecordAndField() {
    List<String> bare = new ArrayList<>();
    named()
        .forEach(
            (name, schema) -> {
              if (isBlank(schema.getDoc())) {
                bare.add(name);
              }
              if (schema.getType() == Schema.Type.RECORD) {
                schema.getFields().stream()
                    .filter(field -> isBlank(field.doc()))
                    .forEach(field -> bare.add(name + "." + field.name()));
              }
            });
    assertThat(bare).isEmpty();
  }

  @Test
  void hasNoMapsAndStampsTimesWithLongs() {
    List<String> odd = new ArrayList<>();
    named()
        .forEach(
            (name, schema) -> {
              if (schema.getType() == Schema.Type.RECORD) {
                schema
                    .getFields()
                    .forEach(
                        field -> odd.addAll(oddities(name + "." + field.name(), field.schema())));
              }
            });
    assertThat(odd).isEmpty();
  }

  /**
   * Every schema that was ever released must still be read; to release a change, add its schemas as
   * a new folder and to the list.
   */
  @Test
  void readsWhatEveryReleaseWrote() {
    List<String> broken = new ArrayList<>();
    for (Path release : releases()) {
      for (Schema reader : Codec.known()) {
        Path file = release.resolve(reader.getName() + ".avsc");
        if (Files.exists(file)) {
          var result =
              SchemaCompatibility.checkReaderWriterCompatibility(reader, parse(file)).getResult();
          if (result.getCompatibility() != SchemaCompatibilityType.COMPATIBLE) {
            broken.add("%s: %s".formatted(file, result.getIncompatibilities()));
          }
        }
      }
    }
    assertThat(releases()).isNotEmpty();
    assertThat(broken).isEmpty();
  }

  @Test
  void keepsEveryRecordOfTheLastRelease() {
    Path last = releases().getLast();
    List<String> names = Codec.known().stream().map(schema -> schema.getName() + ".avsc").toList();
    assertThat(names)
        .containsAll(children(last).stream().map(file -> file.getFileName().toString()).toList());
  }

  @Test
  void shipsTheSchemasOfEveryRelease() {
    List<String> files =
        releases().stream()
            .flatMap(release -> children(release).stream())
            .map(file -> RELEASED.relativize(file).toString())
            .toList();
    assertThat(Released.names()).containsExactlyElementsOf(files);
    for (String file : files) {
      Schema schema = parse(RELEASED.resolve(file));
      long fingerprint = SchemaNormalization.parsingFingerprint64(schema);
      assertThat(Released.SHIPPED.find(fingerprint)).as(file).isEqualTo(schema);
    }
  }

  private static List<Path> releases() {
    return children(RELEASED).stream().filter(Files::isDirectory).toList();
  }

  private static List<String> oddities(String where, Schema schema) {
    return switch (schema.getType()) {
      case MAP, FIXED, FLOAT -> List.of(where + " is a " + schema.getType());
      case UNION ->
          schema.getTypes().stream().flatMap(type -> oddities(where, type).stream()).toList();
      case ARRAY -> oddities(where, schema.getElementType());
      default ->
          "timestamp-nanos".equals(schema.getProp("time")) && schema.getType() != Schema.Type.LONG
              ? List.of(where + " is a time of type " + schema.getType())
              : List.of();
    };
  }

  private static Map<String, Schema> named() {
    Map<String, Schema> named = new LinkedHashMap<>();
    Codec.known().forEach(schema -> collect(schema, named));
    return named;
  }

  private static void collect(Schema schema, Map<String, Schema> named) {
    switch (schema.getType()) {
      case RECORD -> {
        if (named.put(schema.getFullName(), schema) == null) {
          schema.getFields().forEach(field -> collect(field.schema(), named));
        }
      }
      case ENUM -> named.put(schema.getFullName(), schema);
      case ARRAY -> collect(schema.getElementType(), named);
      case UNION -> schema.getTypes().forEach(type -> collect(type, named));
      default -> {
        // a primitive type has nothing below it
      }
    }
  }

  private static boolean isBlank(String doc) {
    return doc == null || doc.isBlank();
  }

  private static Schema parse(Path file) {
    try {
      return new Schema.Parser().parse(Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Path> children(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
