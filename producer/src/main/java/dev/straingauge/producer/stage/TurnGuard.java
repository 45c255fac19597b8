package dev.straingauge.producer.stage;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches that nobody keeps the turn: a strand that computes or blocks for long stops everything
 * else on the stage. Whoever keeps it is reported once, with its stack.
 *
 * @param limit wall time that a turn may take, positive; found up to a quarter later
 * @param fails whether the report also fails the run
 */
public record TurnGuard(Duration limit, boolean fails) {

  private static final Logger log = LoggerFactory.getLogger(TurnGuard.class);
  private static final Duration LIMIT = Duration.ofSeconds(5);

  /**
   * @throws IllegalArgumentException if the limit is not positive
   */
  public TurnGuard {
    if (!limit.isPositive()) {
      throw new IllegalArgumentException("guard the turn: limit " + limit + " (expected above 0)");
    }
  }

  /** Reports a turn of 5 s in the log. */
  public static TurnGuard reporting() {
    return new TurnGuard(LIMIT, false);
  }

  /** Fails the run after a turn of 5 s; for tests. */
  public static TurnGuard failing() {
    return new TurnGuard(LIMIT, true);
  }

  Watch watch(StageEngine engine) {
    return new Watch(engine);
  }

  /**
   * A platform thread beside the stage, since a strand that spins may keep every carrier of virtual
   * threads.
   */
  final class Watch implements AutoCloseable {

    private final StageEngine engine;
    private final Thread thread;
    private volatile boolean closed;

    private Watch(StageEngine engine) {
      this.engine = engine;
      this.thread = Thread.ofPlatform().daemon().name("stage-guard").start(this::look);
    }

    @Override
    public void close() {
      closed = true;
      LockSupport.unpark(thread);
    }

    private void look() {
      long turn = engine.turns();
      long sinceNanos = System.nanoTime();
      boolean reported = false;
      while (!closed) {
        LockSupport.parkNanos(this, limit.toNanos() / 4);
        long nowNanos = System.nanoTime();
        if (engine.turns() != turn) {
          turn = engine.turns();
          sinceNanos = nowNanos;
          reported = false;
        } else if (!reported && turn % 2 == 1 && nowNanos - sinceNanos >= limit.toNanos()) {
          reported = true;
          report();
        }
      }
    }

    private void report() {
      Thread holder = engine.turnThread();
      if (holder == null) {
        return;
      }
      String stack =
          Arrays.stream(holder.getStackTrace())
              .map(frame -> "\n    at " + frame)
              .collect(Collectors.joining());
      String message =
          "keep the turn: '%s' has had it for over %s%s".formatted(holder.getName(), limit, stack);
      if (fails) {
        engine.post(
            () -> {
              throw new IllegalStateException(message);
            });
      } else {
        log.atWarn()
            .addKeyValue("strand", holder.getName())
            .addKeyValue("stack", stack)
            .log("a strand keeps the turn");
      }
    }
  }
}
