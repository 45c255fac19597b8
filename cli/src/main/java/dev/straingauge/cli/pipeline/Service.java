package dev.straingauge.cli.pipeline;

import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Waits while a service works. */
public final class Service {

  private static final long LOOK_MILLIS = 200;

  private Service() {}

  /**
   * Returns at the first signal; the second one ends the process.
   *
   * @param failure why the service stopped by itself; empty while it works
   * @param tell says what happened since it was called before; called five times a second
   * @throws RuntimeException what the service failed with
   */
  public static void untilStopped(Supplier<Optional<Throwable>> failure, Runnable tell) {
    CountDownLatch stop = new CountDownLatch(1);
    try (Interrupts _ = Interrupts.handle(stop::countDown, () -> Runtime.getRuntime().halt(1))) {
      while (!stop.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
        tell.run();
        Optional<Throwable> failed = failure.get();
        if (failed.isPresent()) {
          throw Background.unchecked(failed.get());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
