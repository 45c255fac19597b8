package dev.straingauge.analyzer.state;

import dev.straingauge.schemas.sketch.LatencySketch;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Writes a cell. The counterpart is {@link StateReader}, field by field. Not thread-safe. */
public final class StateWriter {

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

  private byte[] bytes = new byte[256];
  private int size;

  public StateWriter writeLong(long number) {
    int at = reserve(Long.BYTES);
    LONGS.set(bytes, at, number);
    return this;
  }

  public StateWriter writeInt(int number) {
    int at = reserve(Integer.BYTES);
    INTS.set(bytes, at, number);
    return this;
  }

  public StateWriter writeBoolean(boolean flag) {
    int at = reserve(1);
    bytes[at] = (byte) (flag ? 1 : 0);
    return this;
  }

  public StateWriter writeText(String text) {
    return writeBytes(text.getBytes(StandardCharsets.UTF_8));
  }

  public StateWriter writeBytes(byte[] content) {
    writeInt(content.length);
    int from = reserve(content.length);
    System.arraycopy(content, 0, bytes, from, content.length);
    return this;
  }

  /** No sketch and an empty one are the same. */
  public StateWriter writeSketch(@Nullable LatencySketch sketch) {
    return sketch == null || sketch.isEmpty() ? writeInt(0) : writeBytes(sketch.toBytes());
  }

  public byte[] toBytes() {
    return Arrays.copyOf(bytes, size);
  }

  /** Room for {@code more} bytes; returns where it begins. */
  private int reserve(int more) {
    int from = size;
    size = Math.addExact(size, more);
    if (size > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(size, 2 * bytes.length));
    }
    return from;
  }
}
