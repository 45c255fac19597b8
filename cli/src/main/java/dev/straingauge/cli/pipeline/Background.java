package dev.straingauge.cli.pipeline;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** Work on a thread of its own that does not keep the process alive. */
final class Background {

  private Background() {}

  /** Gives a value. */
  interface Work<T> {
    T run() throws Exception;
  }

  /** Does something; the value says only that it is done. */
  static CompletableFuture<Boolean> run(String name, Runnable work) {
    return call(
        name,
        () -> {
          work.run();
          return true;
        });
  }

  static <T> CompletableFuture<T> call(String name, Work<T> work) {
    CompletableFuture<T> result = new CompletableFuture<>();
    Thread.ofPlatform()
        .name(name)
        .daemon()
        .start(
            () -> {
              try {
                result.complete(work.run());
              } catch (Throwable e) {
                result.completeExceptionally(e);
              }
            });
    return result;
  }

  /** Waits; what the work threw is thrown, unchecked. */
  static <T> T value(CompletableFuture<T> future) {
    try {
      return future.join();
    } catch (CompletionException e) {
      throw unchecked(e);
    }
  }

  /** The true cause, wrapped only where it is checked. */
  static RuntimeException unchecked(Throwable failure) {
    Throwable cause = failure;
    while ((cause instanceof CompletionException || cause instanceof ExecutionException)
        && cause.getCause() != null) {
      cause = cause.getCause();
    }
    if (cause instanceof Error error) {
      throw error;
    }
    return cause instanceof RuntimeException unchecked ? unchecked : new CompletionException(cause);
  }
}
