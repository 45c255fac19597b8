package dev.straingauge.analyzer.fold;

import dev.straingauge.analyzer.ledger.Durations;
import dev.straingauge.analyzer.state.StateReader;
import dev.straingauge.analyzer.state.StateWriter;
import dev.straingauge.event.Event;
import dev.straingauge.event.OperationFinished;
import dev.straingauge.event.OperationStarted;
import org.jspecify.annotations.Nullable;

/**
 * What may still be added to a run: as long as the sums over the whole run fit, so does each sum of
 * a part of it, in whatever order parts are merged. No real run comes near the limit of 73 years of
 * durations; records that made them up would. Not thread-safe.
 */
final class Budget implements Durations {

  /** Most of anything, in a whole run. */
  static final long MAX = 1L << 61;

  private long nanos;
  private long count;
  private long bytes;

  /** Whether what {@code event} tells can be added. */
  boolean fits(Event event, @Nullable Io io) {
    return nanosOf(event, io) <= MAX - nanos
        && countOf(io) <= MAX - count
        && bytesOf(event, io) <= MAX - bytes;
  }

  /** Adds what {@code event} tells, which fits. */
  void charge(Event event, @Nullable Io io) {
    nanos += nanosOf(event, io);
    count += countOf(io);
    bytes += bytesOf(event, io);
  }

  @Override
  public long longest(int durations) {
    return (MAX - nanos) / Math.max(1, durations);
  }

  @Override
  public void charge(long duration) {
    nanos += duration;
  }

  void write(StateWriter out) {
    out.writeLong(nanos).writeLong(count).writeLong(bytes);
  }

  void read(StateReader in) {
    nanos = in.readLong();
    count = in.readLong();
    bytes = in.readLong();
  }

  private static long nanosOf(Event event, @Nullable Io io) {
    if (io != null) {
      return io.nanos();
    }
    return switch (event.getBody()) {
      case OperationStarted started -> event.getTime() - started.getIntendedStart();
      case OperationFinished finished -> finished.getCompletedAt() - finished.getIntendedStart();
      default -> 0;
    };
  }

  private static long countOf(@Nullable Io io) {
    return io == null ? 0 : io.count();
  }

  private static long bytesOf(Event event, @Nullable Io io) {
    if (io != null) {
      return io.bytes();
    }
    return event.getBody() instanceof OperationFinished finished ? finished.getBytes() : 0;
  }
}
