package dev.straingauge.archiver.intake;

import java.util.List;

/** Something that was to be imported, or exported, cannot be. */
public final class IntakeException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** It is not what it is taken for, or damaged. */
  public static final String INVALID = "import-invalid";

  /** There is nothing to import. */
  public static final String EMPTY = "import-empty";

  private final String id;
  private final transient List<String> facts;

  public IntakeException(String id, String message, List<String> facts) {
    super(message);
    this.id = id;
    this.facts = List.copyOf(facts);
  }

  /** A file that is not what it is taken for. */
  public static IntakeException invalid(String message) {
    return new IntakeException(INVALID, message, List.of());
  }

  /** One of the constants above. */
  public String id() {
    return id;
  }

  /** Lines for the reader of the error. */
  public List<String> facts() {
    return facts;
  }
}
