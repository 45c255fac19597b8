package dev.straingauge.cli.replay;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.straingauge.analyzer.fold.Fate;
import dev.straingauge.analyzer.fold.Outputs;
import dev.straingauge.archiver.read.RunArchive;
import dev.straingauge.event.BreachEvent;
import dev.straingauge.event.Summary;
import dev.straingauge.schemas.config.Rule;
import dev.straingauge.schemas.config.RuleSet;
import dev.straingauge.schemas.config.RuleSet.FailOn;
import dev.straingauge.schemas.config.RuleSets;
import dev.straingauge.schemas.json.CanonicalJson;
import dev.straingauge.schemas.json.Json;
import dev.straingauge.schemas.topic.Topic;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Other rules on an archived run: its own events through the folds once more, with RunStarted's
 * configuration as if the run had had them (contract E3, K22). Nothing is written.
 */
public final class RuleTrial implements Outputs {

  private final List<BreachEvent> breaches = new ArrayList<>();
  private @Nullable Summary summary;

  private RuleTrial() {}

  /**
   * What would have come out.
   *
   * @param summary of the run with these rules
   * @param breaches in log order
   */
  public record Outcome(Summary summary, List<BreachEvent> breaches) {
    public Outcome {
      breaches = List.copyOf(breaches);
    }
  }

  /**
   * Tries them.
   *
   * @throws IllegalArgumentException if the run cannot be analysed with these rules; the message
   *     says why
   */
  public static Outcome of(RunArchive run, List<Rule> rules, FailOn failOn, boolean undecidedIsOk) {
    return of(run, own -> own.with(rules).with(failOn, undecidedIsOk));
  }

  /** The same, judged as the run was: what fails it, and what undecided is. */
  public static Outcome of(RunArchive run, List<Rule> rules) {
    return of(run, own -> own.with(rules));
  }

  private static Outcome of(RunArchive run, UnaryOperator<RuleSet> others) {
    RuleTrial trial = new RuleTrial();
    RunFold fold =
        new RunFold(trial, started -> started.put("config", config(started.getConfig(), others)));
    ArchivedEvents.forEach(run, fold::accept);
    return new Outcome(FoldReplay.whole(run, fold, trial.summary), trial.breaches);
  }

  /** The run's own configuration with other rules, judged by what it says of faults and phases. */
  static String config(String own, UnaryOperator<RuleSet> others) {
    RuleSet set = others.apply(RuleSets.fromConfig(own));
    ObjectNode config = Json.readObject(own);
    config.set("judging", RuleSets.judging(set));
    config.set("rules", RuleSets.rules(set));
    return CanonicalJson.write(config);
  }

  @Override
  public void emit(Topic topic, SpecificRecord result) {
    if (result instanceof Summary last) {
      summary = last;
    } else if (result instanceof BreachEvent breach) {
      breaches.add(breach);
    }
  }

  @Override
  public void deadLetter(Fate fate, String detail) {
    // no part of the results
  }
}
