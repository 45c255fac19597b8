package dev.straingauge.producer.stage;

import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.locks.LockSupport;

/**
 * Real time. The clock is the wall clock read once, at construction, plus {@link System#nanoTime}
 * since, so that it never goes back (contract I2). Timers, informers and replies of other threads
 * come in by {@link #post}.
 */
public final class LiveStage extends StageEngine {

  private final long epochNanos;

  /**
   * A stage that reports a strand that holds its turn for 5 s.
   *
   * @param seed seeds all generators
   * @param wallClock read once
   */
  public LiveStage(long seed, InstantSource wallClock) {
    this(seed, wallClock, TurnGuard.reporting());
  }

  /**
   * @param seed seeds all generators
   * @param wallClock read once
   * @param guard what happens to a strand that keeps its turn
   */
  public LiveStage(long seed, InstantSource wallClock, TurnGuard guard) {
    super(seed, guard);
    Instant start = wallClock.instant();
    this.epochNanos =
        Math.addExact(Math.multiplyExact(start.getEpochSecond(), 1_000_000_000L), start.getNano())
            - System.nanoTime();
  }

  /** May be called from any thread: what arrives is stamped on arrival. */
  @Override
  public long nowNanos() {
    return epochNanos + System.nanoTime();
  }

  @Override
  boolean reach(long timeNanos) {
    for (long left = timeNanos - nowNanos(); left > 0; left = timeNanos - nowNanos()) {
      if (isPosted()) {
        return false;
      }
      LockSupport.parkNanos(this, left);
    }
    return true;
  }

  @Override
  void idle(Strand root) {
    if (!isPosted()) {
      LockSupport.park(this);
    }
  }
}
