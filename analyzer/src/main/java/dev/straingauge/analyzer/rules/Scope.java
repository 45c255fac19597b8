package dev.straingauge.analyzer.rules;

import dev.straingauge.schemas.config.RuleSet;
import java.util.List;
import java.util.Optional;

/**
 * When something is expected of a rule, and when planned faults keep it from being judged. Times
 * are nanoseconds since 1970-01-01T00:00:00Z. Immutable.
 */
public final class Scope {

  private final RuleSet set;
  private final long startedAt;

  Scope(RuleSet set, long startedAt) {
    this.set = set;
    this.startedAt = startedAt;
  }

  /**
   * A phase of the run as the log tells it.
   *
   * @param name of the phase
   * @param warmUp whether it is not judged
   * @param from its start
   * @param to its end, or {@link Long#MAX_VALUE} while it lasts
   */
  public record Phase(String name, boolean warmUp, long from, long to) {}

  /** Whether a planned fault reaches into [from, to). */
  boolean isMuted(long from, long to) {
    for (RuleSet.Span span : set.faults()) {
      if (from < startedAt + span.to().toNanos() && startedAt + span.from().toNanos() < to) {
        return true;
      }
    }
    return false;
  }

  /**
   * Since when, without a break up to {@code end}, phases ran in which {@code selection} can have
   * something; {@code end} if none runs then.
   *
   * @param phases in order of their start
   */
  long expectedSince(Selection selection, List<Phase> phases, long end) {
    long since = end;
    for (Phase phase : phases.reversed()) {
      if (phase.to() >= since && phase.from() < since && isExpected(selection, phase)) {
        since = phase.from();
      }
    }
    return since;
  }

  private boolean isExpected(Selection selection, Phase phase) {
    return selection.judges(phase.name(), phase.warmUp())
        && step(phase.name()).map(selection::isDrawnIn).orElse(true);
  }

  private Optional<RuleSet.Step> step(String name) {
    return set.steps().stream().filter(step -> step.name().equals(name)).findFirst();
  }
}
