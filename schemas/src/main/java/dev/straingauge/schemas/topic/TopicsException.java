package dev.straingauge.schemas.topic;

import java.util.List;

/** The topics of a deployment cannot be created or are not as they must be. */
public final class TopicsException extends Exception {

  private static final long serialVersionUID = 1L;

  /** What is wrong. */
  public enum Problem {
    /** No answer from the broker. */
    UNREACHABLE("kafka-unreachable", 1),
    /** The broker refuses the login, or the right to create or describe a topic. */
    DENIED("kafka-denied", 1),
    /** The client properties are not usable. */
    PROPERTIES("config-invalid", 2),
    /** A topic has another number of partitions. */
    PARTITIONS("topics-partitions", 2),
    /** A topic takes its timestamps from clients, or is compacted. */
    SETTINGS("topics-config", 2),
    /** The broker refuses a request for another reason. */
    REFUSED("kafka-failed", 1);

    private final String id;
    private final int exitCode;

    Problem(String id, int exitCode) {
      this.id = id;
      this.exitCode = exitCode;
    }
  }

  private final Problem problem;
  private final List<String> facts;

  TopicsException(Problem problem, String message, List<String> facts) {
    super(message);
    this.problem = problem;
    this.facts = List.copyOf(facts);
  }

  TopicsException(Problem problem, String message, Throwable cause) {
    super(message, cause);
    this.problem = problem;
    this.facts = List.of();
  }

  /** What is wrong. */
  public Problem problem() {
    return problem;
  }

  /** Id of the error in {@code docs/reference/errors.md}. */
  public String id() {
    return problem.id;
  }

  /** 1 for the outside world, 2 for a configuration that has to change. */
  public int exitCode() {
    return problem.exitCode;
  }

  /** Further facts, one line each; may be empty. */
  public List<String> facts() {
    return facts;
  }
}
