package dev.straingauge.cli.pipeline;

import dev.straingauge.cli.progress.LiveView.State;
import dev.straingauge.cli.progress.Progress;
import dev.straingauge.producer.run.ProducerRun;
import dev.straingauge.producer.run.RunOutcome;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** The load without analysis and archive: on a thread of its own, progress on the caller's. */
public final class LoadOnly {

  private static final Duration LOOK = Duration.ofMillis(100);

  private LoadOnly() {}

  /**
   * Runs it to its end.
   *
   * @param warnings gets what the user has to know and does not end the run
   * @throws dev.straingauge.producer.run.RunException if it broke off or was cut off
   */
  public static RunOutcome execute(ProducerRun run, Progress progress, Consumer<String> warnings) {
    Silence silence = new Silence(run::kafkaSilence, warnings);
    long begun = System.nanoTime();
    CompletableFuture<RunOutcome> load = Background.call("load", run::execute);
    while (true) {
      Duration elapsed = Duration.ofNanos(System.nanoTime() - begun);
      try {
        RunOutcome outcome = load.get(LOOK.toMillis(), TimeUnit.MILLISECONDS);
        progress.end(
            Views.withoutResults(run.id().toString(), State.PRODUCED, run.progress(), elapsed));
        return outcome;
      } catch (TimeoutException e) {
        silence.check();
        progress.show(
            Views.withoutResults(
                run.id().toString(), Views.state(run.progress()), run.progress(), elapsed));
      } catch (ExecutionException e) {
        throw Background.unchecked(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw Background.unchecked(e);
      }
    }
  }
}
