package dev.straingauge.analyzer.state;

import dev.straingauge.schemas.sketch.LatencySketch;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Writes a cell. The counterpart is {@link StateReader}, field by field. Not thread-safe. */
public final class StateWriter {

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
  private final DataOutputStream out = new DataOutputStream(bytes);

  public StateWriter writeLong(long number) {
    try {
      out.writeLong(number);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  public StateWriter writeInt(int number) {
    try {
      out.writeInt(number);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  public StateWriter writeBoolean(boolean flag) {
    try {
      out.writeBoolean(flag);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  public StateWriter writeText(String text) {
    return writeBytes(text.getBytes(StandardCharsets.UTF_8));
  }

  public StateWriter writeBytes(byte[] content) {
    writeInt(content.length);
    bytes.writeBytes(content);
    return this;
  }

  /** No sketch and an empty one are the same. */
  public StateWriter writeSketch(@Nullable LatencySketch sketch) {
    return sketch == null || sketch.isEmpty() ? writeInt(0) : writeBytes(sketch.toBytes());
  }

  public byte[] toBytes() {
    return bytes.toByteArray();
  }
}
