package dev.straingauge.archiver.page;

import dev.straingauge.event.RuleSummary;
import dev.straingauge.event.Slice;
import dev.straingauge.schemas.config.Rule;
import dev.straingauge.schemas.config.Rule.Metric;
import dev.straingauge.schemas.config.Rule.Statistic;
import dev.straingauge.schemas.config.RuleSet;
import dev.straingauge.schemas.sketch.LatencySketch;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The value of a rule over time, from the slices that it looked at, in the windows in which it was
 * judged; per column of the run the worst of its windows. Rates count over the whole window. Not
 * thread-safe.
 */
final class RuleLine {

  private static final long SECOND = 1_000_000_000L;

  /** Of the run so far: evaluated once a column. */
  private final boolean wholeRun;

  final RuleSummary summary;
  private final Rule rule;
  private final Set<String> warmUps;
  private final List<RuleSet.Span> muted;
  private final RunTime time;
  private final long advance;
  private final WindowPart[] parts;
  private final WindowPart window = new WindowPart();
  private long part = Long.MIN_VALUE;

  /** Worst values per column; NaN where there is none. */
  final double[] values;

  /**
   * @param advance distance of two windows
   * @param warmUps phases that are not judged
   * @param faults spans that planned faults reach into
   */
  RuleLine(
      RuleSummary summary,
      Rule rule,
      long advance,
      Set<String> warmUps,
      List<RuleSet.Span> faults,
      RunTime time) {
    this.summary = summary;
    this.rule = rule;
    this.warmUps = warmUps;
    this.muted = rule.muteFaults() ? faults : List.of();
    this.time = time;
    this.wholeRun = summary.getWindowNanos() == 0;
    this.advance = wholeRun ? time.columnNanos() : advance;
    this.parts =
        new WindowPart[wholeRun ? 1 : Math.clamp(summary.getWindowNanos() / advance, 1, 600)];
    for (int i = 0; i < parts.length; i++) {
      parts[i] = new WindowPart();
    }
    values = new double[time.columns()];
    Arrays.fill(values, Double.NaN);
  }

  /** Slices come in order of time; others are left out. */
  void add(Slice slice, LatencySketch response, LatencySketch service, LatencySketch censored) {
    if (!takes(slice) || (wholeRun && isMuted(slice.getStart(), slice.getStart() + SECOND))) {
      return;
    }
    moveTo(Math.floorDiv(slice.getStart(), advance));
    WindowPart into = slot(part);
    into.started += slice.getStarted();
    into.skipped += slice.getSkipped();
    into.succeeded += slice.getSucceeded();
    into.failed += slice.getFailed();
    into.timedOut += slice.getTimedOut();
    into.bytes += slice.getBytes();
    into.times.merge(rule.metric() == Metric.SERVICE ? service : response);
    into.lastCensored = Math.max(into.lastCensored, censored.max().orElse(0));
  }

  /** No more slices come. */
  void end() {
    if (part != Long.MIN_VALUE) {
      long last = Math.floorDiv(time.start() + time.length() - 1, advance) + 1;
      moveTo(wholeRun ? last : Math.min(last, part + parts.length));
    }
  }

  private boolean takes(Slice slice) {
    String of = summary.getSeries().getOperation();
    String step = slice.getSeries().getStep();
    return slice.getSeries().getMeasure().equals(summary.getSeries().getMeasure())
        && (of.isEmpty() || of.equals(slice.getSeries().getOperation()))
        && (rule.steps().isEmpty() ? !warmUps.contains(step) : rule.steps().contains(step));
  }

  private void moveTo(long next) {
    if (part == Long.MIN_VALUE) {
      begin(next);
      return;
    }
    if (wholeRun) {
      for (; part < next; part++) {
        evaluate((part + 1) * advance);
        parts[0].number = part + 1;
      }
      return;
    }
    // where nothing came for longer than a window there is nothing to see
    for (long last = Math.min(next, part + parts.length); part < last; ) {
      evaluate((part + 1) * advance);
      begin(part + 1);
    }
    if (part < next) {
      begin(next);
    }
  }

  private void begin(long next) {
    part = next;
    slot(part).reset(part);
  }

  private WindowPart slot(long number) {
    return parts[(int) Math.floorMod(number, (long) parts.length)];
  }

  /** A value stands for the time between the window before and this one. */
  private void evaluate(long end) {
    window.reset(0);
    for (WindowPart one : parts) {
      if (one.number > part - parts.length && one.number <= part) {
        window.add(one);
      }
    }
    double value = value();
    if (Double.isNaN(value) || (!wholeRun && isMuted(end - advance * parts.length, end))) {
      return;
    }
    int last = time.columnOf(Math.min(end, time.start() + time.length()) - 1);
    for (int i = Math.max(0, time.columnOf(end - advance)); i <= last; i++) {
      boolean worse =
          Double.isNaN(values[i]) || (summary.getAbove() ? value > values[i] : value < values[i]);
      values[i] = worse ? value : values[i];
    }
  }

  /** Whether a planned fault reaches into [from, to), which keeps it from being judged. */
  private boolean isMuted(long from, long to) {
    for (RuleSet.Span span : muted) {
      if (from < time.start() + span.to().toNanos() && time.start() + span.from().toNanos() < to) {
        return true;
      }
    }
    return false;
  }

  /** NaN where the window has no value, or rests on too little. */
  private double value() {
    long ended = window.succeeded + window.failed + window.timedOut;
    return switch (rule.statistic().kind()) {
      case PERCENTILE -> percentile(rule.statistic().perMillion());
      case MAX -> percentile(Statistic.MILLION);
      case RATIO -> {
        boolean planned = rule.metric() == Metric.STARTED || rule.metric() == Metric.SKIPPED;
        long whole = planned ? window.started + window.skipped : ended;
        yield whole < Math.max(1, rule.minSamples()) ? Double.NaN : (double) counted() / whole;
      }
      case COUNT -> counted();
      case RATE -> counted() * (double) SECOND / (advance * parts.length);
    };
  }

  private double percentile(int perMillion) {
    long count = window.times.count() + window.failed + window.timedOut;
    if (count < Math.max(1, rule.minSamples()) || window.times.count() != window.succeeded) {
      return Double.NaN;
    }
    long rank =
        count / Statistic.MILLION * perMillion
            + Math.ceilDiv(count % Statistic.MILLION * perMillion, (long) Statistic.MILLION);
    OptionalLong value = window.times.atRank(Math.max(1, rank));
    return value.orElse(Math.max(window.times.max().orElse(0), window.lastCensored)) / 1e9;
  }

  private long counted() {
    return switch (rule.metric()) {
      case STARTED -> window.started;
      case SKIPPED -> window.skipped;
      case SUCCEEDED -> window.succeeded;
      case FAILED -> window.failed;
      case TIMED_OUT -> window.timedOut;
      case ERRORS -> window.failed + window.timedOut;
      case ENDED -> window.succeeded + window.failed + window.timedOut;
      case BYTES -> window.bytes;
      case RESPONSE, SERVICE, VALUE -> 0;
    };
  }

  /** The bound that is drawn: the worst level's; null where there is none. */
  @Nullable Double bound() {
    for (Long billionths :
        new @Nullable Long[] {summary.getCriticalBillionths(), summary.getWarningBillionths()}) {
      if (billionths != null) {
        return billionths / 1e9;
      }
    }
    return null;
  }
}
