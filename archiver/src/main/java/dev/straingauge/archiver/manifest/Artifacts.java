package dev.straingauge.archiver.manifest;

import dev.straingauge.archiver.store.Keys;
import dev.straingauge.event.Artifact;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The files that a run's log carries, put together from their parts. Taken are those whose name is
 * a plain file name, whose parts come in order, and that fit into 64 MiB (contract E2), the first
 * of a name; others stay in the log alone. Memory: names only. Not thread-safe.
 */
final class Artifacts {

  private static final long MOST_BYTES = 64L * 1024 * 1024;

  private final Path folder;
  private final Map<String, Integer> parts = new LinkedHashMap<>();
  private final Map<String, Path> whole = new LinkedHashMap<>();
  private long bytes;

  /**
   * @param folder exists; files are made in it
   */
  Artifacts(Path folder) {
    this.folder = folder;
  }

  void add(Artifact artifact) {
    String name = artifact.getName();
    int next = parts.getOrDefault(name, 0);
    ByteBuffer content = artifact.getContent();
    if (!Keys.isFileName(name)
        || artifact.getPart() != next
        || next >= artifact.getParts()
        || bytes + content.remaining() > MOST_BYTES) {
      return;
    }
    Path file = folder.resolve("artifact-" + name);
    try (var out =
        Files.newByteChannel(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      bytes += content.remaining();
      for (ByteBuffer rest = content.duplicate(); rest.hasRemaining(); ) {
        out.write(rest);
      }
    } catch (IOException e) {
      throw Derivations.failed("artifact '" + name + "'", e);
    }
    parts.put(name, next + 1);
    if (next + 1 == artifact.getParts()) {
      whole.put(name, file);
    }
  }

  /** Those of which all parts came: names inside the run's folder to files, in the log's order. */
  Map<String, Path> files() {
    Map<String, Path> files = new LinkedHashMap<>();
    whole.forEach((name, file) -> files.put("artifacts/" + name, file));
    return files;
  }
}
