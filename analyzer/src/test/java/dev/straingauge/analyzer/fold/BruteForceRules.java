package dev.straingauge.analyzer.fold;

import dev.straingauge.event.Event;
import dev.straingauge.event.Measurement;
import dev.straingauge.event.OperationFinished;
import dev.straingauge.event.OperationStarted;
import dev.straingauge.event.Outcome;
import dev.straingauge.event.StepEnded;
import dev.straingauge.event.StepStarted;
import dev.straingauge.schemas.config.Rule;
import dev.straingauge.schemas.config.Rule.Bound;
import dev.straingauge.schemas.config.Rule.Level;
import dev.straingauge.schemas.config.Rule.Measure;
import dev.straingauge.schemas.config.Rule.Metric;
import dev.straingauge.schemas.config.Rule.Statistic.Kind;
import dev.straingauge.schemas.config.RuleSet;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The rules of docs/guide/thresholds.md once more, the slow way: each window is made of all events
 * anew, each level is an alert as in Prometheus' rules/alerting.go, each condition a comparison of
 * decimal numbers. Shares no code with the analysis.
 */
final class BruteForceRules {

  private static final long SECOND = 1_000_000_000L;

  private final List<Event> events;
  private final RuleSet set;
  private final long start;
  private final List<String> told = new ArrayList<>();

  BruteForceRules(List<Event> events, RuleSet set) {
    this.events = events;
    this.set = set;
    this.start = events.getFirst().getTime();
  }

  /** An alert of Prometheus. */
  private static final class Alert {
    @Nullable Long activeAt;
    boolean firing;
    @Nullable Long keepFiringSince;
  }

  private record Value(@Nullable BigDecimal number, BigDecimal above, long n) {}

  private record Target(Rule rule, @Nullable String name) {}

  private static final class Track {
    final Map<Level, Alert> alerts = new EnumMap<>(Level.class);
    @Nullable Level open;
    long since;
    boolean occurred;
    @Nullable Long emptySince;
    @Nullable Long silentSince;
    int judged;
    int insufficient;
    int empty;
    int muted;
  }

  /** One line for each thing that happens to a breach, and one for each rule at the end. */
  List<String> tell() {
    long last = events.getLast().getTime();
    List<Target> targets = targets();
    List<Track> tracks = targets.stream().map(target -> new Track()).toList();
    for (long end = start + SECOND; end <= last + SECOND - 1; end += SECOND) {
      for (int i = 0; i < targets.size(); i++) {
        Rule rule = targets.get(i).rule;
        if ((end / SECOND) % (advance(rule) / SECOND) == 0) {
          evaluate(targets.get(i), tracks.get(i), end);
        }
      }
    }
    for (int i = 0; i < targets.size(); i++) {
      Track track = tracks.get(i);
      if (track.open != null) {
        tell(targets.get(i), "CLOSED_BY_RUN_END", last, track.since, track.open.name());
      }
    }
    for (int i = 0; i < targets.size(); i++) {
      Track track = tracks.get(i);
      Target target = targets.get(i);
      boolean maybe = target.rule.subject().each() && target.rule.subject().names().isEmpty();
      if (!maybe || track.occurred) {
        told.add(
            "%s/%s judged=%d insufficient=%d empty=%d muted=%d"
                .formatted(
                    target.rule.id(),
                    target.name == null ? "" : target.name,
                    track.judged,
                    track.insufficient,
                    track.empty,
                    track.muted));
      }
    }
    return told;
  }

  private List<Target> targets() {
    List<Target> targets = new ArrayList<>();
    for (Rule rule : set.rules()) {
      if (!rule.subject().names().isEmpty()) {
        rule.subject().names().forEach(name -> targets.add(new Target(rule, name)));
      } else if (rule.subject().each()) {
        List.of("create_pvc", "attach_pod").forEach(name -> targets.add(new Target(rule, name)));
      } else {
        targets.add(new Target(rule, null));
      }
    }
    targets.sort(
        (a, b) ->
            a.rule.id().equals(b.rule.id())
                ? String.valueOf(a.name).compareTo(String.valueOf(b.name))
                : a.rule.id().compareTo(b.rule.id()));
    return targets;
  }

