package dev.straingauge.analyzer.state;

import dev.straingauge.schemas.sketch.LatencySketch;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Reads a cell that {@link StateWriter} wrote. Not thread-safe. */
public final class StateReader {

  private final ByteBuffer in;

  public StateReader(byte[] bytes) {
    this.in = ByteBuffer.wrap(bytes);
  }

  public long readLong() {
    return in.getLong();
  }

  public int readInt() {
    return in.getInt();
  }

  public boolean readBoolean() {
    return in.get() != 0;
  }

  public String readText() {
    return new String(readBytes(), StandardCharsets.UTF_8);
  }

  public byte[] readBytes() {
    byte[] content = new byte[in.getInt()];
    in.get(content);
    return content;
  }

  public @Nullable LatencySketch readSketch() {
    byte[] content = readBytes();
    return content.length == 0 ? null : LatencySketch.fromBytes(content);
  }
}
