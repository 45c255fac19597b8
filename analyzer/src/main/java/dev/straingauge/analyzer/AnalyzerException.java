package dev.straingauge.analyzer;

/** The analyzer cannot start, or had to stop. The one exception type of this port. */
public final class AnalyzerException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String id;

  AnalyzerException(String id, String message, Throwable cause) {
    super(message, cause);
    this.id = id;
  }

  AnalyzerException(String id, String message) {
    super(message);
    this.id = id;
  }

  /**
   * Which error it is, as in the reference of errors: kafka-unreachable, topics-missing,
   * topics-partitions, analyzer-failed, analyzer-slow-start.
   */
  public String id() {
    return id;
  }
}
