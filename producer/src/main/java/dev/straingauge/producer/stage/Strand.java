package dev.straingauge.producer.stage;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A strand: a virtual thread that runs while it has the turn, and what it waits for. As a task of
 * the queue it is its own next turn. All fields but {@code turn} belong to whoever has the turn;
 * the volatile {@code turn} publishes them.
 */
final class Strand implements Stage, Runnable {

  private final StageEngine engine;
  private final String path;
  private final @Nullable StrandScope home;
  private final Consumer<Stage> body;
  private @Nullable Thread thread;
  private volatile boolean turn;
  private boolean waiting;
  private boolean cancelled;
  private boolean ended;

  private @Nullable Task timer;
  private @Nullable StrandScope innermost;
  private @Nullable StrandScope joined;
  private @Nullable Throwable failure;

  Strand(StageEngine engine, String path, @Nullable StrandScope home, Consumer<Stage> body) {
    this.engine = engine;
    this.path = path;
    this.home = home;
    this.body = body;
  }

  @Override
  public Instant now() {
    long nanos = engine.nowNanos();
    return Instant.ofEpochSecond(
        Math.floorDiv(nanos, 1_000_000_000L), Math.floorMod(nanos, 1_000_000_000L));
  }

  @Override
  public void sleepUntil(Instant at) {
    throwIfStopped();
    long nanos = nanos(at);
    if (nanos > engine.nowNanos()) {
      timer = engine.enqueue(nanos, this);
      pause();
      throwIfStopped();
    }
  }

  @Override
  public <T> T await(Promise<T> promise) {
    throwIfStopped();
    if (!promise.isDone()) {
      pauseFor(promise);
    }
    return promise.get();
  }

  @Override
  public <T> Optional<T> await(Promise<T> promise, Duration limit) {
    throwIfStopped();
    if (!promise.isDone() && limit.isPositive()) {
      // at its instant the limit goes behind all that is queued for the same instant: a value that
      // comes then wins
      timer = engine.enqueue(saturatedAdd(engine.nowNanos(), limit), this::wake);
      pauseFor(promise);
    }
    return promise.isDone() ? Optional.of(promise.get()) : Optional.empty();
  }

  @Override
  public void scope(Consumer<Scope> work) {
    throwIfStopped();
    StrandScope scope = new StrandScope(engine, this, innermost);
    innermost = scope;
    try {
      work.accept(scope);
    } catch (RuntimeException | Error e) {
      scope.fail(e);
    }
    while (!scope.isEmpty()) {
      if (isStopped()) {
        scope.cancelAll();
      }
      joined = scope;
      pause();
      joined = null;
    }
    innermost = scope.close();
    scope.throwFailure();
    throwIfStopped();
  }

  @Override
  public RandomGenerator random(String purpose) {
    return engine.random(path, purpose);
  }

  /** Its turn has come. */
  @Override
  public void run() {
    waiting = false;
    timer = null;
    engine.give(this);
  }

  void takeTurn() {
    turn = true;
    if (thread == null) {
      Thread begun = Thread.ofVirtual().name(path).unstarted(this::live);
      thread = begun; // before it runs: it asks whether it is the caller
      begun.start();
    } else {
      LockSupport.unpark(thread);
    }
  }

  boolean hasTurn() {
    return turn;
  }

  boolean hasEnded() {
    return ended;
  }

  boolean isCaller() {
    return Thread.currentThread().equals(thread);
  }

  @Nullable Thread thread() {
    return thread;
  }

  @Nullable Throwable failure() {
    return failure;
  }

  String path() {
    return path;
  }

  /** Makes the current or next wait throw, and all after it. */
  void cancel() {
    if (!cancelled && !ended) {
      cancelled = true;
      wake();
    }
  }

  /** Ends the current wait, if it is waiting. */
  void wake() {
    if (waiting) {
      waiting = false;
      if (timer != null) {
        timer.drop();
        timer = null;
      }
      engine.enqueue(engine.nowNanos(), this);
    }
  }

  /** The last strand of the scope has ended. */
  void wakeAtEnd(StrandScope scope) {
    if (joined == scope) {
      wake();
    }
  }

  /** Adds the paths of this strand, if it waits, and of those in its scopes. */
  void collectWaiting(List<String> paths) {
    if (waiting) {
      paths.add(path);
    }
    for (StrandScope scope = innermost; scope != null; scope = scope.outer()) {
      scope.collectWaiting(paths);
    }
  }

  private void live() {
    try {
      if (!cancelled) {
        body.accept(this);
      }
    } catch (Throwable e) {
      failure = e;
    }
    ended = true;
    if (home != null) {
      home.ended(this, failure);
    }
    turn = false;
    engine.wakeLoop();
  }

  private void pauseFor(Promise<?> promise) {
    Consumer<Object> wakeUp = done -> wake();
    promise.waiting(wakeUp);
    pause();
    promise.notWaiting(wakeUp);
    throwIfStopped();
  }

  private void pause() {
    waiting = true;
    turn = false;
    engine.wakeLoop();
    while (!turn) {
      LockSupport.park(this);
    }
  }

  private void throwIfStopped() {
    if (!isCaller()) {
      throw new IllegalStateException(
          "wait in strand '%s': called from '%s'"
              .formatted(path, Thread.currentThread().getName()));
    }
    if (isStopped()) {
      throw new StrandCancelledException(path);
    }
  }

  private boolean isStopped() {
    return cancelled || (innermost != null && innermost.hasFailed());
  }

  private static long nanos(Instant at) {
    try {
      return Math.addExact(Math.multiplyExact(at.getEpochSecond(), 1_000_000_000L), at.getNano());
    } catch (ArithmeticException e) {
      return at.getEpochSecond() < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
    }
  }

  private static long saturatedAdd(long nowNanos, Duration limit) {
    try {
      return Math.addExact(nowNanos, limit.toNanos());
    } catch (ArithmeticException e) {
      return Long.MAX_VALUE;
    }
  }
}
