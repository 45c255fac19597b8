package dev.straingauge.analyzer.fold;

import dev.straingauge.analyzer.rules.WindowContent;
import dev.straingauge.analyzer.state.StateReader;
import dev.straingauge.analyzer.state.StateWriter;
import dev.straingauge.schemas.sketch.LatencySketch;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What one series did in some stretch of time: counts and sketches. Tallies add up. An empty sketch
 * may be null. Not thread-safe.
 */
class Tally {

  private static final byte[] EMPTY_SKETCH = new LatencySketch().toBytes();

  long started;
  long skipped;
  long succeeded;
  long failed;
  long timedOut;
  long bytes;
  @Nullable LatencySketch response;
  @Nullable LatencySketch service;
  @Nullable LatencySketch censored;

  /** Longest service time of those that failed or timed out: they took longer than that. */
  long censoredService;

  final long errors() {
    return failed + timedOut;
  }

  /** How many came to an end of any kind. */
  final long ended() {
    return succeeded + failed + timedOut;
  }

  final boolean isEmpty() {
    return (started | skipped | succeeded | failed | timedOut | bytes) == 0;
  }

  final void recordSuccess(long responseNanos, long serviceNanos) {
    succeeded++;
    response = recorded(response, responseNanos, 1);
    service = recorded(service, serviceNanos, 1);
  }

  final void recordFailure(long responseNanos, long serviceNanos) {
    failed++;
    recordCensored(responseNanos, serviceNanos);
  }

  final void recordTimeOut(long responseNanos, long serviceNanos) {
    timedOut++;
    recordCensored(responseNanos, serviceNanos);
  }

  private void recordCensored(long responseNanos, long serviceNanos) {
    censored = recorded(censored, responseNanos, 1);
    censoredService = Math.max(censoredService, serviceNanos);
  }

  /** Those without an end in order of service time, as far as ranks need it: all, and the last. */
  final LatencySketch censoredByService() {
    LatencySketch ranks = new LatencySketch();
    if (errors() > 0) {
      ranks.record(0, errors() - 1);
      ranks.record(censoredService);
    }
    return ranks;
  }

  /** Adds I/Os; failed ones have no duration and stand with 0 among the censored. */
  final void recordIo(Io io) {
    succeeded += io.count() - io.errors();
    failed += io.errors();
    bytes += io.bytes();
    service = merged(service, io.service());
    response = merged(response, io.response());
    if (io.errors() > 0) {
      censored = recorded(censored, 0, io.errors());
    }
  }

  final void add(Tally other) {
    started += other.started;
    skipped += other.skipped;
    succeeded += other.succeeded;
    failed += other.failed;
    timedOut += other.timedOut;
    bytes += other.bytes;
    response = merged(response, other.response);
    service = merged(service, other.service);
    censored = merged(censored, other.censored);
    censoredService = Math.max(censoredService, other.censoredService);
  }

  /** Adds all of it to what a rule looks at. */
  final void addTo(WindowContent content) {
    content.addCounts(started, skipped, succeeded, failed, timedOut, bytes);
    content.addTimes(response, service, censored, censoredService);
  }

  /** Forgets everything and keeps the memory. */
  void reset() {
    started = 0;
    skipped = 0;
    succeeded = 0;
    failed = 0;
    timedOut = 0;
    bytes = 0;
    reset(response);
    reset(service);
    reset(censored);
    censoredService = 0;
  }

  void write(StateWriter out) {
    out.writeLong(started)
        .writeLong(skipped)
        .writeLong(succeeded)
        .writeLong(failed)
        .writeLong(timedOut)
        .writeLong(bytes);
    out.writeSketch(response).writeSketch(service).writeSketch(censored).writeLong(censoredService);
  }

  void read(StateReader in) {
    started = in.readLong();
    skipped = in.readLong();
    succeeded = in.readLong();
    failed = in.readLong();
    timedOut = in.readLong();
    bytes = in.readLong();
    response = in.readSketch();
    service = in.readSketch();
    censored = in.readSketch();
    censoredService = in.readLong();
  }

  static LatencySketch orEmpty(@Nullable LatencySketch sketch) {
    return sketch == null ? new LatencySketch() : sketch;
  }

  static ByteBuffer toBytes(@Nullable LatencySketch sketch) {
    return ByteBuffer.wrap(sketch == null ? EMPTY_SKETCH : sketch.toBytes());
  }

  static LatencySketch recorded(@Nullable LatencySketch sketch, long nanos, long times) {
    LatencySketch into = sketch == null ? new LatencySketch() : sketch;
    into.record(nanos, times);
    return into;
  }

  static @Nullable LatencySketch merged(
      @Nullable LatencySketch into, @Nullable LatencySketch from) {
    if (from == null || from.isEmpty()) {
      return into;
    }
    LatencySketch target = into == null ? new LatencySketch() : into;
    target.merge(from);
    return target;
  }

  private static void reset(@Nullable LatencySketch sketch) {
    if (sketch != null) {
      sketch.reset();
    }
  }
}
