package dev.straingauge.archiver.intake;

import dev.straingauge.event.Artifact;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Files as records of the log, in parts (contract E2). */
public final class Artifacts {

  /** Bytes that the files of one run may have together. */
  public static final long MOST_BYTES = 64L * 1024 * 1024;

  private static final int PART_BYTES = 512 * 1024;

  private Artifacts() {}

  /**
   * The parts of a file, in order; one for an empty file.
   *
   * @param name a plain file name
   */
  public static List<Artifact> of(String name, String mediaType, byte[] content) {
    int parts = Math.max(1, Math.ceilDiv(content.length, PART_BYTES));
    List<Artifact> artifacts = new ArrayList<>();
    for (int part = 0; part < parts; part++) {
      int from = part * PART_BYTES;
      int length = Math.min(PART_BYTES, content.length - from);
      artifacts.add(
          new Artifact(
              name, mediaType, part, parts, ByteBuffer.wrap(content, from, length).slice()));
    }
    return artifacts;
  }
}
