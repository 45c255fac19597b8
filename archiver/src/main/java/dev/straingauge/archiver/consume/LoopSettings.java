package dev.straingauge.archiver.consume;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the consuming side needs to know.
 *
 * @param kafka client properties
 * @param topicPrefix before the topics' names
 * @param chunkBytes size at which a chunk is written
 * @param bufferBytes size of all chunks in memory at which they are written
 * @param flushInterval age of a record in memory at which its partition is written
 */
public record LoopSettings(
    Map<String, Object> kafka,
    String topicPrefix,
    long chunkBytes,
    long bufferBytes,
    Duration flushInterval) {

  public LoopSettings {
    kafka = Collections.unmodifiableMap(new LinkedHashMap<>(kafka));
  }

  /** Consumer group, and the name under which the one archiver is a member of it. */
  public String group() {
    return topicPrefix + "archive";
  }
}
