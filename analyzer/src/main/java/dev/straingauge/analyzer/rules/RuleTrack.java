package dev.straingauge.analyzer.rules;

import dev.straingauge.analyzer.state.StateReader;
import dev.straingauge.analyzer.state.StateWriter;
import dev.straingauge.event.BreachKind;
import dev.straingauge.event.RuleLevel;
import dev.straingauge.event.RuleState;
import dev.straingauge.event.RuleSummary;
import dev.straingauge.schemas.config.Rule;
import dev.straingauge.schemas.config.Rule.Bound;
import dev.straingauge.schemas.config.Rule.Level;
import dev.straingauge.schemas.config.Rule.Statistic.Kind;
import dev.straingauge.schemas.config.Statistics;
import dev.straingauge.schemas.config.Words;
import org.jspecify.annotations.Nullable;

/** One rule on one series, window by window. Not thread-safe. */
final class RuleTrack {

  final Rule rule;
  final Selection selection;

  private final Levels levels;
  private final Breaches breaches;
  private final boolean alwaysHasValue;

  /** It is there for each kind that may occur. */
  private final boolean isOfEach;

  private long judged;
  private long insufficient;
  private long empty;
  private long muted;

  /** End of the first window of those in a row that were empty. */
  private long emptySince = LevelAlert.NEVER;

  /** The same of a silence that was told and goes on. */
  private long silentSince = LevelAlert.NEVER;

  /** It has seen something to judge by. */
  private boolean occurred;

  private boolean everSilent;
  private @Nullable Found worst;
  private long worstAt;

  /** Changed since it was last stored. */
  private boolean dirty;

  RuleTrack(Rule rule, Selection selection) {
    this.rule = rule;
    this.selection = selection;
    this.levels = new Levels(rule);
    this.breaches = new Breaches(rule, selection.key(), levels);
    Kind kind = rule.statistic().kind();
    this.isOfEach = rule.subject().each() && rule.subject().names().isEmpty();
    this.alwaysHasValue = kind == Kind.COUNT || kind == Kind.RATE;
  }

  /**
   * A window ends at {@code end}.
   *
   * @param isMuted whether a planned fault reaches into it
   * @param expectedSince since when something is expected; {@code end}: nothing is
   */
  void evaluate(
      long end, WindowContent content, boolean isMuted, long expectedSince, BreachSink out) {
    dirty = true;
    if (isMuted) {
      muted++;
      emptySince = LevelAlert.NEVER;
      levels.evaluate(end, null);
      return;
    }
    Found found = Found.of(rule, content);
    boolean expected = expectedSince < end && (!isOfEach || occurred);
    if (found == null || (alwaysHasValue && isOutside(end, found, expectedSince))) {
      levels.evaluate(end, null);
      missing(end, expected && found == null, out);
      return;
    }
    occurred = true;
    heard(end, out);
    if (found.count() < rule.minSamples() && !alwaysHasValue) {
      insufficient++;
      levels.evaluate(end, null);
      return;
    }
    judge(end, found, out);
  }

  /** The run is over at {@code end}. */
  void finish(long end, BreachSink out) {
    breaches.finish(end, out);
    dirty = true;
  }

  /** Whether it fires at that level or above, or did. */
  boolean reached(RuleLevel level) {
    return breaches.worst().compareTo(level) >= 0;
  }

  /** Whether it was judged at all, and nothing was missing that it should have seen. */
  boolean isDecided() {
    return judged > 0 && !everSilent;
  }

  /** Whether it counts: of the kinds that may occur, those that did. */
  boolean isThere() {
    return !isOfEach || occurred;
  }

  boolean wasJudged() {
    return judged > 0;
  }

  RuleState state() {
    if (levels.firing() != RuleLevel.NONE) {
      return RuleState.FIRING;
    }
    if (breaches.worst() != RuleLevel.NONE) {
      return RuleState.CLEARED;
    }
    if (judged == 0) {
      return insufficient > 0
          ? RuleState.INSUFFICIENT
          : muted > 0 && empty == 0 ? RuleState.MUTED : RuleState.NO_DATA;
    }
    return everSilent ? RuleState.NO_DATA : levels.isPending() ? RuleState.PENDING : RuleState.OK;
  }

