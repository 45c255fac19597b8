package dev.straingauge.analyzer.rules;

import dev.straingauge.analyzer.state.StateReader;
import dev.straingauge.analyzer.state.StateWriter;
import dev.straingauge.event.Measurement;
import dev.straingauge.event.RuleSummary;
import dev.straingauge.schemas.config.AnalysisConfig;
import dev.straingauge.schemas.config.Rule;
import dev.straingauge.schemas.config.Rule.Measure;
import dev.straingauge.schemas.config.RuleSet;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The thresholds of a run, evaluated as its windows close, in order of (rule, series) (contract
 * A4). Pure: what it says follows from what it is given. Not thread-safe.
 *
 * <p>At the close of a pane the caller fills {@link #content} of each selection that is {@link
 * #due}, then calls {@link #evaluate}.
 */
public final class RuleEvaluator {

  /** Rules by series, at most: each has a row in the summary, which must fit into one record. */
  public static final int MAX_TRACKS = 1_000;

  /** Number of the first state that is of a selection and not of a rule. */
  private static final int SELECTIONS = 1_000_000;

  private static final List<String> IO_KINDS = List.of("metadata", "read", "write");

  private final RuleSet set;
  private final Scope scope;
  private final List<RuleTrack> tracks = new ArrayList<>();
  private final Map<Selection, State> selections = new LinkedHashMap<>();
  private final List<Selection> wholeRun;

  /** What belongs to a selection. */
  private static final class State {
    final Selection selection;
    final long advance;
    final WindowContent content = new WindowContent();
    final Measured measured;
    boolean due;
    boolean dirty;
    boolean muted;
    long expectedSince;

    State(Selection selection, long advance, Measured measured) {
      this.selection = selection;
      this.advance = advance;
      this.measured = measured;
    }
  }

  /**
   * Begins a run.
   *
   * @param config windows and kinds of operation
   * @param tick width of a pane
   * @param grace how long a pane stays open
   * @param startedAt when the run began
   * @throws IllegalArgumentException as {@link #check}
   */
  public RuleEvaluator(RuleSet set, AnalysisConfig config, long tick, long grace, long startedAt) {
    this.set = set;
    this.scope = new Scope(set, startedAt);
    for (Rule rule : set.rules()) {
      long advance = rule.window().isZero() ? tick : window(rule, config).advance().toNanos();
      for (String name : names(rule, config)) {
        Selection selection = Selection.of(rule, name);
        selections.computeIfAbsent(selection, one -> state(one, advance, grace + tick));
        tracks.add(new RuleTrack(rule, selection));
      }
    }
    wholeRun = selections.keySet().stream().filter(Selection::isWholeRun).toList();
    tracks.sort(
        Comparator.comparing((RuleTrack track) -> track.rule.id())
            .thenComparing(track -> track.selection.name()));
  }

  /**
   * Checks rules for a run.
   *
   * @throws IllegalArgumentException if a rule's window is not one of the windows, or there are
   *     more than {@link #MAX_TRACKS} rules by series
   */
  public static void check(RuleSet set, AnalysisConfig config) {
    long tracks = 0;
    for (Rule rule : set.rules()) {
      tracks += names(rule, config).size();
      if (!rule.window().isZero()) {
        window(rule, config);
      }
    }
    if (tracks > MAX_TRACKS) {
      throw new IllegalArgumentException(
          "%d rules by series (expected at most %d)".formatted(tracks, MAX_TRACKS));
    }
  }

  /** Whether there is nothing to judge. */
  public boolean isEmpty() {
    return tracks.isEmpty();
  }

  /**
   * The selections whose window ends at {@code end}, their contents empty but for the whole run's.
   */
  public List<Selection> due(long end) {
    List<Selection> due = new ArrayList<>();
    for (State state : selections.values()) {
      state.due = Math.floorMod(end, state.advance) == 0;
      if (state.due) {
        due.add(state.selection);
        if (!state.selection.isWholeRun()) {
          state.content.reset();
          state.measured.addTo(state.content, end);
        }
      }
    }
    return due;
  }

  /** Those that take the run so far: what each pane holds goes into their content. */
  public List<Selection> wholeRun() {
    return wholeRun;
  }

  /** Whether a pane of the run so far is left out. */
  public boolean leavesOut(Selection selection, long start, long end) {
    return selection.muteFaults() && scope.isMuted(start, end);
  }

  /** What a window holds; of the run so far, all that it held up to now. */
  public WindowContent content(Selection selection) {
    State state = state(selection);
    state.dirty = true;
    return state.content;
  }

  /** Whether something is expected of a selection at {@code end}. */
  public boolean isExpected(Selection selection, List<Scope.Phase> phases, long end) {
    return scope.expectedSince(selection, phases, end) < end;
  }

  /**
   * Somebody measured something in the pane [start, end).
   *
   * @param step the phase that ran then
   * @param warmUp whether that is not judged
   */
  public void measure(Measurement measurement, long start, long end, String step, boolean warmUp) {
    for (State state : selections.values()) {
      Selection selection = state.selection;
      if (selection.takes(measurement.getSeries(), measurement.getLabels())
          && selection.judges(step, warmUp)
          && !leavesOut(selection, start, end)) {
        state.dirty = true;
        if (selection.isWholeRun()) {
          state.content.addMeasurements(1, measurement.getValue());
        } else {
          state.measured.add(start, measurement.getValue());
        }
      }
    }
  }

  /** Judges the windows that end at {@code end}, whose contents were filled. */
  public void evaluate(long end, long tick, List<Scope.Phase> phases, BreachSink out) {
    for (State state : selections.values()) {
      if (state.due) {
        state.expectedSince = scope.expectedSince(state.selection, phases, end);
        long size = state.selection.isWholeRun() ? tick : state.selection.window().toNanos();
        state.muted = scope.isMuted(end - size, end);
      }
    }
    for (RuleTrack track : tracks) {
      State state = state(track.selection);
      if (state.due) {
        track.evaluate(
            end, state.content, track.rule.muteFaults() && state.muted, state.expectedSince, out);
      }
    }
  }

  /** The run is over. */
  public void finish(long end, BreachSink out) {
    tracks.forEach(track -> track.finish(end, out));
  }

  /** What became of each rule, in order of (rule, series). */
  public List<RuleSummary> summaries() {
    return tracks.stream().filter(RuleTrack::isThere).map(RuleTrack::summary).toList();
  }

  /** What follows for the run. */
  public RuleVerdict verdict() {
    return RuleVerdict.of(tracks.stream().filter(RuleTrack::isThere).toList(), set.failOn());
  }

  /** Stores a part of the state. */
  @FunctionalInterface
  public interface Cells {
    /** Stores it in place of an older one of that number. */
    void put(int number, byte[] content);
  }

  /** Stores what changed since the last call. */
  public void flush(Cells cells) {
    for (int i = 0; i < tracks.size(); i++) {
      if (tracks.get(i).isDirty()) {
        cells.put(i, tracks.get(i).toBytes());
      }
    }
    int number = SELECTIONS;
    for (State state : selections.values()) {
      boolean keeps =
          state.selection.isWholeRun() || state.selection.measure() == Measure.MEASUREMENT;
      if (keeps && state.dirty) {
        StateWriter out = new StateWriter();
        state.content.write(out);
        state.measured.write(out);
        cells.put(number, out.toBytes());
        state.dirty = false;
      }
      number++;
    }
  }

  /** Puts back what was stored. */
  public void restore(int number, StateReader in) {
    if (number < SELECTIONS) {
      tracks.get(number).read(in);
      return;
    }
    State state = new ArrayList<>(selections.values()).get(number - SELECTIONS);
    state.content.read(in);
    state.measured.read(in);
  }

  private State state(Selection selection) {
    return Objects.requireNonNull(selections.get(selection));
  }

  private static State state(Selection selection, long advance, long ahead) {
    long size = selection.isWholeRun() ? advance : selection.window().toNanos();
    return new State(selection, advance, new Measured(size, advance, ahead));
  }

  private static AnalysisConfig.Window window(Rule rule, AnalysisConfig config) {
    return config.windows().stream()
        .filter(window -> window.size().equals(rule.window()))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "rule '%s': a window of %s (expected one of %s)"
                        .formatted(rule.id(), rule.window(), config.windows())));
  }

  private static List<String> names(Rule rule, AnalysisConfig config) {
    if (!rule.subject().names().isEmpty()) {
      return rule.subject().names();
    }
    if (!rule.subject().each()) {
      return List.of("");
    }
    if (rule.subject().measure() == Measure.IO) {
      return IO_KINDS;
    }
    List<String> names = new ArrayList<>(config.operations());
    names.addAll(config.scenarios());
    return names;
  }
}
