package dev.straingauge.archiver.consume;

import java.util.List;
import java.util.Random;

/**
 * A step of the archiver that another one may find half done: where processes die, and where
 * requests fail.
 */
enum Step {
  /** Any request. */
  ANY(60),
  /** Looks what an earlier life left. */
  LIST(6),
  /** Puts the marker of an open run. */
  MARKER(3),
  /** Claims a folder. */
  CLAIM(4),
  /** Reads whose folder it is. */
  OWNER(4),
  /** Puts a chunk. */
  CHUNK(25),
  /** Asks what is in a chunk that is there. */
  ADOPT(10),
  /** Reads a chunk back. */
  READ(20),
  /** Puts a file that is derived. */
  DERIVED(15),
  /** Puts the manifest. */
  MANIFEST(2),
  /** Deletes the marker. */
  CLOSE(2),
  /** Commits positions; no request to the store. */
  COMMIT(6);

  private static final List<Step> DEADLY =
      List.of(
          ANY, ANY, MARKER, CLAIM, CHUNK, CHUNK, CHUNK, ADOPT, DERIVED, MANIFEST, CLOSE, COMMIT,
          COMMIT);
  private static final List<Step> FAILING =
      List.of(
          LIST, LIST, MARKER, CLAIM, CLAIM, OWNER, CHUNK, CHUNK, CHUNK, CHUNK, ADOPT, READ, READ,
          DERIVED, MANIFEST, CLOSE);

  private static final List<Step> WAKING =
      List.of(CLAIM, CHUNK, CHUNK, CHUNK, CHUNK, ADOPT, DERIVED, MANIFEST, COMMIT);

  private final int often;

  Step(int often) {
    this.often = often;
  }

  /**
   * The step that a request to the store is.
   *
   * @param verb GET, HEAD, PUT, DELETE or LIST
   * @param key of the object, or what comes before it too
   */
  static Step of(String verb, String key) {
    boolean chunk = key.endsWith(".avro");
    return switch (verb) {
      case "LIST" -> LIST;
      case "DELETE" -> CLOSE;
      case "HEAD" -> chunk ? ADOPT : ANY;
      case "GET" -> chunk ? READ : key.endsWith("metadata.json") ? OWNER : ANY;
      case "PUT" -> chunk ? CHUNK : putOf(key);
      default -> throw new IllegalArgumentException(verb);
    };
  }

  private static Step putOf(String key) {
    if (key.endsWith("metadata.json")) {
      return CLAIM;
    }
    if (key.endsWith("MANIFEST.json")) {
      return MANIFEST;
    }
    return key.contains("/_open/") ? MARKER : DERIVED;
  }

  /** One to die at. */
  static Step deadly(Random random) {
    return DEADLY.get(random.nextInt(DEADLY.size()));
  }

  /** One at which two archivers may meet. */
  static Step waking(Random random) {
    return WAKING.get(random.nextInt(WAKING.size()));
  }

  /** One to fail. */
  static Step failing(Random random) {
    return FAILING.get(random.nextInt(FAILING.size()));
  }

  /** How many of them to let through: early ones more often. */
  int nth(Random random) {
    return 1 + random.nextInt(1 + random.nextInt(often));
  }
}
