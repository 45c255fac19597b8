package dev.straingauge.archiver.manifest;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** Two pieces of work at the same time. */
final class SideBySide {

  private SideBySide() {}

  /**
   * Does {@code here} on this thread and {@code there} on another; returns when both are done, and
   * throws what either threw.
   */
  static void run(Runnable here, Runnable there) {
    FutureTask<Boolean> other = new FutureTask<>(there, true);
    Thread.ofPlatform().daemon().name("archiver-derive").start(other);
    try {
      here.run();
    } finally {
      join(other);
    }
  }

  private static void join(FutureTask<Boolean> other) {
    boolean interrupted = false;
    while (true) {
      try {
        other.get();
        break;
      } catch (InterruptedException e) {
        interrupted = true; // the tables are still in use: go on waiting
      } catch (ExecutionException e) {
        throw e.getCause() instanceof RuntimeException failure
            ? failure
            : new IllegalStateException(e);
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
