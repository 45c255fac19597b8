package dev.straingauge.producer.run;

import dev.straingauge.event.AbortRequested;
import dev.straingauge.producer.cluster.ClusterException;
import dev.straingauge.producer.journal.JournalException;
import dev.straingauge.producer.journal.LogWriter;
import dev.straingauge.producer.stage.StageEngine;
import dev.straingauge.schemas.run.RunId;
import dev.straingauge.schemas.topic.TopicsException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run, from its claim to the acknowledgement of its last event. {@link #execute} is called
 * once; {@link #stop}, {@link #kill} and {@link #progress} may be called from any thread at any
 * time.
 */
public final class ProducerRun implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(ProducerRun.class);
  private static final Duration LAST_WORDS = Duration.ofSeconds(10);

  private final Claim claim;
  private final LogWriter writer;
  private final Lead lead;
  private final TakeOverWatch takeOvers;
  private final AtomicBoolean begun = new AtomicBoolean();
  private volatile boolean killed;

  private ProducerRun(Claim claim, LogWriter writer, RunRequest request) {
    this.claim = claim;
    this.writer = writer;
    this.lead = new Lead(claim, request);
    this.takeOvers = new TakeOverWatch(claim, request);
  }

  /**
   * Checks the topics and claims a run id on the simulated cluster in virtual time.
   *
   * @throws RunException {@code plan-too-long}, {@code topics-partitions} (exit 2), {@code
   *     kafka-unreachable}, {@code kafka-gone} (exit 1) and others of {@link TopicsException}
   */
  public static ProducerRun claim(RunRequest request) {
    return claim(request, RunEngine.simulated(request.pace()));
  }

  /** Like {@link #claim(RunRequest)}, on another stage or cluster. */
  public static ProducerRun claim(RunRequest request, RunEngine.Factory engines) {
    Preconditions.check(request);
    LogWriter writer = null;
    try {
      writer = LogWriter.open(request.kafka(), request.topicPrefix());
      Claim claim = Claim.take(request, engines, writer);
      return new ProducerRun(claim, writer, request);
    } catch (JournalException e) {
      closeAfter(writer);
      throw new RunException(
          "kafka-gone",
          1,
          "claim a run of '%s': %s".formatted(request.testName(), e.getMessage()),
          List.of(),
          null,
          e);
    } catch (RuntimeException e) {
      closeAfter(writer);
      throw e;
    }
  }

  /** The run's id. */
  public RunId id() {
    return claim.run();
  }

  /**
   * Runs it; returns when its last event is acknowledged and nobody else had ended the run before.
   *
   * @throws RunException {@code kafka-gone}: a record could not be delivered; {@code run-failed}:
   *     the scenario broke off, and the run was ended as crashed; {@code run-broken}: it broke off,
   *     and the run is open in the log; {@code run-taken-over}: somebody else ended it, and what
   *     was written since counts no more; {@code interrupted}: {@link #kill} (all exit 1)
   */
  public RunOutcome execute() {
    if (!begun.compareAndSet(false, true)) {
      throw new IllegalStateException("execute run '%s': it was executed before".formatted(id()));
    }
    try (writer;
        takeOvers) {
      log.atInfo().addKeyValue("runId", id()).log("run begins");
      carryOut();
    }
    RunOutcome outcome = lead.outcome().orElseThrow();
    log.atInfo()
        .addKeyValue("runId", id())
        .addKeyValue("outcome", outcome.ended().getOutcome())
        .log("run ended");
    if (lead.failure().isPresent()) {
      throw failed(lead.failure().get());
    }
    return outcome;
  }

  /**
   * Asks the run to end: no new operations, 30 s for those in flight, then clean-up. Asking again
   * changes nothing.
   */
  public void stop() {
    stage().post(lead::abort);
  }

  /**
   * Asks the run to end because a rule with {@code abort} was breached (contract C2). In virtual
   * time that changes nothing: what the analysis says comes at a moment that no seed repeats, and
   * the run has a {@link Judge} of its own.
   */
  public void stopFor(String rule, String breachId) {
    if (!claim.engine().virtual()) {
      stage().post(() -> lead.abort(rule, breachId));
    }
  }

  /** Whether its time is virtual. */
  public boolean isVirtual() {
    return claim.engine().virtual();
  }

  /** Why it ends early; empty as long as it does not. */
  public Optional<AbortRequested> aborted() {
    return lead.aborted();
  }

  /**
   * Ends at once: nothing more is written, and {@link #execute} throws. The run stays open in the
   * log.
   */
  public void kill() {
    killed = true;
    writer.kill();
    stage()
        .post(
            () -> {
              throw new JournalException("stopped at once");
            });
  }

  /** How far it is. */
  public ProduceProgress progress() {
    return lead.progress();
  }

  /** For how long Kafka has taken nothing though events wait for it; thread-safe. */
  public Duration kafkaSilence() {
    return writer.silence();
  }

  /** Releases the connection of a run that is not executed; else it is released already. */
  @Override
  public void close() {
    takeOvers.close();
    writer.close();
  }

  private StageEngine stage() {
    return claim.engine().stage();
  }

  private void carryOut() {
    takeOvers.begin(this::endUnheard);
    try {
      stage().run(lead::run);
      writer.flush();
    } catch (RuntimeException e) {
      throw cutOff(e);
    }
    confirm();
  }

  /** Nothing that this writer writes is part of the run any more. */
  private void endUnheard() {
    writer.kill();
    stage()
        .post(
            () -> {
              throw new JournalException("the run was ended by another");
            });
  }

  /** That its last event is in the log does not say that the run was still open there. */
  private void confirm() {
    Optional<TakeOver> by;
    try {
      by = takeOvers.find();
    } catch (JournalException e) {
      throw new RunException(
          "kafka-gone",
          1,
          "look whether run '%s' was ended by another: %s".formatted(id(), e.getMessage()),
          List.of("all %,d events are in the log".formatted(claim.journal().lastSequence())),
          endLine(),
          e);
    }
    if (by.isPresent()) {
      throw by.get().of(id(), null);
    }
  }

  private RunException cutOff(RuntimeException e) {
    if (takeOvers.found().isPresent()) {
      return takeOvers.found().get().of(id(), e);
    }
    if (killed) {
      return new RunException(
          "interrupted",
          1,
          "run '%s': stopped at once".formatted(id()),
          List.of("its log is open"),
          endLine(),
          e);
    }
    if (e instanceof JournalException) {
      List<String> facts =
          List.of(
              "the run ends here: after a lost event nothing more was sent (events sent: %,d)"
                  .formatted(claim.journal().lastSequence()));
      return new RunException(
          "kafka-gone", 1, "run '%s': %s".formatted(id(), e.getMessage()), facts, endLine(), e);
    }
    boolean delivered = writer.finish(LAST_WORDS);
    if (delivered && lead.outcome().isPresent()) {
      return failed(e);
    }
    List<String> facts =
        List.of(
            "the run is open: its log has no WriterEnded",
            delivered
                ? "all %,d events are in the log".formatted(claim.journal().lastSequence())
                : "the last of its %,d events are lost: not acknowledged within %d s"
                    .formatted(claim.journal().lastSequence(), LAST_WORDS.toSeconds()));
    return new RunException(
        "run-broken", 1, "run '%s': %s".formatted(id(), e), facts, endLine(), e);
  }

  private RunException failed(RuntimeException e) {
    Object words = e instanceof ClusterException ? String.valueOf(e.getMessage()) : e;
    return new RunException(
        "run-failed", 1, "run '%s': %s".formatted(id(), words), List.of(), null, e);
  }

  private String endLine() {
    return claim.engine().virtual()
        ? "straingauge end " + id()
        : "straingauge cleanup %s --kubeconfig FILE".formatted(id());
  }

  private static void closeAfter(@Nullable LogWriter writer) {
    if (writer != null) {
      writer.close();
    }
  }
}
