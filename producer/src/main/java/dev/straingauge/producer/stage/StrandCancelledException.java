package dev.straingauge.producer.stage;

/**
 * Comes out of the next wait of a strand that was cancelled, and of each one after it. Not to be
 * caught, except to release something.
 */
public final class StrandCancelledException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  StrandCancelledException(String path) {
    super("strand '" + path + "' was cancelled", null, false, false);
  }
}
