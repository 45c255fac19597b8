package dev.straingauge.producer.run;

import dev.straingauge.event.AbortRequested;
import dev.straingauge.event.CleanupDone;
import dev.straingauge.event.CleanupOfKind;
import dev.straingauge.event.Heartbeat;
import dev.straingauge.event.OutcomeCount;
import dev.straingauge.event.SkippedCount;
import dev.straingauge.event.WriterEnded;
import dev.straingauge.event.WriterOutcome;
import dev.straingauge.producer.cluster.Cluster;
import dev.straingauge.producer.journal.JournalException;
import dev.straingauge.producer.run.ProduceProgress.State;
import dev.straingauge.producer.scenario.RunCounts;
import dev.straingauge.producer.scenario.ScenarioRunner;
import dev.straingauge.producer.stage.Stage;
import dev.straingauge.producer.stage.StrandCancelledException;
import dev.straingauge.producer.stage.Timeline;
import dev.straingauge.schemas.config.Scenario;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The lead writer on its stage: heartbeats, set-up, the scenario, clean-up, its last record.
 * Everything but {@link #progress} belongs to the turn.
 */
final class Lead {

  private static final long TICK_NANOS = 1_000_000_000L;
  private static final Duration BEYOND_PLAN = Duration.ofDays(1);

  private final Claim claim;
  private final Scenario scenario;
  private final InstantSource clock;
  private final Timeline timeline;
  private final CountingJournal journal;
  private final Cluster cluster;
  private final ScenarioRunner runner;
  private final long startNanos;
  private final long lastHeartbeatNanos;
  private volatile @Nullable AbortRequested aborted;
  private volatile State state = State.CLAIMED;
  private volatile ProduceProgress progress;
  private @Nullable RuntimeException failure;
  private @Nullable RunOutcome outcome;

  Lead(Claim claim, RunRequest request) {
    this.claim = claim;
    this.scenario = request.scenario().scenario();
    this.clock = request.clock();
    this.timeline = claim.engine().stage().timeline();
    this.journal = claim.counting();
    this.cluster = claim.cluster();
    this.runner = new ScenarioRunner(scenario, cluster, journal, this::mayStart);
    this.startNanos = timeline.nowNanos();
    this.lastHeartbeatNanos = lastHeartbeat();
    this.progress = journal.progress(runner.counts(), state);
  }

  /** The run, from set-up to WriterEnded. */
  void run(Stage stage) {
    enter(aborted != null ? State.STOPPING : State.RUNNING);
    timeline.at(nextTick(timeline.nowNanos()), this::heartbeat);
    load(stage);
    enter(State.CLEANING_UP);
    List<CleanupOfKind> cleanup = stage.await(cluster.cleanUp());
    journal.write(new CleanupDone(cleanup));
    WriterEnded ended = ended();
    long endNanos = timeline.nowNanos();
    journal.write(ended);
    outcome =
        new RunOutcome(
            claim.run(),
            ended,
            cleanup,
            claim.journal().lastSequence(),
            instant(startNanos),
            instant(endNanos),
            aborted);
    enter(State.ENDED);
  }

  /** No new operations; what is open gets 30 s. */
  void abort() {
    abort("interrupt", null);
  }

  /**
   * The same for a cause.
   *
   * @param breachId the breach behind it
   */
  void abort(String cause, @Nullable String breachId) {
    if (aborted == null && state.compareTo(State.CLEANING_UP) < 0) {
      AbortRequested request = new AbortRequested(cause, breachId);
      aborted = request;
      journal.write(request);
      enter(State.STOPPING);
      runner.stop("interrupt");
    }
  }

  /** Why it ends early; empty if it does not; from any thread. */
  Optional<AbortRequested> aborted() {
    return Optional.ofNullable(aborted);
  }

  /** As of the last whole second; from any thread. */
  ProduceProgress progress() {
    return progress;
  }

  /** What the run came to; empty before its end. */
  Optional<RunOutcome> outcome() {
    return Optional.ofNullable(outcome);
  }

  /** Why the scenario broke off although the run could be ended; empty if it did not. */
  Optional<RuntimeException> failure() {
    return Optional.ofNullable(failure);
  }

  private void load(Stage stage) {
    try {
      stage.await(cluster.setUp());
      runner.run(stage);
    } catch (JournalException | StrandCancelledException e) {
      throw e;
    } catch (RuntimeException e) {
      failure = e;
    }
  }

  /**
   * In virtual time a full buffer halts the loop and moves no time, so it must not decide anything
   * (contract I3).
   */
  private boolean mayStart() {
    return claim.engine().virtual() || !claim.journal().moreThanHalfFull();
  }

  private WriterEnded ended() {
    RunCounts counts = runner.counts();
    WriterOutcome how =
        failure != null
            ? WriterOutcome.CRASHED
            : aborted != null ? WriterOutcome.ABORTED : WriterOutcome.COMPLETED;
    List<SkippedCount> skipped = new ArrayList<>();
    counts.skipped().forEach((reason, count) -> skipped.add(new SkippedCount(reason, count)));
    List<OutcomeCount> finished = new ArrayList<>();
    counts.finished().forEach((ending, count) -> finished.add(new OutcomeCount(ending, count)));
    return new WriterEnded(
        how, counts.planned(), counts.started(), skipped, finished, journal.ioCount());
  }

  private void heartbeat() {
    if (state == State.ENDED) {
      return;
    }
    long now = timeline.nowNanos();
    journal.write(new Heartbeat(claim.engine().virtual() ? now : nanos(clock.instant())));
    claim.engine().judge().verdict().ifPresent(v -> abort(v.getCause(), v.getBreachId()));
    progress = journal.progress(runner.counts(), state);
    if (now < lastHeartbeatNanos) {
      timeline.at(nextTick(now), this::heartbeat);
    }
  }

  private void enter(State next) {
    state = next;
    progress = journal.progress(runner.counts(), next);
  }

  /**
   * In virtual time heartbeats end some time after all that can be due, so that a run whose strands
   * wait for ever is found out.
   */
  private long lastHeartbeat() {
    if (!claim.engine().virtual()) {
      return Long.MAX_VALUE;
    }
    return startNanos + scenario.planned().plus(BEYOND_PLAN).toNanos();
  }

  private static long nextTick(long nanos) {
    return (Math.floorDiv(nanos, TICK_NANOS) + 1) * TICK_NANOS;
  }

  private static long nanos(Instant instant) {
    return Math.addExact(
        Math.multiplyExact(instant.getEpochSecond(), TICK_NANOS), instant.getNano());
  }

  private static Instant instant(long nanos) {
    return Instant.ofEpochSecond(
        Math.floorDiv(nanos, TICK_NANOS), Math.floorMod(nanos, TICK_NANOS));
  }
}
