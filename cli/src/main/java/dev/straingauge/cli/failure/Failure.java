package dev.straingauge.cli.failure;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Ends a command with a message in the form of {@code docs/reference/errors.md}: what was tried,
 * which thing, what was found, what was expected; then facts, one command to try, the id.
 */
public final class Failure extends RuntimeException {

  private static final long serialVersionUID = 1L;
  private static final String INDENT = "      ";

  private final ErrorId id;
  private final List<String> facts;
  private final @Nullable String advice;

  private Failure(
      ErrorId id,
      String headline,
      List<String> facts,
      @Nullable String advice,
      @Nullable Throwable cause) {
    super(headline, cause);
    this.id = id;
    this.facts = List.copyOf(facts);
    this.advice = advice;
  }

  /** A failure with nothing but its headline. */
  public static Failure of(ErrorId id, String headline) {
    return new Failure(id, headline, List.of(), null, null);
  }

  /** The same with facts, one line each. */
  public Failure facts(List<String> lines) {
    return new Failure(id, headline(), lines, advice, getCause());
  }

  /** The same with a command that can be pasted. */
  public Failure advice(String command) {
    return new Failure(id, headline(), facts, command, getCause());
  }

  /** The same with its cause. */
  public Failure cause(Throwable cause) {
    return new Failure(id, headline(), facts, advice, cause);
  }

  /** Which error it is. */
  public ErrorId id() {
    return id;
  }

  /** The first line. */
  public String headline() {
    return String.valueOf(getMessage());
  }

  /** What else was found. */
  public List<String> facts() {
    return facts;
  }

  /** What to try. */
  public Optional<String> advice() {
    return Optional.ofNullable(advice);
  }

  /**
   * All lines of the message. The id stands behind the advice, or behind the headline when there is
   * none.
   */
  public List<String> lines() {
    String mark = "   (%s) exit %d".formatted(id.id(), id.exitCode());
    List<String> lines = new ArrayList<>();
    lines.add("error: " + headline() + (advice == null ? mark : ""));
    facts.forEach(fact -> lines.add(INDENT + fact));
    if (advice != null) {
      lines.add(INDENT + "try: " + advice + mark);
    }
    return lines;
  }
}
