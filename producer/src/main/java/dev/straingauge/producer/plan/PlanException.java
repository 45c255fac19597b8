package dev.straingauge.producer.plan;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A scenario cannot be run: exit code 2. Holds everything that is wrong with it, not only the first
 * thing.
 */
public final class PlanException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String id;
  private final String headline;
  private final transient List<Problem> problems;
  private final transient List<Warning> warnings;
  private final @Nullable String hint;

  PlanException(
      String id,
      String headline,
      List<Problem> problems,
      List<Warning> warnings,
      @Nullable String hint) {
    super(
        Stream.concat(
                Stream.of(headline),
                Stream.concat(problems.stream(), warnings.stream()).map(line -> "  " + line))
            .collect(Collectors.joining("\n")));
    this.id = id;
    this.headline = headline;
    this.problems = List.copyOf(problems);
    this.warnings = List.copyOf(warnings);
    this.hint = hint;
  }

  /** {@code config-invalid}, {@code scenario-unknown} or {@code scenario-unreadable}. */
  public String id() {
    return id;
  }

  /**
   * What was tried, which thing, what was found: {@code read scenario 'efs.yaml': 4 problems, 1
   * warning}.
   */
  public String headline() {
    return headline;
  }

  /** All problems, by file and line. */
  public List<Problem> problems() {
    return problems;
  }

  /** All warnings, by file and line. */
  public List<Warning> warnings() {
    return warnings;
  }

  /** A command to try. */
  public Optional<String> hint() {
    return Optional.ofNullable(hint);
  }
}
