package dev.straingauge.cli.pipeline;

import dev.straingauge.archiver.ArchivedRun;
import dev.straingauge.cli.embedded.EmbeddedException;
import dev.straingauge.cli.progress.LiveView;
import dev.straingauge.cli.progress.LiveView.State;
import dev.straingauge.cli.progress.Progress;
import dev.straingauge.cli.stack.ResultReader;
import dev.straingauge.cli.stack.Stack;
import dev.straingauge.event.BreachEvent;
import dev.straingauge.event.RunOpened;
import dev.straingauge.producer.run.ProduceProgress;
import dev.straingauge.producer.run.ProducerRun;
import dev.straingauge.producer.run.RunException;
import dev.straingauge.producer.run.RunOutcome;
import dev.straingauge.schemas.config.RuleSet;
import dev.straingauge.schemas.config.RuleSets;
import dev.straingauge.schemas.run.RunId;
import dev.straingauge.schemas.topic.Topic;
import dev.straingauge.schemas.topic.Topics;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A claimed run on its way to the archive: the load on a thread of its own, the wait for the
 * archive on another, progress on the caller's. Stopping is thread-safe, the rest is not.
 */
public final class LiveRun {

  private static final Logger LOG = LoggerFactory.getLogger(LiveRun.class);
  private static final Duration WINDOW = Duration.ofMinutes(1);
  private static final Duration LOOK = Duration.ofMillis(100);
  private static final Duration ARCHIVE_LIMIT = Duration.ofMinutes(10);

  private final Stack stack;
  private final Workers workers;
  private final String topicPrefix;
  private final ProducerRun run;
  private final Consumer<String> warnings;
  private final Silence silence;
  private final Aborted aborted;
  private final AtomicReference<@Nullable RuntimeException> brokeOff = new AtomicReference<>();
  private final LiveNotes notes = new LiveNotes();
  private final List<LiveView.Note> breaches = new ArrayList<>();
  private LiveRules rules = new LiveRules(RuleSet.NONE);
  private boolean rulesKnown;
  private boolean windowSeen;
  private boolean takeOverSaid;

  /**
   * What became of it.
   *
   * @param archived where it is
   * @param brokeOff why the scenario broke off; null when it did not
   */
  public record Result(ArchivedRun archived, @Nullable RuntimeException brokeOff) {}

  /**
   * @param warnings gets what the user has to know and does not end the run
   */
  public LiveRun(
      Stack stack,
      Workers workers,
      String topicPrefix,
      ProducerRun run,
      Consumer<String> warnings) {
    this.stack = stack;
    this.workers = workers;
    this.topicPrefix = topicPrefix;
    this.run = run;
    this.warnings = warnings;
    this.silence = new Silence(run::kafkaSilence, warnings);
    this.aborted = new Aborted(run::aborted, warnings);
  }

  /** Its id. */
  public RunId id() {
    return run.id();
  }

  /** How far the load is. */
  public ProduceProgress progress() {
    return run.progress();
  }

  /** Asks it to end early. */
  public void stop() {
    run.stop();
  }

  /**
   * Runs it and waits until it is archived.
   *
   * @throws RunException if the load was cut off, so that the run stays open
   * @throws RuntimeException if analyzer, archiver or the embedded stack broke
   */
  public Result execute(Progress progress) {
    int partition = Topics.partitionOf(run.id(), Topic.DEFAULT_PARTITIONS);
    long begun = System.nanoTime();
    try (ResultReader results =
        ResultReader.open(stack.kafka(), topicPrefix, run.id(), partition, WINDOW)) {
      CompletableFuture<RunOutcome> load = Background.call("load", run::execute);
      CompletableFuture<ArchivedRun> archive =
          load.handle((outcome, failure) -> ended(failure))
              .thenCompose(
                  id ->
                      Background.call(
                          "await-archive", () -> workers.awaitArchived(id, ARCHIVE_LIMIT)));
      while (!archive.isDone()) {
        check(load);
        silence.check();
        results.poll(LOOK);
        noteFirstWindow(results);
        followRules(results);
        aborted.check();
        progress.show(view(state(load, results), results, begun));
      }
      ArchivedRun archived = Background.value(archive);
      progress.end(view(State.ARCHIVED, results, begun));
      return new Result(archived, brokeOff.get());
    }
  }

  /**
   * The load is over. A scenario that broke off was ended in the log and goes on to the archive; a
   * log that was cut off does not.
   */
  private RunId ended(@Nullable Throwable failure) {
    if (failure != null) {
      RuntimeException cause = Background.unchecked(failure);
      if (!(cause instanceof RunException known) || !known.id().equals("run-failed")) {
        throw cause;
      }
      brokeOff.set(cause);
    }
    return run.id();
  }

  /** Ends a run in real time whose rule asks for it (contract C2). */
  private void followRules(ResultReader results) {
    if (results.opened().isEmpty()) {
      return;
    }
    RunOpened opened = results.opened().get();
    if (!rulesKnown) {
      rulesKnown = true;
      rules = new LiveRules(RuleSets.fromConfig(opened.getConfig()));
    }
    for (BreachEvent breach : results.takeBreaches()) {
      Duration at = Duration.ofNanos(Math.max(0, breach.getAt() - opened.getStartedAt()));
      breaches.add(new LiveView.Note(at, rules.take(breach, opened.getStartedAt()), false));
      if (breach.getAbort()) {
        run.stopFor("rule " + breach.getRule(), breach.getBreachId());
      }
    }
  }

  /** For benchmarks/pipeline: how long a user waits for the first result. */
  private void noteFirstWindow(ResultReader results) {
    if (!windowSeen && results.analysedTo().isPresent()) {
      windowSeen = true;
      long sinceStart =
          System.currentTimeMillis() - ManagementFactory.getRuntimeMXBean().getStartTime();
      LOG.atInfo()
          .setMessage("first rolling window")
          .addKeyValue("runId", run.id())
          .addKeyValue("sinceProcessStartMillis", sinceStart)
          .log();
    }
  }

  /** Nothing would ever come if one of the others had stopped. */
  private void check(CompletableFuture<RunOutcome> load) {
    if (!takeOverSaid && workers.takenOver().isPresent()) {
      takeOverSaid = true;
      warnings.accept(workers.takenOver().get());
    }
    Optional<Throwable> failure = workers.failure();
    EmbeddedException broken = stack.breakdown().getNow(null);
    if (broken != null) {
      run.kill();
      throw broken;
    }
    if (failure.isPresent()) {
      run.stop();
      load.exceptionally(thrown -> null).join();
      throw Background.unchecked(failure.get());
    }
  }

  private State state(CompletableFuture<RunOutcome> load, ResultReader results) {
    if (load.isDone()) {
      return results.summarised() ? State.ARCHIVING : State.ANALYSING;
    }
    return Views.state(run.progress());
  }

  private LiveView view(State state, ResultReader results, long begun) {
    ProduceProgress progress = run.progress();
    notes.load(Views.notes(progress));
    if (results.startedAt() >= 0) {
      notes.incidents(results.takeIncidents(), results.startedAt());
    }
    return Views.of(
        run.id().toString(),
        state,
        progress,
        results,
        notes.all(),
        rules.view(),
        breaches,
        Duration.ofNanos(System.nanoTime() - begun));
  }
}
