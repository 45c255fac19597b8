package dev.straingauge.cli.pipeline;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.straingauge.analyzer.fold.Fate;
import dev.straingauge.analyzer.fold.Outputs;
import dev.straingauge.analyzer.fold.RunAnalysis;
import dev.straingauge.archiver.chunk.RecordDecoder;
import dev.straingauge.archiver.chunk.TopicFormat;
import dev.straingauge.archiver.read.RunArchive;
import dev.straingauge.event.BreachEvent;
import dev.straingauge.event.Event;
import dev.straingauge.event.RunStarted;
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
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Other rules on an archived run: its own events through the folds once more, with RunStarted's
 * configuration as if the run had had them (contract E3, K22). Nothing is written.
 */
public final class RuleTrial {

  private final List<Rule> rules;
  private final FailOn failOn;
  private final boolean undecidedIsOk;
  private final List<BreachEvent> breaches = new ArrayList<>();
  private @Nullable RunAnalysis analysis;
  private @Nullable Summary summary;
  private String refused = "its events hold no RunStarted";

  private RuleTrial(List<Rule> rules, FailOn failOn, boolean undecidedIsOk) {
    this.rules = rules;
    this.failOn = failOn;
    this.undecidedIsOk = undecidedIsOk;
  }

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
    RuleTrial trial = new RuleTrial(rules, failOn, undecidedIsOk);
    RecordDecoder decoder = new RecordDecoder(TopicFormat.of(Topic.EVENTS));
    run.read(
        Topic.EVENTS,
        (branch, bytes, from, to) ->
            trial.accept(
                branch == TopicFormat.RAW
                    ? null
                    : (Event) decoder.decode(branch, bytes, from, to)));
    Summary summary = trial.summary;
    if (summary == null) {
      throw new IllegalArgumentException(
          "try rules on run '%s': %s".formatted(run.manifest().owner().run(), trial.refused));
    }
    return new Outcome(summary, trial.breaches);
  }

  /** What follows the end is no part of the run; null is a record that is no event. */
  private void accept(@Nullable Event event) {
    RunAnalysis open = analysis;
    if (open == null) {
      if (event != null) {
        open(event);
      }
    } else if (!open.isClosed()) {
      if (event == null) {
        open.acceptMalformed();
      } else {
        open.accept(event, outputs());
      }
    }
  }

  private void open(Event first) {
    if (first.getBody() instanceof RunStarted started) {
      started.put("config", config(started.getConfig()));
      refused = "its RunStarted was refused";
    }
    analysis = RunAnalysis.open(first, outputs()).orElse(null);
  }

  /** The run's own configuration with these rules, judged by what it says of faults and phases. */
  private String config(String own) {
    RuleSet set = RuleSets.fromConfig(own).with(rules).with(failOn, undecidedIsOk);
    ObjectNode config = Json.readObject(own);
    config.set("judging", RuleSets.judging(set));
    config.set("rules", RuleSets.rules(set));
    return CanonicalJson.write(config);
  }

  private Outputs outputs() {
    return new Outputs() {
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
        if (fate == Fate.NO_RUN) {
          refused = detail;
        }
      }
    };
  }
}
