package dev.straingauge.producer.stage;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One queue of tasks in order of (time, ordinal), and the loop that does them one at a time. A
 * strand is a virtual thread that runs only while the loop waits for it: the turn is passed by park
 * and unpark. The loop is a virtual thread too, since a switch from a platform thread costs forty
 * times as much (contract P2). Only {@link #post} may be called from any thread; everything else
 * belongs to the turn.
 */
public abstract sealed class StageEngine implements Timeline permits VirtualStage, LiveStage {

  private final long seed;
  private final TurnGuard guard;
  private final TaskQueue queue = new TaskQueue();
  private final Queue<Runnable> inbox = new ConcurrentLinkedQueue<>();
  private long ordinal;
  private @Nullable Throwable failure;
  private volatile @Nullable Thread loop;
  private volatile @Nullable Strand holder;

  /** Odd while a task runs; for the guard. */
  private volatile long turns;

  StageEngine(long seed, TurnGuard guard) {
    this.seed = seed;
    this.guard = guard;
  }

  /** The queue, for state machines that are no strands. */
  public final Timeline timeline() {
    return this;
  }

  /**
   * Runs {@code main} as the first strand and returns when it has ended, and with it all strands
   * that it forked; tasks still in the queue are dropped. An interrupt cancels the strand. Once per
   * stage.
   *
   * @throws RuntimeException what a task or the strand threw; the first of them
   * @throws IllegalStateException in virtual time: strands wait and nothing is queued that could
   *     wake them
   */
  public final void run(Consumer<Stage> main) {
    if (loop != null) {
      throw new IllegalStateException("run a stage: it has run before");
    }
    Strand root = new Strand(this, "main", null, main);
    Thread thread = Thread.ofVirtual().name("stage-loop").unstarted(() -> loop(root));
    loop = thread;
    try (TurnGuard.Watch _ = guard.watch(this)) {
      thread.start();
      joinUninterrupted(thread, root);
    }
    throwFirst(failure, root.failure());
  }

  /**
   * Has {@code task} run in a turn of its own, soon; from any thread. What is posted after the end
   * is not run.
   */
  public final void post(Runnable task) {
    inbox.add(task);
    wakeLoop();
  }

  @Override
  public final void at(long timeNanos, Runnable task) {
    Thread thread = loop;
    if (thread != null && !Thread.currentThread().equals(thread) && !isTurnOfCaller()) {
      throw new IllegalStateException("queue a task: not the caller's turn (other threads post)");
    }
    enqueue(timeNanos, task);
  }

  @Override
  public final RandomGenerator random(String purpose) {
    return random("", purpose);
  }

  /** Moves the time up to {@code timeNanos}; false if something was posted before that. */
  abstract boolean reach(long timeNanos);

  /** Nothing is queued: waits for a post, or finds that none can help. */
  abstract void idle(Strand root);

  final RandomGenerator random(String path, String purpose) {
    return Seeds.generator(seed, path, purpose);
  }

  final Task enqueue(long timeNanos, Runnable action) {
    Task task = new Task(Math.max(timeNanos, nowNanos()), ordinal++, action);
    queue.add(task);
    return task;
  }

  final boolean isPosted() {
    return !inbox.isEmpty();
  }

  /** Lets the strand run until it waits or ends. */
  final void give(Strand strand) {
    holder = strand;
    strand.takeTurn();
    while (strand.hasTurn()) {
      LockSupport.park(this);
    }
    holder = null;
  }

  final void wakeLoop() {
    Thread thread = loop;
    if (thread != null) {
      LockSupport.unpark(thread);
    }
  }

  static RuntimeException unchecked(Throwable cause) {
    if (cause instanceof Error error) {
      throw error;
    }
    return cause instanceof RuntimeException unchecked
        ? unchecked
        : new IllegalStateException(cause);
  }

  /** Whether the calling thread is the strand that has the turn. */
  final boolean isTurnOfCaller() {
    Strand strand = holder;
    return strand != null && strand.isCaller();
  }

  final long turns() {
    return turns;
  }

  /** Who has the turn: a strand's thread, or the loop itself. */
  final @Nullable Thread turnThread() {
    Strand strand = holder;
    return strand != null ? strand.thread() : loop;
  }

  private void loop(Strand root) {
    enqueue(nowNanos(), root);
    while (!root.hasEnded()) {
      try {
        step(root);
      } catch (RuntimeException | Error e) {
        end(root, e);
      }
    }
  }

  private void step(Strand root) {
    serveInbox();
    Task next = queue.peek();
    if (next == null) {
      idle(root);
    } else if (failure != null && !(next.action instanceof Strand)) {
      queue.remove();
    } else if (reach(next.timeNanos)) {
      queue.remove();
      perform(next.action);
    }
  }

  private void serveInbox() {
    for (Runnable posted = inbox.poll(); posted != null; posted = inbox.poll()) {
      if (failure == null) {
        perform(posted);
      }
    }
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // written by the loop only
  private void perform(Runnable action) {
    turns++;
    try {
      action.run();
    } finally {
      turns++;
    }
  }

  /** A task failed: from here on only strands run, each to its end. */
  private void end(Strand root, Throwable cause) {
    if (failure == null) {
      failure = cause;
    } else if (!failure.equals(cause)) {
      failure.addSuppressed(cause);
    }
    root.cancel();
  }

  private void joinUninterrupted(Thread thread, Strand root) {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
        post(root::cancel);
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static void throwFirst(@Nullable Throwable ofTask, @Nullable Throwable ofMain) {
    if (ofTask != null) {
      throw unchecked(ofTask);
    }
    if (ofMain != null) {
      throw unchecked(ofMain);
    }
  }
}
