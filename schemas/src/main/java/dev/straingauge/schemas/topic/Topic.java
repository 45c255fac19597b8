package dev.straingauge.schemas.topic;

import java.time.Duration;
import java.util.List;

/**
 * The topics of a deployment. All have the same number of partitions and the run id as key, so that
 * a run has one partition number everywhere (contract R1, R4); append time, retention by deletion,
 * never compacted (R5).
 */
public enum Topic {
  /** Everything that runs say of themselves: {@code Event}. */
  EVENTS("events", Duration.ofDays(7)),
  /** {@code Slice}, {@code EndMark}. */
  SLICES("slices", Duration.ofDays(7)),
  /** {@code Rolling}, {@code EndMark}. */
  ROLLING("rolling", Duration.ofDays(7)),
  /** {@code BreachEvent}, {@code EndMark}: breaches of thresholds. */
  BREACHES("breaches", Duration.ofDays(30)),
  /** {@code IncidentEvent}, {@code EndMark}. */
  INCIDENTS("incidents", Duration.ofDays(30)),
  /** {@code RunOpened}, {@code Summary}, {@code EndMark}: also the list of live runs. */
  SUMMARIES("summaries", Duration.ofDays(90)),
  /** {@code DeadLetter}: what could not be used, as it was, with its cause. */
  DEAD_LETTERS("dead-letters", Duration.ofDays(30));

  /**
   * Partitions of every topic unless said otherwise. The number never changes; another number means
   * another prefix.
   */
  public static final int DEFAULT_PARTITIONS = 8;

  /** Prefix of every topic unless said otherwise. */
  public static final String DEFAULT_PREFIX = "straingauge.";

  /** Name of the Kafka header that says which mark a record is (contract E2). */
  public static final String MARK_HEADER = "mark";

  /** Topics that the analysis writes and ends with an {@code EndMark}. */
  public static final List<Topic> RESULTS =
      List.of(SLICES, ROLLING, BREACHES, INCIDENTS, SUMMARIES);

  private final String shortName;
  private final Duration retention;

  Topic(String shortName, Duration retention) {
    this.shortName = shortName;
    this.retention = retention;
  }

  /** Name without the prefix; also the folder in the archive. */
  public String shortName() {
    return shortName;
  }

  /** Name on the broker. */
  public String name(String prefix) {
    return prefix + shortName;
  }

  /** How long the broker keeps a record. */
  public Duration retention() {
    return retention;
  }
}
