package dev.straingauge.analyzer.rules;

import dev.straingauge.analyzer.state.StateReader;
import dev.straingauge.analyzer.state.StateWriter;

/**
 * One level of a rule on one series: pending while its condition holds, firing once it held for
 * {@code for}, and until it has not held for {@code keep_firing_for}, as Prometheus' alerting rules
 * have it (rules/alerting.go). What cannot be said, for want of data, ends a pending level and
 * leaves a firing one as it is. Not thread-safe.
 */
final class LevelAlert {

  static final long NEVER = Long.MIN_VALUE;

  /** End of the first window of those in a row in which the condition held. */
  private long since = NEVER;

  private boolean firing;
  private long overSince = NEVER;

  /** What a window says of a condition. */
  enum Condition {
    HOLDS,
    FAILS,
    UNKNOWN
  }

  /** A window ends at {@code end}. */
  void evaluate(long end, Condition condition, long hold, long keepFiring) {
    switch (condition) {
      case HOLDS -> {
        overSince = NEVER;
        since = since == NEVER ? end : since;
        firing |= end - since >= hold;
      }
      case FAILS -> fail(end, keepFiring);
      case UNKNOWN -> since = firing ? since : NEVER;
    }
  }

  boolean isFiring() {
    return firing;
  }

  boolean isPending() {
    return since != NEVER && !firing;
  }

  /** Meaningless while neither pending nor firing. */
  long since() {
    return since;
  }

  void write(StateWriter out) {
    out.writeLong(since).writeBoolean(firing).writeLong(overSince);
  }

  void read(StateReader in) {
    since = in.readLong();
    firing = in.readBoolean();
    overSince = in.readLong();
  }

  private void fail(long end, long keepFiring) {
    if (firing && keepFiring > 0) {
      overSince = overSince == NEVER ? end : overSince;
      if (end - overSince < keepFiring) {
        return;
      }
    }
    firing = false;
    since = NEVER;
    overSince = NEVER;
  }
}
