package dev.straingauge.analyzer.fold;

import dev.straingauge.analyzer.rules.RuleEvaluator;
import dev.straingauge.analyzer.rules.Scope;
import dev.straingauge.analyzer.rules.Selection;
import dev.straingauge.analyzer.rules.WindowContent;
import dev.straingauge.analyzer.state.CellSink;
import dev.straingauge.analyzer.state.StateReader;
import dev.straingauge.event.Measurement;
import dev.straingauge.schemas.topic.Topic;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Gives the thresholds of a run what its windows hold, as they close. Not thread-safe. */
final class RuleFold {

  private final RuleEvaluator rules;
  private final long tick;
  private final SeriesTable series;
  private final Notes notes;
  private final Results results;

  RuleFold(RunFacts facts, SeriesTable series, Notes notes, Results results) {
    this.rules =
        new RuleEvaluator(
            facts.rules(), facts.config(), facts.tick(), facts.grace(), facts.startedAt());
    this.tick = facts.tick();
    this.series = series;
    this.notes = notes;
    this.results = results;
  }

  RuleEvaluator rules() {
    return rules;
  }

  /** Somebody measured something in the pane that begins at {@code start}. */
  void measure(Measurement measurement, long start) {
    if (!rules.isEmpty()) {
      Notes.Step step = running();
      rules.measure(
          measurement,
          start,
          start + tick,
          step == null ? "" : step.started.getStep(),
          step != null && step.started.getWarmUp());
    }
  }

  /** A pane of a series is closed; it ends at {@code end}. */
  void add(Series one, Pane pane, long end) {
    if (rules.isEmpty()) {
      return;
    }
    for (Selection selection : rules.wholeRun()) {
      if (takes(selection, one) && !rules.leavesOut(selection, end - tick, end)) {
        pane.addTo(rules.content(selection));
      }
    }
  }

  /**
   * The panes that end at {@code end} are closed.
   *
   * @param coveredNanos the observed part of them
   */
  void close(long end, long coveredNanos, List<RollingWindow> windows, Outputs out) {
    if (rules.isEmpty()) {
      return;
    }
    List<Selection> due = rules.due(end);
    if (due.isEmpty()) {
      return;
    }
    List<Scope.Phase> phases = phases();
    for (Selection selection : due) {
      if (!selection.isWholeRun()) {
        fill(selection, end, windows);
      } else if (rules.isExpected(selection, phases, end)
          && !rules.leavesOut(selection, end - tick, end)) {
        rules.content(selection).addCovered(coveredNanos);
      }
    }
    rules.evaluate(end, tick, phases, event -> results.emit(Topic.BREACHES, event, out));
  }

  void finish(long end, Outputs out) {
    rules.finish(end, event -> results.emit(Topic.BREACHES, event, out));
  }

  void flush(CellSink cells) {
    rules.flush((number, content) -> cells.put(RunState.key(RunState.RULE, number), content));
  }

  void restore(byte[] key, StateReader in) {
    rules.restore(ByteBuffer.wrap(key, 1, Integer.BYTES).getInt(), in);
  }

  private void fill(Selection selection, long end, List<RollingWindow> windows) {
    WindowContent content = rules.content(selection);
    for (RollingWindow window : windows) {
      if (window.size() == selection.window().toNanos()) {
        for (Series one : series.sorted()) {
          if (takes(selection, one)) {
            window.addTo(content, end, one);
          }
        }
        content.addCovered(window.coveredAt(end));
        return;
      }
    }
  }

  private boolean takes(Selection selection, Series one) {
    return selection.takes(one.key)
        && selection.judges(one.key.getStep(), isWarmUp(one.key.getStep()));
  }

  private boolean isWarmUp(String step) {
    for (Notes.Step one : notes.steps()) {
      if (one.started.getStep().equals(step)) {
        return one.started.getWarmUp();
      }
    }
    return false;
  }

  private Notes.@Nullable Step running() {
    for (Notes.Step step : notes.steps().reversed()) {
      if (step.endedAt == null) {
        return step;
      }
    }
    return null;
  }

  private List<Scope.Phase> phases() {
    List<Scope.Phase> phases = new ArrayList<>();
    for (Notes.Step step : notes.steps()) {
      Long ended = step.endedAt;
      phases.add(
          new Scope.Phase(
              step.started.getStep(),
              step.started.getWarmUp(),
              step.startedAt,
              ended == null ? Long.MAX_VALUE : ended));
    }
    return phases;
  }
}
