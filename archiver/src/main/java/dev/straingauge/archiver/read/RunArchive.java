package dev.straingauge.archiver.read;

import dev.straingauge.archiver.chunk.ChunkName;
import dev.straingauge.archiver.chunk.ChunkReader;
import dev.straingauge.archiver.chunk.RecordHash;
import dev.straingauge.archiver.chunk.RecordVisitor;
import dev.straingauge.archiver.report.Manifest;
import dev.straingauge.archiver.report.Manifest.ObjectFacts;
import dev.straingauge.archiver.store.Keys;
import dev.straingauge.archiver.store.ObjectReader;
import dev.straingauge.archiver.store.StoreException;
import dev.straingauge.schemas.topic.Topic;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * A finished run. Takes only what its manifest lists, and only when size and SHA-256 agree.
 * Everything is taken as hostile input. Thread-safe.
 */
public final class RunArchive {

  private static final long MAX_DOCUMENT_BYTES = 64L * 1024 * 1024;

  private final ObjectReader store;
  private final String folder;
  private final Manifest manifest;

  RunArchive(ObjectReader store, String folder, Manifest manifest) {
    this.store = store;
    this.folder = folder;
    this.manifest = manifest;
  }

  /** What belongs to the run. */
  public Manifest manifest() {
    return manifest;
  }

  /** Where it is. */
  public String uri() {
    return store.uri(folder);
  }

  /** Where an object of it is. */
  public String uriOf(String name) {
    return store.uri(folder + name);
  }

  /**
   * {@code report.json}; empty for a run without a Summary.
   *
   * @throws StoreException if it cannot be read, or is not what was written
   */
  public Optional<String> summary() {
    return document(Keys.REPORT);
  }

  /**
   * {@code config.json}, the effective configuration; empty for a run without a RunStarted.
   *
   * @throws StoreException if it cannot be read, or is not what was written
   */
  public Optional<String> config() {
    return document(Keys.CONFIG);
  }

  private Optional<String> document(String name) {
    return manifest.objects().stream()
        .filter(object -> object.name().equals(name))
        .findFirst()
        .map(object -> new String(read(object, MAX_DOCUMENT_BYTES), StandardCharsets.UTF_8));
  }

  /**
   * Shows the records of a topic in log order.
   *
   * @throws StoreException if a chunk cannot be read, or is not what was written
   */
  public void read(Topic topic, RecordVisitor visitor) {
    List<ChunkName> chunks =
        manifest.objects().stream()
            .flatMap(object -> ChunkName.parse(object.name()).stream())
            .filter(name -> name.topic() == topic)
            .sorted()
            .toList();
    for (ChunkName chunk : chunks) {
      ObjectFacts facts =
          manifest.objects().stream()
              .filter(o -> o.name().equals(chunk.toString()))
              .findFirst()
              .orElseThrow();
      ChunkReader.read(chunk, read(facts, ChunkReader.MAX_BYTES), visitor);
    }
  }

  /**
   * What somebody makes of the objects themselves.
   *
   * @param <T> of which kind
   */
  public interface Examination<T> {

    /**
     * Looks at them.
     *
     * @param folder of the run, ending in {@code /}
     */
    T of(ObjectReader store, String folder, Manifest manifest);
  }

  /**
   * Has the run examined: {@code examine(RunCheck::of)} checks every object, chunk and topic once
   * more.
   *
   * @throws StoreException if the store fails
   */
  public <T> T examine(Examination<T> how) {
    return how.of(store, folder, manifest);
  }

  private byte[] read(ObjectFacts facts, long maxBytes) {
    String key = folder + facts.name();
    byte[] bytes = store.get(key, maxBytes).orElseThrow(() -> corrupt(key, "is not there"));
    if (bytes.length != facts.bytes()) {
      throw corrupt(
          key,
          "%,d bytes (expected %,d, as in MANIFEST.json)".formatted(bytes.length, facts.bytes()));
    }
    String found = RecordHash.sha256(bytes);
    if (!found.equals(facts.sha256())) {
      throw corrupt(
          key,
          "SHA-256 %s… (expected %s…, as in MANIFEST.json)"
              .formatted(start(found), start(facts.sha256())));
    }
    return bytes;
  }

  private StoreException corrupt(String key, String found) {
    return new StoreException(
        StoreException.CORRUPT, "read '%s': %s".formatted(store.uri(key), found), List.of(), null);
  }

  private static String start(String hash) {
    return hash.substring(0, Math.min(8, hash.length()));
  }
}
