package dev.straingauge.producer.stage;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A scope of one strand: its strands that have not ended, in order of their start, and the first
 * failure.
 */
final class StrandScope implements Scope {

  private final StageEngine engine;
  private final Strand owner;
  private final @Nullable StrandScope outer;
  private final Set<Strand> open = new LinkedHashSet<>();
  private final NameSet names = new NameSet();
  private @Nullable Throwable failure;
  private boolean closed;

  StrandScope(StageEngine engine, Strand owner, @Nullable StrandScope outer) {
    this.engine = engine;
    this.owner = owner;
    this.outer = outer;
  }

  @Override
  public void fork(String name, Consumer<Stage> body) {
    if (closed) {
      throw new IllegalStateException(
          "fork strand '%s' in '%s': the scope has ended".formatted(name, owner.path()));
    }
    if (!engine.isTurnOfCaller()) {
      throw new IllegalStateException(
          "fork strand '%s' in '%s': not the caller's turn".formatted(name, owner.path()));
    }
    if (!names.add(name)) {
      throw new IllegalArgumentException(
          "fork strand '%s' in '%s': the name is taken".formatted(name, owner.path()));
    }
    Strand strand = new Strand(engine, owner.path() + "/" + name, this, body);
    open.add(strand);
    engine.enqueue(engine.nowNanos(), strand);
    if (failure != null) {
      strand.cancel();
    }
  }

  boolean isEmpty() {
    return open.isEmpty();
  }

  /** Whether this scope or one around it, of the same strand, failed. */
  boolean hasFailed() {
    return failure != null || (outer != null && outer.hasFailed());
  }

  @Nullable StrandScope outer() {
    return outer;
  }

  void fail(Throwable cause) {
    if (failure == null) {
      failure = cause;
      cancelAll();
    } else if (!failure.equals(cause) && !(cause instanceof StrandCancelledException)) {
      failure.addSuppressed(cause);
    }
  }

  void cancelAll() {
    open.forEach(Strand::cancel);
  }

  void ended(Strand strand, @Nullable Throwable cause) {
    open.remove(strand);
    if (cause != null && !(cause instanceof StrandCancelledException)) {
      fail(cause);
      owner.wake();
    } else if (open.isEmpty()) {
      owner.wakeAtEnd(this);
    }
  }

  /** Nothing more is forked; gives the scope around it. */
  @Nullable StrandScope close() {
    closed = true;
    return outer;
  }

  void throwFailure() {
    if (failure != null) {
      throw StageEngine.unchecked(failure);
    }
  }

  void collectWaiting(List<String> paths) {
    open.forEach(strand -> strand.collectWaiting(paths));
  }
}
