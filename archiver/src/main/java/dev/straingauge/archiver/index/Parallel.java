package dev.straingauge.archiver.index;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/** Many reads at once: a store answers several as fast as one. All static. */
final class Parallel {

  private static final int AT_ONCE = 16;

  private Parallel() {}

  /** What {@code work} gives for each, in their order; the first failure ends it. */
  static <A, B> List<B> map(List<A> each, Function<A, B> work) {
    if (each.isEmpty()) {
      return List.of();
    }
    try (ExecutorService pool =
        Executors.newFixedThreadPool(
            Math.min(AT_ONCE, each.size()), Thread.ofPlatform().daemon().factory())) {
      List<Future<B>> begun = new ArrayList<>();
      each.forEach(one -> begun.add(pool.submit(() -> work.apply(one))));
      List<B> done = new ArrayList<>();
      try {
        for (Future<B> future : begun) {
          done.add(future.get());
        }
      } catch (ExecutionException e) {
        pool.shutdownNow();
        if (e.getCause() instanceof RuntimeException failure) {
          throw failure;
        }
        throw new IllegalStateException(e.getCause());
      } catch (InterruptedException e) {
        pool.shutdownNow();
        Thread.currentThread().interrupt();
        throw new IllegalStateException("read runs: interrupted", e);
      }
      return done;
    }
  }
}
