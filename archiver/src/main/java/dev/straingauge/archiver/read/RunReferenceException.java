package dev.straingauge.archiver.read;

import java.util.List;

/** A run was asked for that is not there, or not the only one. */
public final class RunReferenceException extends RuntimeException {

  /** No run matches. */
  public static final String UNKNOWN = "run-unknown";

  /** Several runs match. */
  public static final String AMBIGUOUS = "run-ambiguous";

  private final String id;
  private final transient List<String> facts;

  public RunReferenceException(String id, String message, List<String> facts) {
    super(message);
    this.id = id;
    this.facts = List.copyOf(facts);
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
