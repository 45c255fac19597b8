package dev.straingauge.analyzer.fold;

import dev.straingauge.event.IoInterval;
import dev.straingauge.schemas.sketch.LatencySketch;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * An IoInterval with its sketches read.
 *
 * @param count I/Os that ended, errors included
 * @param errors those that failed
 * @param bytes bytes moved
 * @param service service times of those that succeeded
 * @param response response times of them, where the load is open
 */
record Io(
    long count, long errors, long bytes, LatencySketch service, @Nullable LatencySketch response) {

  /**
   * Longest time of all I/Os of one interval together: some 2.3 years, in a second of 1,000,000
   * I/Os 72 s each.
   */
  private static final long MAX_SUM_NANOS = 1L << 56;

  /** Reads one interval after the other into the same memory. */
  static final class Reader {
    private final LatencySketch service = new LatencySketch();
    private final LatencySketch response = new LatencySketch();

    /**
     * Reads the sketches of an interval, which hold until the next is read.
     *
     * @throws IllegalArgumentException if one is none, or not of the I/Os that succeeded
     */
    Io read(IoInterval interval) {
      ByteBuffer responses = interval.getResponse();
      long succeeded = interval.getCount() - interval.getErrors();
      return new Io(
          interval.getCount(),
          interval.getErrors(),
          interval.getBytes(),
          sketch(service, interval.getService(), succeeded),
          responses == null ? null : sketch(response, responses, succeeded));
    }
  }

  /** All durations together. */
  long nanos() {
    return service.sum() + (response == null ? 0 : response.sum());
  }

  private static LatencySketch sketch(LatencySketch sketch, ByteBuffer buffer, long succeeded) {
    sketch.read(content(buffer));
    long max = sketch.max().orElse(0);
    if (sketch.count() != succeeded
        || max > Flaws.MAX_DURATION_NANOS
        || sketch.sum() > MAX_SUM_NANOS) {
      throw new IllegalArgumentException(
          "a sketch of %d values up to %d ns, %d ns together (expected %d, up to 84 h, below 2^56 ns)"
              .formatted(sketch.count(), max, sketch.sum(), succeeded));
    }
    return sketch;
  }

  private static byte[] content(ByteBuffer buffer) {
    byte[] content = new byte[buffer.remaining()];
    buffer.duplicate().get(content);
    return content;
  }
}
