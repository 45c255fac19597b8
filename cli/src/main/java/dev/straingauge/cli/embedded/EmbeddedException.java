package dev.straingauge.cli.embedded;

/** A part of the embedded stack could not start or broke down. */
public final class EmbeddedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** What went wrong, as far as a caller treats it differently. */
  public enum Kind {
    /** Somebody else works in the data folder. */
    LOCKED,
    /** The data folder cannot be made or written. */
    UNWRITABLE,
    /** No space left for the data folder. */
    FULL,
    /** No free port could be bound. */
    PORTS,
    /** Anything else. */
    BROKEN
  }

  private final Kind kind;

  public EmbeddedException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  public EmbeddedException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  /** What went wrong. */
  public Kind kind() {
    return kind;
  }
}