  private void evaluate(Target target, Track track, long end) {
    Rule rule = target.rule;
    long from = rule.window().isZero() ? end - SECOND : end - rule.window().toNanos();
    if (rule.muteFaults() && muted(from, end)) {
      track.muted++;
      track.emptySince = null;
      track.alerts.values().forEach(alert -> unknown(alert));
      return;
    }
    long expectedFor = end - expectedSince(target, end);
    boolean counted = rule.statistic().kind() == Kind.COUNT || rule.statistic().kind() == Kind.RATE;
    Optional<Value> value = value(target, end);
    if (value.isPresent() && counted) {
      boolean zero = value.get().number != null && value.get().number.signum() == 0;
      boolean means =
          rule.bounds().above()
              ? expectedFor > 0 || !zero
              : expectedFor > 0 && expectedFor >= rule.window().toNanos();
      if (!means) {
        track.alerts.values().forEach(alert -> unknown(alert));
        track.emptySince = null;
        return;
      }
    }
    if (value.isEmpty()) {
      track.alerts.values().forEach(alert -> unknown(alert));
      boolean maybe = rule.subject().each() && rule.subject().names().isEmpty();
      if (expectedFor == 0 || (maybe && !track.occurred)) {
        track.emptySince = null;
        return;
      }
      track.empty++;
      if (track.emptySince == null) {
        track.emptySince = end;
      }
      if (track.silentSince == null && end - track.emptySince >= rule.noDataFor().toNanos()) {
        track.silentSince = track.emptySince;
        tell(target, "NO_DATA", end, track.emptySince, "NONE");
      }
      return;
    }
    track.occurred = true;
    if (track.silentSince != null) {
      tell(target, "CLEARED", end, track.silentSince, "NONE");
    }
    track.silentSince = null;
    track.emptySince = null;
    if (!counted && value.get().n < rule.minSamples()) {
      track.insufficient++;
      track.alerts.values().forEach(alert -> unknown(alert));
      return;
    }
    judge(target, track, end, value.get());
  }

  private void judge(Target target, Track track, long end, Value value) {
    Rule rule = target.rule;
    boolean said = false;
    for (Level level : Level.values()) {
      Optional<Bound> bound = rule.bounds().of(level);
      if (bound.isEmpty()) {
        continue;
      }
      Alert alert = track.alerts.computeIfAbsent(level, key -> new Alert());
      Optional<Boolean> holds = holds(rule, level, bound.get(), alert.firing, value);
      said |= holds.isPresent();
      if (holds.isEmpty()) {
        unknown(alert);
      } else {
        eval(alert, holds.get(), end, rule.hold().toNanos(), rule.keepFiring().toNanos());
      }
    }
    if (said) {
      track.judged++;
    } else {
      track.insufficient++;
    }
    Level now = null;
    long since = Long.MAX_VALUE;
    for (Level level : Level.values()) {
      Alert alert = track.alerts.get(level);
      if (alert != null && alert.firing) {
        now = level;
        since = Math.min(since, Objects.requireNonNull(alert.activeAt));
      }
    }
    if (now != track.open) {
      String kind =
          track.open == null
              ? "OPENED"
              : now == null
                  ? "CLEARED"
                  : now.compareTo(track.open) > 0 ? "ESCALATED" : "DEESCALATED";
      track.since = track.open == null ? since : track.since;
      tell(target, kind, end, track.since, now == null ? "NONE" : now.name());
      track.open = now;
    }
  }

