package dev.straingauge.archiver.store;

import java.nio.file.Path;

/** What an object is put with. */
public sealed interface Content {

  /**
   * Bytes in memory; not copied, not to be changed afterwards.
   *
   * @param bytes all of them
   */
  @SuppressWarnings("ArrayRecordComponent") // handed through once, never compared
  record Bytes(byte[] bytes) implements Content {}

  /**
   * A file.
   *
   * @param path where it is
   */
  record File(Path path) implements Content {}

  /** {@code bytes} as content. */
  static Content of(byte[] bytes) {
    return new Bytes(bytes);
  }
}
