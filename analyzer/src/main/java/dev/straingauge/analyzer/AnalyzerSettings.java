package dev.straingauge.analyzer;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How the analyzer runs. Nothing in here changes results (contract E3).
 *
 * @param kafka client properties, {@code bootstrap.servers} among them; the analyzer's own choices
 *     yield to them, its guarantees do not
 * @param topicPrefix before the name of every topic
 * @param threads at least 1
 * @param stateDir for what Streams keeps between starts
 * @param commitInterval how often results become visible, positive
 */
public record AnalyzerSettings(
    Map<String, Object> kafka,
    String topicPrefix,
    int threads,
    Path stateDir,
    Duration commitInterval) {

  /** Commit interval unless said otherwise. */
  public static final Duration DEFAULT_COMMIT_INTERVAL = Duration.ofMillis(100);

  /**
   * @throws IllegalArgumentException if a number is out of its range
   */
  public AnalyzerSettings {
    kafka = Collections.unmodifiableMap(new LinkedHashMap<>(kafka));
    if (threads < 1 || commitInterval.toMillis() < 1) {
      throw new IllegalArgumentException(
          "configure the analyzer: %d threads, commit interval %s (expected at least 1, and 1 ms)"
              .formatted(threads, commitInterval));
    }
  }
}
