package dev.straingauge.archiver.manifest;

import dev.straingauge.archiver.chunk.EventPeek;
import dev.straingauge.archiver.chunk.RecordDecoder;
import dev.straingauge.archiver.chunk.RecordVisitor;
import dev.straingauge.archiver.chunk.TopicFormat;
import dev.straingauge.event.Artifact;
import dev.straingauge.event.Event;
import dev.straingauge.event.IoInterval;
import dev.straingauge.event.OperationFinished;
import dev.straingauge.event.OperationRecovered;
import dev.straingauge.event.OperationSkipped;
import dev.straingauge.event.OperationStarted;
import dev.straingauge.event.RunClosed;
import dev.straingauge.event.RunStarted;
import dev.straingauge.event.WriterEnded;
import dev.straingauge.schemas.topic.Topic;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Goes through a run's events once and keeps what the derived files need: RunStarted, where the run
 * closes, its operations, what read-write verification measured, and artifacts. Memory: what is
 * open. Not thread-safe.
 */
final class EventFold implements RecordVisitor {

  private static final EventPeek WANTED =
      new EventPeek(
          List.of(
              RunStarted.getClassSchema(),
              WriterEnded.getClassSchema(),
              RunClosed.getClassSchema(),
              OperationStarted.getClassSchema(),
              OperationFinished.getClassSchema(),
              OperationSkipped.getClassSchema(),
              OperationRecovered.getClassSchema(),
              IoInterval.getClassSchema(),
              Artifact.getClassSchema()));

  private final RecordDecoder decoder = new RecordDecoder(TopicFormat.of(Topic.EVENTS));
  private final Acceptance acceptance = new Acceptance();
  private final SetAside setAside;
  private final OperationTable operations;
  private final VerifyTable verify;
  private final Artifacts artifacts;
  private final long[] envelope = new long[4];
  private final Set<Integer> endedWriters = new HashSet<>();
  private @Nullable RunStarted started;
  private long startNanos;
  private long lastNanos;
  private long seen;
  private long closedAt = -1;

  /**
   * @param setAside filled before the first record
   */
  EventFold(SetAside setAside, OperationTable operations, VerifyTable verify, Artifacts artifacts) {
    this.setAside = setAside;
    this.operations = operations;
    this.verify = verify;
    this.artifacts = artifacts;
  }

  @Override
  public void record(int branch, byte[] bytes, int from, int to) {
    seen++;
    if (closedAt >= 0 || branch == TopicFormat.RAW || setAside.contains(bytes, from, to)) {
      return;
    }
    EventPeek.envelope(bytes, from, to, envelope);
    if (started != null
        && !acceptance.accept((int) envelope[0], (int) envelope[1], envelope[2], envelope[3])) {
      return;
    }
    if (WANTED.wants(bytes, from, to)
        && decoder.decode(branch, bytes, from, to) instanceof Event event) {
      fold(event);
    }
    lastNanos = Math.max(lastNanos, envelope[3]);
  }

  private void fold(Event event) {
    switch (event.getBody()) {
      case RunStarted mark -> start(mark, event);
      case WriterEnded mark -> {
        endedWriters.add(event.getWriter());
        if (started != null && endedWriters.size() >= started.getWriters()) {
          closedAt = seen;
        }
      }
      case RunClosed mark -> closedAt = seen;
      case OperationStarted operation -> operations.started(operation, event.getTime());
      case OperationFinished operation -> operations.finished(operation);
      case OperationSkipped operation -> operations.skipped(operation);
      case OperationRecovered operation -> operations.recovered(operation);
      case IoInterval interval -> verify.add(interval);
      case Artifact artifact -> artifacts.add(artifact);
      default -> {
        // other bodies are not decoded
      }
    }
  }

  private void start(RunStarted mark, Event event) {
    if (started == null) {
      started = mark;
      startNanos = event.getTime();
      lastNanos = startNanos;
      acceptance.accept(
          event.getWriter(), event.getIncarnation(), event.getSequence(), event.getTime());
    }
  }

  /** Writes what is still open. */
  void end() {
    operations.unfinished();
  }

  /** The run's first record; empty when it is not there. */
  Optional<RunStarted> started() {
    return Optional.ofNullable(started);
  }

  /** Time of RunStarted. */
  long startNanos() {
    return startNanos;
  }

  /** Time of the closing record, or of the last one. */
  long endNanos() {
    return lastNanos;
  }

  /** Records after the closing record. */
  long afterClose() {
    return closedAt < 0 ? 0 : seen - closedAt;
  }
}
