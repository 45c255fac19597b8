package dev.straingauge.producer.stage;

import java.util.random.RandomGenerator;

/**
 * The queue behind a stage, for state machines that are no strands: the simulated cluster, the
 * heartbeat. Tasks run one at a time, never beside a strand.
 */
public interface Timeline {

  /** Nanoseconds since 1970-01-01T00:00:00Z, in virtual time or by the writer's clock. */
  long nowNanos();

  /**
   * Runs {@code task} at that time, after all tasks that were queued for the same time before; a
   * past time is now.
   */
  void at(long timeNanos, Runnable task);

  /** A generator seeded by the run's seed and {@code purpose}. */
  RandomGenerator random(String purpose);
}