  RuleSummary summary() {
    RuleLevel firing = levels.firing();
    Found most = worst;
    return RuleSummary.newBuilder()
        .setRule(rule.id())
        .setRuleVersion(breaches.version())
        .setSource(rule.source())
        .setSeries(selection.key())
        .setMetric(Words.of(rule.metric()))
        .setStatistic(Statistics.word(rule.statistic()))
        .setUnit(Words.of(rule.unit()))
        .setWindowNanos(rule.window().toNanos())
        .setAbove(rule.bounds().above())
        .setAcceptableBillionths(bound(Level.ELEVATED))
        .setWarningBillionths(bound(Level.WARNING))
        .setCriticalBillionths(bound(Level.CRITICAL))
        .setForNanos(rule.hold().toNanos())
        .setRequired(rule.required())
        .setState(state())
        .setLevel(firing == RuleLevel.NONE ? breaches.worst() : firing)
        .setWorstLevel(breaches.worst())
        .setWorst(most == null ? null : most.toRecord())
        .setWorstAt(most == null ? null : worstAt)
        .setJudged(judged)
        .setInsufficient(insufficient)
        .setEmpty(empty)
        .setMuted(muted)
        .setSilent(everSilent)
        .setEpisodes(breaches.episodes())
        .setBreaches(breaches.count())
        .build();
  }

  boolean isDirty() {
    return dirty;
  }

  byte[] toBytes() {
    dirty = false;
    StateWriter out = new StateWriter();
    out.writeLong(judged).writeLong(insufficient).writeLong(empty).writeLong(muted);
    out.writeLong(emptySince)
        .writeLong(silentSince)
        .writeBoolean(everSilent)
        .writeBoolean(occurred);
    levels.write(out);
    breaches.write(out);
    Found most = worst;
    out.writeBoolean(most != null).writeLong(worstAt);
    if (most != null) {
      out.writeLong(most.numerator())
          .writeLong(most.denominator())
          .writeBoolean(most.perNano())
          .writeBoolean(most.reached())
          .writeLong(most.count())
          .writeLong(most.succeeded())
          .writeLong(most.ended());
    }
    return out.toBytes();
  }

  void read(StateReader in) {
    judged = in.readLong();
    insufficient = in.readLong();
    empty = in.readLong();
    muted = in.readLong();
    emptySince = in.readLong();
    silentSince = in.readLong();
    everSilent = in.readBoolean();
    occurred = in.readBoolean();
    levels.read(in);
    breaches.read(in);
    boolean hasWorst = in.readBoolean();
    worstAt = in.readLong();
    worst =
        hasWorst
            ? new Found(
                in.readLong(),
                in.readLong(),
                in.readBoolean(),
                in.readBoolean(),
                in.readLong(),
                in.readLong(),
                in.readLong())
            : null;
    dirty = false;
  }

  /**
   * A count has a value everywhere. It means something where something is expected, and there are
   * few in a window that only began to.
   */
  private boolean isOutside(long end, Found found, long expectedSince) {
    if (rule.bounds().above()) {
      return expectedSince >= end && found.numerator() == 0;
    }
    return expectedSince >= end || end - expectedSince < rule.window().toNanos();
  }

  private void judge(long end, Found found, BreachSink out) {
    Found most = worst;
    int order = most == null ? 1 : found.compareTo(most);
    if (most == null || (rule.bounds().above() ? order > 0 : order < 0)) {
      worst = found;
      worstAt = end;
    }
    if (levels.evaluate(end, found)) {
      judged++;
    } else {
      insufficient++; // a percentile above the last censoring time, and that below each bound
    }
    breaches.follow(end, found, out);
  }

  private void missing(long end, boolean expected, BreachSink out) {
    if (!expected) {
      emptySince = LevelAlert.NEVER;
      return;
    }
    empty++;
    emptySince = emptySince == LevelAlert.NEVER ? end : emptySince;
    if (silentSince == LevelAlert.NEVER && end - emptySince >= rule.noDataFor().toNanos()) {
      silentSince = emptySince;
      everSilent = true;
      breaches.silence(BreachKind.NO_DATA, silentSince, end, 0, out);
    }
  }

  private void heard(long end, BreachSink out) {
    if (silentSince != LevelAlert.NEVER) {
      breaches.silence(BreachKind.CLEARED, silentSince, end, 1, out);
    }
    silentSince = LevelAlert.NEVER;
    emptySince = LevelAlert.NEVER;
  }

  private @Nullable Long bound(Level level) {
    return rule.bounds().of(level).map(Bound::billionths).orElse(null);
  }
}
