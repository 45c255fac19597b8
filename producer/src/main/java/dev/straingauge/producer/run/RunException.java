package dev.straingauge.producer.run;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Why a run could not be started, carried on, ended or found, as the user is told it. */
public final class RunException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String id;
  private final int exitCode;
  private final List<String> facts;
  private final @Nullable String tryLine;

  /**
   * @param id one word for scripts: {@code kafka-gone}, {@code plan-too-long}, …
   * @param exitCode of the process
   * @param headline what was tried, which thing, what was found, what was expected
   * @param facts further lines
   * @param tryLine a command that may help; null when there is none
   * @param cause what is behind it, if anything
   */
  public RunException(
      String id,
      int exitCode,
      String headline,
      List<String> facts,
      @Nullable String tryLine,
      @Nullable Throwable cause) {
    super(headline, cause);
    this.id = id;
    this.exitCode = exitCode;
    this.facts = List.copyOf(facts);
    this.tryLine = tryLine;
  }

  /** One word for scripts. */
  public String id() {
    return id;
  }

  /** Exit code of the process: 1 an outside part failed, 2 bad usage or config. */
  public int exitCode() {
    return exitCode;
  }

  /** What was tried, which thing, what was found, what was expected. */
  public String headline() {
    return String.valueOf(getMessage());
  }

  /** Further lines, may be empty. */
  public List<String> facts() {
    return facts;
  }

  /** A command that may help. */
  public Optional<String> tryLine() {
    return Optional.ofNullable(tryLine);
  }
}
