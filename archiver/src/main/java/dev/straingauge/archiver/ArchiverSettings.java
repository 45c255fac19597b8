package dev.straingauge.archiver;

import dev.straingauge.archiver.store.ObjectStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the archiver needs to know.
 *
 * @param kafka client properties
 * @param topicPrefix before the topics' names
 * @param store where runs go; closed by whoever opened it
 * @param keyPrefix before every key; empty, or a folder
 * @param tempFolder where files are made before they are put; created if missing
 * @param straingaugeVersion goes into manifests
 * @param chunkBytes size at which a chunk is written
 * @param bufferBytes size of all chunks in memory at which they are written
 * @param flushInterval age of a record in memory at which it is written
 */
public record ArchiverSettings(
    Map<String, Object> kafka,
    String topicPrefix,
    ObjectStore store,
    String keyPrefix,
    Path tempFolder,
    String straingaugeVersion,
    long chunkBytes,
    long bufferBytes,
    Duration flushInterval) {

  /** Contract S3. */
  public static final long DEFAULT_CHUNK_BYTES = 16L * 1024 * 1024;

  /** Contract S3. */
  public static final long DEFAULT_BUFFER_BYTES = 128L * 1024 * 1024;

  /** Contract S3. */
  public static final Duration DEFAULT_FLUSH_INTERVAL = Duration.ofMinutes(5);

  public ArchiverSettings {
    kafka = Collections.unmodifiableMap(new LinkedHashMap<>(kafka));
    if (chunkBytes < 1 || bufferBytes < 1 || flushInterval.isNegative() || flushInterval.isZero()) {
      throw new IllegalArgumentException(
          "set up the archiver: chunks of %d bytes, buffer of %d bytes, flush each %s (expected positive values)"
              .formatted(chunkBytes, bufferBytes, flushInterval));
    }
  }

  /** Settings with the sizes and times of the contract. */
  public static ArchiverSettings of(
      Map<String, Object> kafka,
      String topicPrefix,
      ObjectStore store,
      String keyPrefix,
      Path tempFolder,
      String straingaugeVersion) {
    return new ArchiverSettings(
        kafka,
        topicPrefix,
        store,
        keyPrefix,
        tempFolder,
        straingaugeVersion,
        DEFAULT_CHUNK_BYTES,
        DEFAULT_BUFFER_BYTES,
        DEFAULT_FLUSH_INTERVAL);
  }
}
