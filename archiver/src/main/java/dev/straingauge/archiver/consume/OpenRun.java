package dev.straingauge.archiver.consume;

import dev.straingauge.event.RunStarted;
import dev.straingauge.schemas.run.RunId;
import dev.straingauge.schemas.topic.Topic;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A run that is being archived. It is *known* by its first record of any topic, *opened* by
 * RunStarted, *claimed* when its folder in the store is its own. Not thread-safe.
 */
final class OpenRun {

  /**
   * Positions in events and dead-letters up to which everything that belongs to the run must have
   * been read.
   */
  record Barrier(long events, long deadLetters) {}

  private final RunId id;
  private final Map<Topic, TopicChain> chains = new EnumMap<>(Topic.class);
  private @Nullable String nonce;
  private @Nullable RunStarted started;
  private long startedAtNanos;
  private @Nullable RunId folder;

  /** Dead letters that the Summary tells of; unknown while −1. */
  private long deadLettersTold = -1;

  private @Nullable Barrier barrier;
  private long endSeenNanos = Long.MIN_VALUE;
  private boolean finishing;

  OpenRun(RunId id, int partition, long chunkBytes) {
    this.id = id;
    for (Topic topic : Topic.values()) {
      chains.put(topic, new TopicChain(topic, partition, chunkBytes));
    }
  }

  RunId id() {
    return id;
  }

  TopicChain chain(Topic topic) {
    return Objects.requireNonNull(chains.get(topic));
  }

  Collection<TopicChain> chains() {
    return chains.values();
  }

  void open(RunStarted mark, long atNanos) {
    started = mark;
    nonce = mark.getNonce();
    startedAtNanos = atNanos;
    barrier = null; // it was one for "is there a RunStarted at all"
  }

  boolean opened() {
    return nonce != null;
  }

  RunStarted started() {
    return Objects.requireNonNull(started, "only until it is claimed");
  }

  long startedAtNanos() {
    return startedAtNanos;
  }

  String nonce() {
    return Objects.requireNonNull(nonce, "opened");
  }

  void claim(String ownNonce, RunId ownFolder) {
    nonce = ownNonce;
    folder = ownFolder;
    started = null;
  }

  boolean claimed() {
    return folder != null;
  }

  RunId folder() {
    return Objects.requireNonNull(folder, "claimed");
  }

  void deadLettersTold(long count) {
    deadLettersTold = count;
  }

  /** How many dead letters the Summary tells of, once it was seen. */
  OptionalLong deadLettersTold() {
    return deadLettersTold < 0 ? OptionalLong.empty() : OptionalLong.of(deadLettersTold);
  }

  /** Whether each output topic has its EndMark. */
  boolean ended() {
    return Topic.RESULTS.stream().allMatch(topic -> chain(topic).end() != null);
  }

  @Nullable Barrier barrier() {
    return barrier;
  }

  void barrier(Barrier positions) {
    barrier = positions;
  }

  /** When the first EndMark was taken, on the nano clock; {@code Long.MIN_VALUE} before. */
  long endSeenNanos() {
    return endSeenNanos;
  }

  void endSeen(long nanos) {
    if (endSeenNanos == Long.MIN_VALUE) {
      endSeenNanos = nanos;
    }
  }

  boolean finishing() {
    return finishing;
  }

  void finish() {
    finishing = true;
  }

  long pendingBytes() {
    long sum = 0;
    for (TopicChain chain : chains.values()) {
      sum += chain.pendingBytes();
    }
    return sum;
  }

  boolean anyFull() {
    return chains.values().stream().anyMatch(TopicChain::full);
  }
}
