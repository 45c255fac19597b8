package dev.straingauge.archiver.page;

import dev.straingauge.event.Distribution;
import dev.straingauge.event.Slice;
import dev.straingauge.schemas.sketch.LatencySketch;
import dev.straingauge.schemas.survival.Distributions;

/** What one kind of operation, or of I/O, did in a stretch of time. Not thread-safe. */
final class Column {

  long started;
  long skipped;
  long succeeded;
  long failed;
  long timedOut;
  long mostInFlight;
  private long lagNanos;
  final LatencySketch times = new LatencySketch();
  final LatencySketch censored = new LatencySketch();

  /**
   * Adds a slice.
   *
   * @param response response times, or service times where there is no response time
   */
  void add(Slice slice, LatencySketch response, LatencySketch service, LatencySketch givenUp) {
    started += slice.getStarted();
    skipped += slice.getSkipped();
    succeeded += slice.getSucceeded();
    failed += slice.getFailed();
    timedOut += slice.getTimedOut();
    mostInFlight = Math.max(mostInFlight, slice.getInFlight());
    if (response.isEmpty()) {
      times.merge(service);
    } else {
      times.merge(response);
      lagNanos += response.sum() - service.sum();
    }
    censored.merge(givenUp);
  }

  void add(Column other) {
    started += other.started;
    skipped += other.skipped;
    succeeded += other.succeeded;
    failed += other.failed;
    timedOut += other.timedOut;
    mostInFlight = Math.max(mostInFlight, other.mostInFlight);
    lagNanos += other.lagNanos;
    times.merge(other.times);
    censored.merge(other.censored);
  }

  long lost() {
    return failed + timedOut;
  }

  /** Mean lag of what succeeded, exactly: (Σ response − Σ service) ÷ n; −1 if nothing did. */
  long meanLagNanos() {
    return times.isEmpty() ? -1 : Math.max(0, lagNanos / times.count());
  }

  /** Over all that ended; what failed or timed out ranks above every number. */
  Distribution distribution() {
    return Distributions.ranked(times, censored);
  }

  /** The same in fewer columns, {@code each} of them as one. */
  static Column[] merged(Column[] columns, int each) {
    Column[] merged = new Column[Math.ceilDiv(columns.length, each)];
    for (int i = 0; i < merged.length; i++) {
      merged[i] = new Column();
      for (int k = i * each; k < Math.min(columns.length, (i + 1) * each); k++) {
        merged[i].add(columns[k]);
      }
    }
    return merged;
  }

  /** Empty ones. */
  static Column[] empty(int count) {
    Column[] columns = new Column[count];
    for (int i = 0; i < count; i++) {
      columns[i] = new Column();
    }
    return columns;
  }
}
