package dev.straingauge.producer.scenario;

import dev.straingauge.schemas.config.Scenario;
import dev.straingauge.schemas.config.Scenario.Phase;
import dev.straingauge.schemas.config.Scenario.ScenarioRun;
import dev.straingauge.schemas.config.Scenario.Weighted;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * What each planned operation of a phase is, drawn in the order of the plan, so that the state of
 * the cluster has no say in it.
 */
final class Draws {

  private final Phase phase;
  private final List<ScenarioRun> enabled;
  private final RandomGenerator random;
  private final double totalWeight;
  private int next;

  Draws(Scenario scenario, Phase phase, RandomGenerator random) {
    this.phase = phase;
    this.enabled = scenario.scenarios();
    this.random = random;
    double sum = 0;
    for (Weighted weighted : phase.operations()) {
      sum += weighted.weight();
    }
    totalWeight = sum;
  }

  /** How many are planned of {@code scheduled} starts: a sequence ends with its last kind. */
  int planned(int scheduled) {
    return phase.sequence().isEmpty() ? scheduled : Math.min(scheduled, phase.sequence().size());
  }

  /** Whether the sequence of the phase has come to its end. */
  boolean isExhausted() {
    return !phase.sequence().isEmpty() && next >= phase.sequence().size();
  }

  /** The next one. */
  Drawn next() {
    String kind = phase.sequence().isEmpty() ? weighted() : phase.sequence().get(next);
    next++;
    return resolved(kind);
  }

  private String weighted() {
    double left = random.nextDouble() * totalWeight;
    String last = "";
    for (Weighted weighted : phase.operations()) {
      if (weighted.weight() > 0) {
        last = weighted.operation();
        left -= weighted.weight();
        if (left < 0) {
          break;
        }
      }
    }
    return last;
  }

  private Drawn resolved(String kind) {
    if (kind.equals(OperationKinds.RUN_SPECIFIC_SCENARIO)) {
      return enabled.isEmpty()
          ? new Drawn(kind, Optional.empty(), 0)
          : sized(enabled.get(random.nextInt(enabled.size())));
    }
    if (!OperationKinds.SCENARIOS.contains(kind)) {
      return new Drawn(kind, Optional.empty(), 0);
    }
    return enabled.stream()
        .filter(run -> run.kind().equals(kind))
        .findFirst()
        .map(this::sized)
        .orElseGet(() -> new Drawn(kind, Optional.empty(), 0));
  }

  private Drawn sized(ScenarioRun run) {
    int size = run.max() > run.min() ? random.nextInt(run.min(), run.max() + 1) : run.min();
    return new Drawn(run.kind(), Optional.of(run), size);
  }

  /** What was drawn: a kind and, of a scenario run that is enabled, its settings and size. */
  @SuppressWarnings("OptionalUsedAsFieldOrParameterType")
  record Drawn(String kind, Optional<ScenarioRun> run, int size) {}
}
