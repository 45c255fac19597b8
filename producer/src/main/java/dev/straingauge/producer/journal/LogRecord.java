package dev.straingauge.producer.journal;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A record as it lies in the log. Immutable; the value is not copied and not to be changed. */
public final class LogRecord {

  private final long offset;
  private final String key;
  private final @Nullable String mark;
  private final byte[] value;

  /**
   * @param offset offset in its partition
   * @param key the run id, empty when the record has no key
   * @param mark value of the header {@code mark}, if it has one
   * @param value the value, empty when the record has none
   */
  LogRecord(long offset, String key, @Nullable String mark, byte[] value) {
    this.offset = offset;
    this.key = key;
    this.mark = mark;
    this.value = value;
  }

  /** Offset in its partition. */
  public long offset() {
    return offset;
  }

  /** The run id as text, empty when the record has no key. */
  public String key() {
    return key;
  }

  /** Which mark it is, by its header (contract E2). */
  public Optional<String> mark() {
    return Optional.ofNullable(mark);
  }

  /** The value's bytes, empty when there is none. */
  public byte[] value() {
    return value;
  }
}
