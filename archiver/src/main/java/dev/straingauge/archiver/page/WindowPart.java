package dev.straingauge.archiver.page;

import dev.straingauge.schemas.sketch.LatencySketch;

/** Part of a rule's window, or the whole of it, added up from slices. Not thread-safe. */
final class WindowPart {

  long number = Long.MIN_VALUE;
  long started;
  long skipped;
  long succeeded;
  long failed;
  long timedOut;
  long bytes;
  long lastCensored;
  final LatencySketch times = new LatencySketch();

  void reset(long newNumber) {
    number = newNumber;
    started = 0;
    skipped = 0;
    succeeded = 0;
    failed = 0;
    timedOut = 0;
    bytes = 0;
    lastCensored = 0;
    times.reset();
  }

  void add(WindowPart other) {
    started += other.started;
    skipped += other.skipped;
    succeeded += other.succeeded;
    failed += other.failed;
    timedOut += other.timedOut;
    bytes += other.bytes;
    lastCensored = Math.max(lastCensored, other.lastCensored);
    times.merge(other.times);
  }
}
