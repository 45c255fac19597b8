package dev.straingauge.schemas.config;

import java.time.Duration;
import java.util.List;

/**
 * The thresholds of a run and what judging them needs of the plan: members {@code rules} and {@code
 * judging} of RunStarted.config (contract E3). Immutable.
 *
 * @param rules in the order in which they were given; ids are unique
 * @param failOn lowest level whose breach makes the verdict FAIL
 * @param undecidedIsOk whether an undecided run ends the command well
 * @param faults spans that planned faults reach into, since the start of the run
 * @param steps what the phases of the plan draw; empty if the plan does not say
 */
public record RuleSet(
    List<Rule> rules, FailOn failOn, boolean undecidedIsOk, List<Span> faults, List<Step> steps) {

  /** Rules at most: each has its row in the summary, which must fit into one record. */
  public static final int MAX_RULES = 500;

  /** No rules. */
  public static final RuleSet NONE =
      new RuleSet(List.of(), FailOn.CRITICAL, false, List.of(), List.of());

  public RuleSet {
    rules = List.copyOf(rules);
    faults = List.copyOf(faults);
    steps = List.copyOf(steps);
  }

  /** The same judging of other rules. */
  public RuleSet with(List<Rule> others) {
    return new RuleSet(others, failOn, undecidedIsOk, faults, steps);
  }

  /** The same rules judged otherwise. */
  public RuleSet with(FailOn lowest, boolean undecidedOk) {
    return new RuleSet(rules, lowest, undecidedOk, faults, steps);
  }

  /** From which level on a breach makes the verdict FAIL. */
  public enum FailOn {
    /** Critical breaches. */
    CRITICAL,
    /** Warnings too. */
    WARNING,
    /** None. */
    NEVER
  }

  /**
   * A span [from, to) since the start of the run.
   *
   * @param from its start
   * @param to its end, not before it
   */
  public record Span(Duration from, Duration to) {}

  /**
   * A phase of the plan.
   *
   * @param name its name
   * @param operations kinds that it draws, those of scenario runs left out
   * @param io whether it has background I/O
   */
  public record Step(String name, List<String> operations, boolean io) {
    public Step {
      operations = List.copyOf(operations);
    }
  }
}
