package dev.straingauge.producer.plan;

import dev.straingauge.schemas.config.Scenario;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedSet;

/**
 * What thresholds can name.
 *
 * @param operations kinds of operation and of scenario runs
 * @param phases names of the scenario's phases; empty where the scenario is not known
 */
record ThresholdScope(List<String> operations, Optional<List<String>> phases) {

  /** Any scenario's. */
  static ThresholdScope any() {
    return new ThresholdScope(known(), Optional.empty());
  }

  /** Those of {@code scenario}. */
  static ThresholdScope of(Scenario scenario) {
    SequencedSet<String> operations = new LinkedHashSet<>(known());
    scenario.timeouts().stream()
        .map(Scenario.Timeout::operation)
        .filter(kind -> !kind.equals(Kinds.RUN_SCENARIO))
        .forEach(operations::add);
    return new ThresholdScope(
        List.copyOf(operations),
        Optional.of(scenario.phases().stream().map(Scenario.Phase::name).toList()));
  }

  private static List<String> known() {
    List<String> known = new ArrayList<>(Kinds.OPERATIONS);
    known.remove(Kinds.RUN_SCENARIO);
    known.addAll(Kinds.SCENARIOS);
    return known;
  }
}
