package dev.straingauge.archiver.index;

import dev.straingauge.schemas.run.RunId;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * How something that is known of a run is kept. Stateless.
 *
 * @param <T> what is known
 */
interface Form<T> {

  /**
   * Name of its folder, with the version of what is kept: a change of what is derived, or how it is
   * written, is another one.
   */
  String name();

  /**
   * Writes it.
   *
   * @throws IOException if it is not fit to be kept
   */
  void write(T value, DataOutput out, Texts texts) throws IOException;

  /**
   * Reads it.
   *
   * @throws IOException if it is none
   * @throws IllegalArgumentException if it is none
   */
  T read(RunId run, DataInput in, Texts texts) throws IOException;
}
