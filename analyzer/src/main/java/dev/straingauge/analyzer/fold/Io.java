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
   * Reads the sketches.
   *
   * @throws IllegalArgumentException if one is none
   */
  static Io of(IoInterval interval) {
    ByteBuffer response = interval.getResponse();
    return new Io(
        interval.getCount(),
        interval.getErrors(),
        interval.getBytes(),
        LatencySketch.fromBytes(content(interval.getService())),
        response == null ? null : LatencySketch.fromBytes(content(response)));
  }

  private static byte[] content(ByteBuffer buffer) {
    byte[] content = new byte[buffer.remaining()];
    buffer.duplicate().get(content);
    return content;
  }
}
