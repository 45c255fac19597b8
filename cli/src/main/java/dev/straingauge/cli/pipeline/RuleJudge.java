package dev.straingauge.cli.pipeline;

import dev.straingauge.analyzer.fold.Fate;
import dev.straingauge.analyzer.fold.Outputs;
import dev.straingauge.analyzer.fold.RunAnalysis;
import dev.straingauge.event.AbortRequested;
import dev.straingauge.event.BreachEvent;
import dev.straingauge.event.Event;
import dev.straingauge.producer.run.Judge;
import dev.straingauge.schemas.config.Rule;
import dev.straingauge.schemas.config.RuleSet;
import dev.straingauge.schemas.topic.Topic;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Ends a run in virtual time by the same folds that analyse it, beside the load. The analysis in
 * Kafka lags behind by a part of a second, which is any number of simulated minutes; here a breach
 * is known at the heartbeat that closes its window. Not thread-safe.
 */
public final class RuleJudge implements Judge, Outputs {

  private @Nullable RunAnalysis analysis;
  private @Nullable AbortRequested verdict;

  private RuleJudge() {}

  /** Judges for runs with these rules: without a rule that aborts nothing is analysed twice. */
  public static Supplier<Judge> of(RuleSet rules) {
    return aborts(rules) ? RuleJudge::new : () -> Judge.NONE;
  }

  /** Whether a rule ends the run. */
  static boolean aborts(RuleSet rules) {
    return rules.rules().stream().anyMatch(Rule::abort);
  }

  @Override
  public void accept(Event event) {
    RunAnalysis open = analysis;
    if (verdict != null) {
      return; // nothing more can come of it
    }
    if (open == null) {
      analysis = RunAnalysis.open(event, this).orElse(null);
    } else if (!open.isClosed()) {
      open.accept(event, this);
    }
  }

  @Override
  public Optional<AbortRequested> verdict() {
    return Optional.ofNullable(verdict);
  }

  @Override
  public void emit(Topic topic, SpecificRecord result) {
    if (verdict == null && result instanceof BreachEvent breach && breach.getAbort()) {
      verdict = new AbortRequested("rule " + breach.getRule(), breach.getBreachId());
    }
  }

  /** The analysis in Kafka says so. */
  @Override
  public void deadLetter(Fate fate, String detail) {}
}
