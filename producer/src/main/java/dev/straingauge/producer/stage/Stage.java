package dev.straingauge.producer.stage;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * Where scenario code runs: plain sequential code in strands, of which exactly one runs at a time.
 * It waits only in here (contract P1). An instance belongs to one strand and is not to be given to
 * another.
 */
public interface Stage {

  /** Virtual time, or the writer's clock; never goes back. */
  Instant now();

  /**
   * Waits until {@code at}; returns at once, without giving up the turn, if that is not in the
   * future.
   */
  void sleepUntil(Instant at);

  /** Waits for the promise; a failed one throws its cause, a {@link RuntimeException}. */
  <T> T await(Promise<T> promise);

  /**
   * Waits for the promise for at most {@code limit}; empty: the limit passed first. A failed
   * promise throws its cause.
   */
  <T> Optional<T> await(Promise<T> promise, Duration limit);

  /**
   * Runs {@code body}, then waits for all strands that it forked; the first failure cancels the
   * others and is thrown.
   */
  void scope(Consumer<Scope> body);

  /** A generator seeded by the run's seed, this strand's path and {@code purpose}. */
  RandomGenerator random(String purpose);
}
