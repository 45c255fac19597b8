package dev.straingauge.producer.stage;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A value that will be there later, or a failure. Completed once; confined to the turn: on a live
 * stage, timers, informers and replies post to the inbox, and what they post completes the promise.
 * Not thread-safe.
 *
 * @param <T> the value's type
 */
public final class Promise<T> {

  private @Nullable T value;
  private @Nullable RuntimeException cause;
  private boolean done;
  private final List<Consumer<? super Promise<T>>> waiting = new ArrayList<>(1);

  /** A promise that already has its value. */
  public static <T> Promise<T> of(T value) {
    Promise<T> promise = new Promise<>();
    promise.complete(value);
    return promise;
  }

  /** A promise that already failed. */
  public static <T> Promise<T> failed(RuntimeException cause) {
    Promise<T> promise = new Promise<>();
    promise.fail(cause);
    return promise;
  }

  /** Gives the value; false, and nothing happens, if it was done already. */
  public boolean complete(T result) {
    if (done) {
      return false;
    }
    value = result;
    settle();
    return true;
  }

  /** Gives the failure; false, and nothing happens, if it was done already. */
  public boolean fail(RuntimeException failure) {
    if (done) {
      return false;
    }
    cause = failure;
    settle();
    return true;
  }

  /** Whether it has its value or failure. */
  public boolean isDone() {
    return done;
  }

  /**
   * The value.
   *
   * @throws RuntimeException the failure, if it failed
   * @throws IllegalStateException if it is not done
   */
  public T get() {
    if (cause != null) {
      throw cause;
    }
    if (!done || value == null) {
      throw new IllegalStateException("read a promise: not done");
    }
    return value;
  }

  /** Calls {@code then} in the completer's turn, or at once if it is done. */
  public void whenDone(Consumer<? super Promise<T>> then) {
    if (done) {
      then.accept(this);
    } else {
      waiting.add(then);
    }
  }

  /** A strand begins to wait; not to be called when done. */
  void waiting(Consumer<Object> wakeUp) {
    waiting.add(wakeUp);
  }

  /** A strand waits no more, whether this is done or not. */
  void notWaiting(Consumer<Object> wakeUp) {
    waiting.remove(wakeUp);
  }

  private void settle() {
    done = true;
    List<Consumer<? super Promise<T>>> all = List.copyOf(waiting);
    waiting.clear();
    all.forEach(then -> then.accept(this));
  }
}
