package dev.straingauge.analyzer.rules;

import dev.straingauge.event.Label;
import dev.straingauge.event.SeriesKey;
import dev.straingauge.schemas.config.Rule;
import dev.straingauge.schemas.config.Rule.Measure;
import dev.straingauge.schemas.config.Rule.Subject;
import dev.straingauge.schemas.config.Rule.Tag;
import dev.straingauge.schemas.config.RuleSet;
import dev.straingauge.schemas.config.Words;
import java.time.Duration;
import java.util.List;

/**
 * What one or more rules look at: some series of a run over a window, added up. Rules that look at
 * the same share it. Immutable.
 *
 * @param measure of which kind the series are
 * @param name kind of operation or of I/O, name of a measurement; empty: all kinds together
 * @param labels that a measurement must have
 * @param steps phases that count; empty: all but warm-ups
 * @param window size; zero: the run so far
 * @param muteFaults of the run so far: whether panes that planned faults reach into are left out
 */
public record Selection(
    Measure measure,
    String name,
    List<Tag> labels,
    List<String> steps,
    Duration window,
    boolean muteFaults) {

  static Selection of(Rule rule, String name) {
    Subject subject = rule.subject();
    return new Selection(
        subject.measure(),
        name,
        subject.labels(),
        rule.steps(),
        rule.window(),
        rule.window().isZero() && rule.muteFaults());
  }

  /** Whether it is the run so far. */
  public boolean isWholeRun() {
    return window.isZero();
  }

  /** Whether it takes what happens in a phase. */
  public boolean judges(String step, boolean warmUp) {
    return steps.isEmpty() ? !warmUp : steps.contains(step);
  }

  /** Whether it takes a series, wherever in the run. */
  public boolean takes(SeriesKey series) {
    return series.getMeasure().equals(Words.of(measure))
        && (name.isEmpty() || series.getOperation().equals(name));
  }

  /** Whether it takes a measurement. */
  boolean takes(String series, List<Label> seriesLabels) {
    return measure == Measure.MEASUREMENT
        && name.equals(series)
        && labels.stream()
            .allMatch(
                tag ->
                    seriesLabels.stream()
                        .anyMatch(
                            label ->
                                label.getKey().equals(tag.key())
                                    && label.getValue().equals(tag.value())));
  }

  /** Whether the plan has something for it in a phase. */
  boolean isDrawnIn(RuleSet.Step step) {
    return switch (measure) {
      case OPERATION ->
          name.isEmpty() ? !step.operations().isEmpty() : step.operations().contains(name);
      case IO -> step.io();
      case MEASUREMENT -> true;
    };
  }

  /** As it stands in results. */
  SeriesKey key() {
    return new SeriesKey(
        Words.of(measure),
        name,
        "",
        labels.stream().map(tag -> new Label(tag.key(), tag.value())).toList());
  }
}
