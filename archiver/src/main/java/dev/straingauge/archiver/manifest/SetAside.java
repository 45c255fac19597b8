package dev.straingauge.archiver.manifest;

import dev.straingauge.archiver.chunk.RecordHash;
import dev.straingauge.archiver.chunk.TopicFormat;
import dev.straingauge.event.DeadLetter;
import dev.straingauge.schemas.codec.Codec;
import dev.straingauge.schemas.codec.MalformedRecordException;
import dev.straingauge.schemas.topic.Topic;
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

  private final Codec codec = new Codec();
  private final MessageDigest digest = RecordHash.sha256();
  private final Set<ByteBuffer> contents = new HashSet<>();

  void add(DeadLetter letter) {
    if (CAUSES.contains(letter.getCause())
        && letter.getContent().remaining() > Codec.HEADER_BYTES
        && contents.size() < MOST) {
      byte[] content = current(letter.getContent());
      digest.update(content, Codec.HEADER_BYTES, content.length - Codec.HEADER_BYTES);
      contents.add(ByteBuffer.wrap(digest.digest()));
    }
  }

  /** What an older version wrote is read in the current schema. */
  private byte[] current(ByteBuffer content) {
    byte[] bytes = new byte[content.remaining()];
    content.duplicate().get(bytes);
    if (TopicFormat.released(Topic.EVENTS, bytes).isPresent()) {
      try {
        return codec.encode(codec.decode(bytes));
      } catch (MalformedRecordException e) {
        return bytes;
      }
    }
    return bytes;
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
