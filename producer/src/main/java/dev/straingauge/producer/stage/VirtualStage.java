package dev.straingauge.producer.stage;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Virtual time: the lowest task is taken, the time set to it, and it runs until it waits. The same
 * seed and code give the same order of everything, at any pace. A switch to a strand and back costs
 * one to two microseconds.
 */
public final class VirtualStage extends StageEngine {

  private final long startNanos;
  private final Pace pace;
  private long nowNanos;
  private long wallStartNanos;
  private boolean begun;

  /**
   * A stage that reports a strand that holds its turn for 5 s.
   *
   * @param seed seeds all generators
   * @param startNanos the first moment, nanoseconds since 1970-01-01T00:00:00Z
   * @param pace how fast virtual time passes beside the wall clock
   */
  public VirtualStage(long seed, long startNanos, Pace pace) {
    this(seed, startNanos, pace, TurnGuard.reporting());
  }

  /**
   * @param seed seeds all generators
   * @param startNanos the first moment, nanoseconds since 1970-01-01T00:00:00Z
   * @param pace how fast virtual time passes beside the wall clock
   * @param guard what happens to a strand that keeps its turn
   */
  public VirtualStage(long seed, long startNanos, Pace pace, TurnGuard guard) {
    super(seed, guard);
    this.startNanos = startNanos;
    this.pace = pace;
    this.nowNanos = startNanos;
  }

  @Override
  public long nowNanos() {
    return nowNanos;
  }

  @Override
  boolean reach(long timeNanos) {
    if (timeNanos > nowNanos) {
      if (!pace.isMax() && !waitForWallClock(timeNanos)) {
        return false;
      }
      nowNanos = timeNanos;
    }
    return true;
  }

  @Override
  void idle(Strand root) {
    if (isPosted()) {
      return;
    }
    List<String> waiting = new ArrayList<>();
    root.collectWaiting(waiting);
    throw new IllegalStateException(
        "advance virtual time: nothing is queued, and these strands wait: "
            + String.join(", ", waiting));
  }

  private boolean waitForWallClock(long timeNanos) {
    if (!begun) {
      begun = true;
      wallStartNanos = System.nanoTime();
    }
    long dueNanos = pace.wallNanos(timeNanos - startNanos);
    for (long left = dueNanos - passedNanos(); left > 0; left = dueNanos - passedNanos()) {
      if (isPosted()) {
        return false;
      }
      LockSupport.parkNanos(this, left);
    }
    return true;
  }

  private long passedNanos() {
    return System.nanoTime() - wallStartNanos;
  }
}
