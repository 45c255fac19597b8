package dev.straingauge.archiver.consume;

import dev.straingauge.archiver.chunk.DeadLetters;
import dev.straingauge.archiver.chunk.EventPeek;
import dev.straingauge.archiver.chunk.TopicFormat;
import dev.straingauge.event.Event;
import dev.straingauge.event.RunStarted;
import dev.straingauge.event.Summary;
import dev.straingauge.schemas.codec.Codec;
import dev.straingauge.schemas.codec.MalformedRecordException;
import dev.straingauge.schemas.run.RunId;
import dev.straingauge.schemas.topic.Topic;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The runs of one partition number, which is the same in all topics (contract R4). Not thread-safe.
 */
final class PartitionRuns {

  private static final int CLOSED_REMEMBERED = 10_000;
  private static final TopicFormat EVENTS = TopicFormat.of(Topic.EVENTS);
  private static final EventPeek STARTS = new EventPeek(List.of(RunStarted.getClassSchema()));

  private final int partition;
  private final long chunkBytes;
  private final Codec codec = new Codec();
  private final Map<String, OpenRun> runs = new LinkedHashMap<>();
  private final Set<String> closed = new LinkedHashSet<>();
  private byte[] lastKey = {};
  private @Nullable OpenRun lastRun;
  private boolean commitDue;
  private long oldestPendingNanos = Long.MAX_VALUE;
  private long setAside;

  PartitionRuns(int partition, long chunkBytes) {
    this.partition = partition;
    this.chunkBytes = chunkBytes;
  }

  int partition() {
    return partition;
  }

  Collection<OpenRun> runs() {
    return runs.values();
  }

  /** Takes a record of one of its topic partitions. */
  void take(
      Topic topic, byte @Nullable [] key, byte @Nullable [] maybe, long offset, long nowNanos) {
    byte[] value = maybe == null ? new byte[0] : maybe;
    OpenRun run = key == null ? null : runOf(topic, key, value);
    if (run == null || run.finishing()) {
      setAside++;
      return;
    }
    TopicChain chain = run.chain(topic);
    chain.take(value, offset);
    oldestPendingNanos = Math.min(oldestPendingNanos, nowNanos);
    if (chain.end() != null) {
      run.endSeen(nowNanos);
    }
    if (topic == Topic.SUMMARIES) {
      deadLettersTold(value).ifPresent(run::deadLettersTold);
    }
  }

  private @Nullable OpenRun runOf(Topic topic, byte[] key, byte[] value) {
    OpenRun last = lastRun;
    if (last != null && Arrays.equals(key, lastKey) && (topic != Topic.EVENTS || last.opened())) {
      return last;
    }
    String name = new String(key, StandardCharsets.UTF_8);
    OpenRun run = runs.get(name);
    if (run == null && !closed.contains(name)) {
      run = newRun(topic, name, value);
    } else if (run != null && topic == Topic.EVENTS && !run.opened() && !open(run, value)) {
      return null;
    }
    if (run != null) {
      lastRun = run;
      lastKey = key;
    }
    return run;
  }

  private @Nullable OpenRun newRun(Topic topic, String name, byte[] value) {
    RunId id;
    try {
      id = RunId.parse(name);
    } catch (IllegalArgumentException e) {
      return null;
    }
    OpenRun run = new OpenRun(id, partition, chunkBytes);
    if (topic == Topic.EVENTS && !open(run, value)) {
      return null;
    }
    runs.put(name, run);
    return run;
  }

  /** The first RunStarted opens the run; events before it belong to none. */
  private boolean open(OpenRun run, byte[] value) {
    boolean mayStart =
        EVENTS.branch(value) != TopicFormat.RAW
            ? STARTS.wants(value, Codec.HEADER_BYTES, value.length)
            : TopicFormat.released(Topic.EVENTS, value).isPresent();
    if (!mayStart) {
      return false;
    }
    try {
      Event event = codec.decodeEvent(value);
      if (event.getBody() instanceof RunStarted started) {
        run.open(started, event.getTime());
        return true;
      }
      return false;
    } catch (MalformedRecordException e) {
      return false;
    }
  }

  /** Empty when it is no Summary. */
  private OptionalLong deadLettersTold(byte[] value) {
    try {
      return codec.decode(value) instanceof Summary summary
          ? OptionalLong.of(
              DeadLetters.toldBy(summary).values().stream().mapToLong(Long::longValue).sum())
          : OptionalLong.empty();
    } catch (MalformedRecordException e) {
      return OptionalLong.empty();
    }
  }

  /** Takes over a run that is in the store, unfinished. */
  void restore(OpenRun run) {
    runs.put(run.id().toString(), run);
    lastRun = null;
  }

  /** Nothing more is taken of this run. */
  void close(RunId id) {
    runs.remove(id.toString());
    lastRun = null;
    closed.add(id.toString());
    if (closed.size() > CLOSED_REMEMBERED) {
      Iterator<String> oldest = closed.iterator();
      oldest.next();
      oldest.remove();
    }
  }

  /** Forgets a run that turned out to be none: results without a RunStarted. */
  void forget(OpenRun run) {
    for (TopicChain chain : run.chains()) {
      setAside += chain.count();
    }
    runs.remove(run.id().toString());
    lastRun = null;
  }

  List<OpenRun> unclaimed() {
    List<OpenRun> found = new ArrayList<>();
    for (OpenRun run : runs.values()) {
      if (run.opened() && !run.claimed()) {
        found.add(run);
      }
    }
    return found;
  }

  /**
   * Records that belong to no run that is open: no or a strange key, before RunStarted, or after
   * the manifest.
   */
  long setAside() {
    return setAside;
  }

  long pendingBytes() {
    long sum = 0;
    for (OpenRun run : runs.values()) {
      sum += run.pendingBytes();
    }
    return sum;
  }

  /** When the oldest record in memory came. */
  long oldestPendingNanos() {
    return oldestPendingNanos;
  }

  boolean commitDue() {
    return commitDue;
  }

  void flushed() {
    commitDue = true;
    oldestPendingNanos = Long.MAX_VALUE;
  }

  void committed() {
    commitDue = false;
  }
}