  /** Prometheus: AlertingRule.Eval, for one series. */
  private static void eval(Alert a, boolean inResult, long ts, long hold, long keepFiringFor) {
    if (inResult) {
      a.keepFiringSince = null;
      if (a.activeAt == null) {
        a.activeAt = ts;
      }
      if (!a.firing && ts - a.activeAt >= hold) {
        a.firing = true;
      }
      return;
    }
    boolean keepFiring = false;
    if (a.firing && keepFiringFor > 0) {
      if (a.keepFiringSince == null) {
        a.keepFiringSince = ts;
      }
      keepFiring = ts - a.keepFiringSince < keepFiringFor;
    }
    if (!keepFiring) {
      a.firing = false;
      a.activeAt = null;
      a.keepFiringSince = null;
    }
  }

  private static void unknown(Alert alert) {
    if (!alert.firing) {
      alert.activeAt = null;
    }
  }

  private static Optional<Boolean> holds(
      Rule rule, Level level, Bound bound, boolean firing, Value value) {
    BigDecimal limit = BigDecimal.valueOf(firing ? bound.clear() : bound.billionths(), 9);
    if (value.number == null) {
      return value.above.compareTo(limit) < 0
          ? Optional.empty()
          : Optional.of(rule.bounds().above());
    }
    int order = value.number.compareTo(limit);
    boolean bad = rule.bounds().above() ? order > 0 : order < 0;
    return Optional.of(bad || (level == Level.ELEVATED && order == 0));
  }

  private Optional<Value> value(Target target, long end) {
    Rule rule = target.rule;
    boolean run = rule.window().isZero();
    long from = run ? start : end - rule.window().toNanos();
    List<OperationFinished> ended = new ArrayList<>();
    long started = 0;
    List<Double> measured = new ArrayList<>();
    String step = "";
    boolean warmUp = false;
    for (Event event : events) {
      long time = event.getBody() instanceof Measurement m ? m.getAt() : event.getTime();
      if (event.getBody() instanceof StepStarted s) {
        step = s.getStep();
        warmUp = s.getWarmUp();
      } else if (event.getBody() instanceof StepEnded) {
        step = "";
        warmUp = false;
      }
      long pane = Math.floorDiv(time, SECOND) * SECOND;
      boolean late = pane + SECOND <= event.getTime();
      if (late
          || pane < from
          || pane >= end
          || (run && rule.muteFaults() && muted(pane, pane + SECOND))) {
        continue;
      }
      boolean inScope = judged(rule, step, warmUp);
      switch (event.getBody()) {
        case OperationStarted s when takes(target, s.getOperation(), s.getStep()) -> started++;
        case OperationFinished f when takes(target, f.getOperation(), f.getStep()) -> ended.add(f);
        case Measurement m
            when rule.subject().measure() == Measure.MEASUREMENT
                && (rule.subject().labels().isEmpty()
                    || m.getLabels().getFirst().getValue().equals("a"))
                && inScope ->
            measured.add(m.getValue());
        default -> {}
      }
    }
    if (rule.metric() == Metric.VALUE) {
      return measured.isEmpty()
          ? Optional.empty()
          : Optional.of(
              new Value(
                  BigDecimal.valueOf(measured.stream().max(Double::compare).orElseThrow()),
                  BigDecimal.ZERO,
                  measured.size()));
    }
    long good = ended.stream().filter(f -> f.getOutcome() == Outcome.SUCCEEDED).count();
    long counted =
        switch (rule.metric()) {
          case STARTED -> started;
          case ENDED -> ended.size();
          case SUCCEEDED -> good;
          default -> ended.size() - good;
        };
    return switch (rule.statistic().kind()) {
      case COUNT -> Optional.of(new Value(BigDecimal.valueOf(counted), BigDecimal.ZERO, 0));
      case RATE -> {
        long covered = run ? coveredOfRun(target, end) : covered(from, end);
        yield covered == 0
            ? Optional.empty()
            : Optional.of(
                new Value(
                    BigDecimal.valueOf(counted)
                        .multiply(BigDecimal.valueOf(SECOND))
                        .divide(BigDecimal.valueOf(covered), new MathContext(40)),
                    BigDecimal.ZERO,
                    0));
      }
      case RATIO ->
          ended.isEmpty()
              ? Optional.empty()
              : Optional.of(
                  new Value(
                      BigDecimal.valueOf(counted)
                          .divide(BigDecimal.valueOf(ended.size()), new MathContext(40)),
                      BigDecimal.ZERO,
                      ended.size()));
      case PERCENTILE -> rank(rule, ended, rule.statistic().perMillion());
      case MAX -> rank(rule, ended, 1_000_000);
    };
  }

