package dev.straingauge.archiver.manifest;

import dev.straingauge.archiver.chunk.RecordHash;
import dev.straingauge.event.DeadLetter;
import dev.straingauge.schemas.codec.Codec;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.HashSet;
import java.util.Set;

/**
 * Events that the analysis set aside as no part of the run, by what they hold: the derived files
 * leave out the same ones. Not thread-safe.
 */
final class SetAside {

  /** Late records are part of the run: only their window is closed. */
  private static final Set<String> CAUSES = Set.of("malformed", "zombie", "clock", "run_taken");

  /** Memory has an end: about 10 MB. Beyond it the rules of {@link Acceptance} stand alone. */
  private static final int MOST = 100_000;

  private final MessageDigest digest = RecordHash.sha256();
  private final Set<ByteBuffer> contents = new HashSet<>();

  void add(DeadLetter letter) {
    ByteBuffer content = letter.getContent();
    if (CAUSES.contains(letter.getCause())
        && content.remaining() > Codec.HEADER_BYTES
        && contents.size() < MOST) {
      digest.update(content.duplicate().position(content.position() + Codec.HEADER_BYTES));
      contents.add(ByteBuffer.wrap(digest.digest()));
    }
  }

  /** Whether the datum was set aside. */
  boolean contains(byte[] bytes, int from, int to) {
    if (contents.isEmpty()) {
      return false;
    }
    digest.update(bytes, from, to - from);
    return contents.contains(ByteBuffer.wrap(digest.digest()));
  }
}
