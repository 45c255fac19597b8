package dev.straingauge.analyzer.ledger;

import dev.straingauge.schemas.config.LedgerConfig;

/** The time bounds of {@link LedgerConfig} in nanoseconds. */
record Bounds(
    long slow,
    long stuck,
    long deadlock,
    long violation,
    long provision,
    long mount,
    long terminationSlack,
    long defaultGrace,
    long relist) {

  static Bounds of(LedgerConfig config) {
    return new Bounds(
        config.slowAfter().toNanos(),
        config.stuckAfter().toNanos(),
        config.deadlockAfter().toNanos(),
        config.violationAfter().toNanos(),
        config.provisionAfter().toNanos(),
        config.mountAfter().toNanos(),
        config.terminationSlack().toNanos(),
        config.defaultGrace().toNanos(),
        config.relistAfter().toNanos());
  }
}
