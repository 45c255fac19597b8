package dev.straingauge.schemas.codec;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.jspecify.annotations.Nullable;

/**
 * Schemas that releases wrote with, by fingerprint (contract E4). Read when the first record comes
 * that the current schemas did not write. Thread-safe.
 */
final class Released {

  private static final String FOLDER = "/dev/straingauge/schemas/released/";

  /** All that are shipped. */
  static final Released SHIPPED = new Released(Released::shipped);

  private final Supplier<List<Schema>> source;
  private @Nullable Map<Long, Schema> byFingerprint;

  /**
   * @param source is asked once, when the first schema is looked for
   */
  Released(Supplier<List<Schema>> source) {
    this.source = source;
  }

  /** The schema of that fingerprint; null when no release wrote with it. */
  synchronized @Nullable Schema find(long fingerprint) {
    Map<Long, Schema> all = byFingerprint;
    if (all == null) {
      all = new HashMap<>();
      for (Schema schema : source.get()) {
        all.put(SchemaNormalization.parsingFingerprint64(schema), schema);
      }
      byFingerprint = all;
    }
    return all.get(fingerprint);
  }

  /** Names of the shipped files, oldest release first. */
  static List<String> names() {
    return text("list.txt").lines().filter(line -> !line.startsWith("#")).toList();
  }

  private static List<Schema> shipped() {
    return names().stream().map(name -> new Schema.Parser().parse(text(name))).toList();
  }

  private static String text(String name) {
    try (InputStream in = Released.class.getResourceAsStream(FOLDER + name)) {
      if (in == null) {
        throw new IllegalStateException("read resource '%s%s': missing".formatted(FOLDER, name));
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
