package dev.straingauge.cli.pipeline;

import dev.straingauge.cli.progress.LiveView.State;
import dev.straingauge.cli.progress.Progress;
import dev.straingauge.cli.stack.BreachReader;
import dev.straingauge.event.BreachEvent;
import dev.straingauge.producer.run.ProducerRun;
import dev.straingauge.producer.run.RunOutcome;
import dev.straingauge.producer.run.RunRequest;
import dev.straingauge.schemas.topic.Topics;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The load without analysis and archive: on a thread of its own, progress on the caller's. Breaches
 * that an analysis elsewhere tells end a run in real time if their rule says so (contract C2).
 */
public final class LoadOnly {

  private static final Duration LOOK = Duration.ofMillis(100);

  private LoadOnly() {}

  /**
   * Runs it to its end.
   *
   * @param request what {@code run} was claimed for
   * @param warnings gets what the user has to know and does not end the run
   * @throws dev.straingauge.producer.run.RunException if it broke off or was cut off
   */
  public static RunOutcome execute(
      RunRequest request, ProducerRun run, Progress progress, Consumer<String> warnings) {
    Silence silence = new Silence(run::kafkaSilence, warnings);
    Aborted aborted = new Aborted(run::aborted, warnings);
    long begun = System.nanoTime();
    try (BreachReader breaches = follow(request, run, warnings)) {
      CompletableFuture<RunOutcome> load = Background.call("load", run::execute);
      while (true) {
        RunOutcome outcome = await(load);
        Duration elapsed = Duration.ofNanos(System.nanoTime() - begun);
        aborted.check();
        if (outcome != null) {
          progress.end(
              Views.withoutResults(run.id().toString(), State.PRODUCED, run.progress(), elapsed));
          return outcome;
        }
        silence.check();
        stopFor(breaches, run);
        progress.show(
            Views.withoutResults(
                run.id().toString(), Views.state(run.progress()), run.progress(), elapsed));
      }
    }
  }

  /** Null: it goes on. */
  private static @Nullable RunOutcome await(CompletableFuture<RunOutcome> load) {
    try {
      return load.get(LOOK.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      return null;
    } catch (ExecutionException e) {
      throw Background.unchecked(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Background.unchecked(e);
    }
  }

  /** Null: no rule of the run ends it, or it knows by itself. */
  private static @Nullable BreachReader follow(
      RunRequest request, ProducerRun run, Consumer<String> warnings) {
    if (run.isVirtual() || !RuleJudge.aborts(request.scenario().rules())) {
      return null;
    }
    int partition = Topics.partitionOf(run.id(), request.partitions());
    return BreachReader.open(request.kafka(), request.topicPrefix(), run.id(), partition, warnings);
  }

  private static void stopFor(@Nullable BreachReader breaches, ProducerRun run) {
    if (breaches != null) {
      for (BreachEvent breach : breaches.poll()) {
        if (breach.getAbort()) {
          run.stopFor("rule " + breach.getRule(), breach.getBreachId());
        }
      }
    }
  }
}
