package dev.straingauge.analyzer.rules;

import dev.straingauge.analyzer.state.StateReader;
import dev.straingauge.analyzer.state.StateWriter;
import dev.straingauge.schemas.sketch.LatencySketch;
import org.jspecify.annotations.Nullable;

/**
 * What a window holds of the series that a rule looks at, added up part by part. Not thread-safe.
 */
public final class WindowContent {

  long started;
  long skipped;
  long succeeded;
  long failed;
  long timedOut;
  long bytes;
  long coveredNanos;
  final LatencySketch response = new LatencySketch();
  final LatencySketch service = new LatencySketch();

  /** The latest time at which something was given up, by response and by service time. */
  long lastCensoredResponse;

  long lastCensoredService;

  long measurements;
  double largestMeasurement;

  /** Adds what was counted. */
  public void addCounts(
      long more, long moreSkipped, long moreSucceeded, long moreFailed, long moreTimedOut, long b) {
    started += more;
    skipped += moreSkipped;
    succeeded += moreSucceeded;
    failed += moreFailed;
    timedOut += moreTimedOut;
    bytes += b;
  }

  /**
   * Adds times; a sketch that is not there is empty.
   *
   * @param responses of what succeeded
   * @param services of what succeeded
   * @param censored response times at which something was given up
   * @param censoredService the longest service time of those
   */
  public void addTimes(
      @Nullable LatencySketch responses,
      @Nullable LatencySketch services,
      @Nullable LatencySketch censored,
      long censoredService) {
    if (responses != null) {
      response.merge(responses);
    }
    if (services != null) {
      service.merge(services);
    }
    if (censored != null) {
      lastCensoredResponse = Math.max(lastCensoredResponse, censored.max().orElse(0));
    }
    lastCensoredService = Math.max(lastCensoredService, censoredService);
  }

  /** Adds observed time. */
  public void addCovered(long nanos) {
    coveredNanos += nanos;
  }

  /** Adds measurements, of which {@code largest} is the largest. */
  void addMeasurements(long count, double largest) {
    if (count > 0) {
      largestMeasurement = measurements == 0 ? largest : Math.max(largestMeasurement, largest);
      measurements += count;
    }
  }

  /** Forgets everything and keeps its memory. */
  public void reset() {
    started = 0;
    skipped = 0;
    succeeded = 0;
    failed = 0;
    timedOut = 0;
    bytes = 0;
    coveredNanos = 0;
    response.reset();
    service.reset();
    lastCensoredResponse = 0;
    lastCensoredService = 0;
    measurements = 0;
    largestMeasurement = 0;
  }

  long errors() {
    return failed + timedOut;
  }

  long ended() {
    return succeeded + failed + timedOut;
  }

  void write(StateWriter out) {
    out.writeLong(started)
        .writeLong(skipped)
        .writeLong(succeeded)
        .writeLong(failed)
        .writeLong(timedOut)
        .writeLong(bytes)
        .writeLong(coveredNanos)
        .writeSketch(response)
        .writeSketch(service)
        .writeLong(lastCensoredResponse)
        .writeLong(lastCensoredService)
        .writeLong(measurements)
        .writeLong(Double.doubleToLongBits(largestMeasurement));
  }

  void read(StateReader in) {
    reset();
    addCounts(
        in.readLong(), in.readLong(), in.readLong(), in.readLong(), in.readLong(), in.readLong());
    coveredNanos = in.readLong();
    LatencySketch responses = in.readSketch();
    LatencySketch services = in.readSketch();
    addTimes(responses, services, null, 0);
    lastCensoredResponse = in.readLong();
    lastCensoredService = in.readLong();
    measurements = in.readLong();
    largestMeasurement = Double.longBitsToDouble(in.readLong());
  }
}