  private static Optional<Value> rank(Rule rule, List<OperationFinished> ended, long perMillion) {
    if (ended.isEmpty()) {
      return Optional.empty();
    }
    List<Long> times = new ArrayList<>();
    long above = 0;
    for (OperationFinished f : ended) {
      long from = rule.metric() == Metric.RESPONSE ? f.getIntendedStart() : f.getStartedAt();
      long took = f.getCompletedAt() - from;
      above = Math.max(above, took);
      if (f.getOutcome() == Outcome.SUCCEEDED) {
        times.add(took);
      }
    }
    times.sort(Long::compare);
    int rank =
        BigDecimal.valueOf(ended.size() * perMillion)
            .divide(BigDecimal.valueOf(1_000_000), 0, RoundingMode.CEILING)
            .intValueExact();
    return Optional.of(
        new Value(
            rank <= times.size() ? BigDecimal.valueOf(times.get(rank - 1), 9) : null,
            BigDecimal.valueOf(above, 9),
            ended.size()));
  }

  private boolean takes(Target target, String operation, String step) {
    return target.rule.subject().measure() == Measure.OPERATION
        && (target.name == null || target.name.equals(operation))
        && judged(target.rule, step, step.equals("warm"));
  }

  private static boolean judged(Rule rule, String step, boolean warmUp) {
    return rule.steps().isEmpty() ? !warmUp : rule.steps().contains(step);
  }

  private boolean muted(long from, long to) {
    return set.faults().stream()
        .anyMatch(span -> from - start < span.to().toNanos() && to - start > span.from().toNanos());
  }

  /** The stretch of phases up to {@code end} in which the plan has something for the rule. */
  private long expectedSince(Target target, long end) {
    long since = end;
    boolean on = false;
    for (Event event : events) {
      if (event.getTime() >= end) {
        break;
      }
      if (event.getBody() instanceof StepStarted step) {
        boolean next =
            judged(target.rule, step.getStep(), step.getWarmUp()) && drawn(target, step.getStep());
        since = next ? (on ? since : event.getTime()) : end;
        on = next;
      }
    }
    return since;
  }

  private boolean drawn(Target target, String step) {
    if (target.rule.subject().measure() == Measure.MEASUREMENT || set.steps().isEmpty()) {
      return true;
    }
    List<String> drawn =
        set.steps().stream()
            .filter(each -> each.name().equals(step))
            .findFirst()
            .orElseThrow()
            .operations();
    return target.name == null || drawn.contains(target.name);
  }

  private long covered(long from, long end) {
    return Math.min(end, events.getLast().getTime()) - Math.max(from, start);
  }

  private long coveredOfRun(Target target, long end) {
    long covered = 0;
    for (long pane = start; pane < end; pane += SECOND) {
      boolean out = target.rule.muteFaults() && muted(pane, pane + SECOND);
      if (!out && expectedSince(target, pane + SECOND) < pane + SECOND) {
        covered += covered(pane, pane + SECOND);
      }
    }
    return covered;
  }

  private static long advance(Rule rule) {
    return rule.window().toSeconds() == 10 ? 5 * SECOND : SECOND;
  }

  private void tell(Target target, String kind, long at, long since, String level) {
    told.add(
        "%s/%s %s %s at=%d since=%d"
            .formatted(
                target.rule.id(),
                target.name == null ? "" : target.name,
                kind,
                level,
                (at - start) / 1_000_000,
                (since - start) / 1_000_000));
  }
}
