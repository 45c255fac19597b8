package dev.straingauge.analyzer.rules;

import dev.straingauge.analyzer.rules.LevelAlert.Condition;
import dev.straingauge.analyzer.state.StateReader;
import dev.straingauge.analyzer.state.StateWriter;
import dev.straingauge.event.RuleLevel;
import dev.straingauge.schemas.config.Rule;
import dev.straingauge.schemas.config.Rule.Bound;
import dev.straingauge.schemas.config.Rule.Level;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The levels of a rule on one series. Each is an alert of its own; the rule fires at the worst one
 * that does. Not thread-safe.
 */
final class Levels {

  private static final Level[] LEVELS = Level.values();

  private final Rule rule;
  private final Map<Level, LevelAlert> alerts = new EnumMap<>(Level.class);

  Levels(Rule rule) {
    this.rule = rule;
    for (Level level : LEVELS) {
      alerts.put(level, new LevelAlert());
    }
  }

  /**
   * A window ends at {@code end}.
   *
   * @param found null: nothing can be said of it
   * @return whether something could be said of a level
   */
  boolean evaluate(long end, @Nullable Found found) {
    boolean said = false;
    for (Level level : LEVELS) {
      Optional<Bound> bound = rule.bounds().of(level);
      if (bound.isPresent()) {
        LevelAlert alert = alert(level);
        Condition condition =
            found == null ? Condition.UNKNOWN : condition(level, bound.get(), alert, found);
        said |= condition != Condition.UNKNOWN;
        alert.evaluate(end, condition, rule.hold().toNanos(), rule.keepFiring().toNanos());
      }
    }
    return said;
  }

  /** The worst level that fires. */
  RuleLevel firing() {
    RuleLevel worst = RuleLevel.NONE;
    for (Level level : LEVELS) {
      worst = alert(level).isFiring() ? record(level) : worst;
    }
    return worst;
  }

  /** Since when the condition holds that fires longest. */
  long since() {
    long since = Long.MAX_VALUE;
    for (LevelAlert alert : alerts.values()) {
      since = alert.isFiring() ? Math.min(since, alert.since()) : since;
    }
    return since;
  }

  boolean isPending() {
    for (LevelAlert alert : alerts.values()) {
      if (alert.isPending()) {
        return true;
      }
    }
    return false;
  }

  /** The bound of a level, in billionths. */
  @Nullable Long bound(RuleLevel level) {
    return switch (level) {
      case NONE -> null;
      case ELEVATED -> bound(Level.ELEVATED);
      case WARNING -> bound(Level.WARNING);
      case CRITICAL -> bound(Level.CRITICAL);
    };
  }

  void write(StateWriter out) {
    for (LevelAlert alert : alerts.values()) {
      alert.write(out);
    }
  }

  void read(StateReader in) {
    for (LevelAlert alert : alerts.values()) {
      alert.read(in);
    }
  }

  static RuleLevel record(Level level) {
    return switch (level) {
      case ELEVATED -> RuleLevel.ELEVATED;
      case WARNING -> RuleLevel.WARNING;
      case CRITICAL -> RuleLevel.CRITICAL;
    };
  }

  private @Nullable Long bound(Level level) {
    return rule.bounds().of(level).map(Bound::billionths).orElse(null);
  }

  private LevelAlert alert(Level level) {
    return Objects.requireNonNull(alerts.get(level));
  }

  /**
   * A value is beyond a bound when it lies on its bad side, and is not acceptable when it does not
   * lie on its good side. A percentile that the data do not reach is beyond each bound up to the
   * last censoring time; of those above nothing can be said.
   */
  private Condition condition(Level level, Bound bound, LevelAlert alert, Found found) {
    boolean above = rule.bounds().above();
    int order = found.compareTo(alert.isFiring() ? bound.clear() : bound.billionths());
    if (!found.reached()) {
      return order < 0 ? Condition.UNKNOWN : above ? Condition.HOLDS : Condition.FAILS;
    }
    int beyond = above ? order : -order;
    boolean holds = level == Level.ELEVATED ? beyond >= 0 : beyond > 0;
    return holds ? Condition.HOLDS : Condition.FAILS;
  }
}
