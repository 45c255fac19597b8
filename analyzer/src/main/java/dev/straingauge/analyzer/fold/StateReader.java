package dev.straingauge.analyzer.fold;

import dev.straingauge.schemas.sketch.LatencySketch;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Reads a cell that {@link StateWriter} wrote. Not thread-safe. */
final class StateReader {

  private final ByteBuffer in;

  StateReader(byte[] bytes) {
    this.in = ByteBuffer.wrap(bytes);
  }

  long readLong() {
    return in.getLong();
  }

  int readInt() {
    return in.getInt();
  }

  boolean readBoolean() {
    return in.get() != 0;
  }

  String readText() {
    return new String(readBytes(), StandardCharsets.UTF_8);
  }

  byte[] readBytes() {
    byte[] content = new byte[in.getInt()];
    in.get(content);
    return content;
  }

  @Nullable LatencySketch readSketch() {
    byte[] content = readBytes();
    return content.length == 0 ? null : LatencySketch.fromBytes(content);
  }
}
