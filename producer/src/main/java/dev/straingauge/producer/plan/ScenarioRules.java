package dev.straingauge.producer.plan;

import dev.straingauge.producer.plan.yaml.Reading;
import dev.straingauge.producer.plan.yaml.Section;
import dev.straingauge.producer.plan.yaml.Values;
import dev.straingauge.producer.plan.yaml.YamlException;
import dev.straingauge.producer.plan.yaml.YamlNode;
import dev.straingauge.schemas.config.Rule;
import dev.straingauge.schemas.config.RuleSet;
import dev.straingauge.schemas.config.RuleSet.FailOn;
import dev.straingauge.schemas.config.RuleSet.Span;
import dev.straingauge.schemas.config.RuleSet.Step;
import dev.straingauge.schemas.config.Scenario;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedSet;

/**
 * The thresholds of a scenario: a list, the name of a file, or, where it says nothing, the rules of
 * its driver's profile; {@code thresholds: []} is none.
 */
final class ScenarioRules {

  private ScenarioRules() {}

  /**
   * Reads them.
   *
   * @param folder where a file's path begins
   */
  static RuleSet read(Section root, Scenario scenario, Path folder) {
    return of(scenario, rules(root, ThresholdScope.of(scenario), scenario.target(), folder));
  }

  /** Rules, and what judging them needs of the plan. */
  static RuleSet of(Scenario scenario, List<Rule> rules) {
    return new RuleSet(rules, FailOn.CRITICAL, false, faults(scenario), steps(scenario));
  }

  private static List<Rule> rules(
      Section root, ThresholdScope scope, Scenario.Target target, Path folder) {
    Optional<YamlNode> value = root.value(Thresholds.KEY);
    if (value.isEmpty()) {
      return target.profile().isEmpty() ? RuleFiles.ofProfile(target.driver(), scope) : List.of();
    }
    return value.get() instanceof YamlNode.Scalar
        ? ofFile(root, scope, folder)
        : Thresholds.read(root, scope);
  }

  private static List<Rule> ofFile(Section root, ThresholdScope scope, Path folder) {
    String file = Values.text(root, Thresholds.KEY, "");
    Reading own = new Reading();
    try {
      List<Rule> rules = RuleFiles.read(file, folder, scope, own);
      own.problems().forEach(root.reading()::problem);
      own.warnings().forEach(root.reading()::warning);
      return rules;
    } catch (YamlException e) {
      root.reading().problem(e.finding());
    } catch (PlanException e) {
      root.problem(Thresholds.KEY, e.headline());
    }
    return List.of();
  }

  /**
   * What began while a fault lasted ends within the longest time-out after it. Scenario runs are
   * left out: theirs stand for many operations.
   */
  private static List<Span> faults(Scenario scenario) {
    Duration longest =
        scenario.timeouts().stream()
            .filter(timeout -> !timeout.operation().equals(Kinds.RUN_SCENARIO))
            .filter(timeout -> !Kinds.SCENARIOS.contains(timeout.operation()))
            .map(Scenario.Timeout::after)
            .max(Duration::compareTo)
            .orElse(Duration.ZERO);
    return scenario.faults().stream()
        .map(fault -> new Span(fault.at(), fault.at().plus(fault.duration()).plus(longest)))
        .toList();
  }

  private static List<Step> steps(Scenario scenario) {
    List<Step> steps = new ArrayList<>();
    for (Scenario.Phase phase : scenario.phases()) {
      SequencedSet<String> operations = new LinkedHashSet<>(phase.sequence());
      phase.operations().stream()
          .filter(drawn -> drawn.weight() > 0)
          .forEach(drawn -> operations.add(drawn.operation()));
      operations.remove(Kinds.RUN_SCENARIO);
      steps.add(new Step(phase.name(), List.copyOf(operations), phase.io().isPresent()));
    }
    return steps;
  }
}
