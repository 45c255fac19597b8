package dev.straingauge.producer.run;

import dev.straingauge.producer.journal.JournalException;
import dev.straingauge.producer.journal.LogWriter;
import dev.straingauge.producer.stage.StageEngine;
import dev.straingauge.schemas.run.RunId;
import dev.straingauge.schemas.topic.Topic;
import dev.straingauge.schemas.topic.Topics;
import dev.straingauge.schemas.topic.TopicsException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run, from its claim to the acknowledgement of its last event. {@link #execute} is called
 * once; {@link #stop}, {@link #kill} and {@link #progress} may be called from any thread at any
 * time.
 */
public final class ProducerRun implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(ProducerRun.class);
  private static final Duration BROKER_LIMIT = Duration.ofSeconds(30);
  private static final Duration LAST_WORDS = Duration.ofSeconds(10);

  private final Claim claim;
  private final LogWriter writer;
  private final Lead lead;
  private final AtomicBoolean begun = new AtomicBoolean();
  private volatile boolean killed;

  private ProducerRun(Claim claim, LogWriter writer, Lead lead) {
    this.claim = claim;
    this.writer = writer;
    this.lead = lead;
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
    checkLength(request);
    checkTopics(request);
    LogWriter writer = null;
    try {
      writer = LogWriter.open(request.kafka(), request.topicPrefix());
      Claim claim = Claim.take(request, engines, writer);
      return new ProducerRun(claim, writer, new Lead(claim, request));
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
   * Runs it; returns when its last event is acknowledged.
   *
   * @throws RunException {@code kafka-gone}: a record could not be delivered; {@code run-failed}:
   *     the scenario broke off, and the run was ended as crashed; {@code run-broken}: it broke off,
   *     and the run is open in the log; {@code interrupted}: {@link #kill} (all exit 1)
   */
  public RunOutcome execute() {
    if (!begun.compareAndSet(false, true)) {
      throw new IllegalStateException("execute run '%s': it was executed before".formatted(id()));
    }
    try (writer) {
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

  /** Releases the connection of a run that is not executed; else it is released already. */
  @Override
  public void close() {
    writer.close();
  }

  private StageEngine stage() {
    return claim.engine().stage();
  }

  private void carryOut() {
    try {
      stage().run(lead::run);
      writer.flush();
    } catch (RuntimeException e) {
      throw cutOff(e);
    }
  }

  private RunException cutOff(RuntimeException e) {
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
    return new RunException("run-failed", 1, "run '%s': %s".formatted(id(), e), List.of(), null, e);
  }

  private String endLine() {
    return "straingauge end " + id();
  }

  private static void checkLength(RunRequest request) {
    Duration planned = request.scenario().scenario().planned();
    Duration most = Topic.EVENTS.retention().dividedBy(2);
    if (planned.compareTo(most) > 0) {
      throw new RunException(
          "plan-too-long",
          2,
          "run scenario '%s': %s planned (expected at most %s, half of what topic '%s' keeps)"
              .formatted(
                  request.testName(),
                  words(planned),
                  words(most),
                  Topic.EVENTS.name(request.topicPrefix())),
          List.of(),
          null,
          null);
    }
  }

  private static String words(Duration duration) {
    long days = duration.toDays();
    String rest = "%d h %d min".formatted(duration.toHoursPart(), duration.toMinutesPart());
    return days == 0 ? rest : days + " d " + rest;
  }

  private static void checkTopics(RunRequest request) {
    try {
      Topics.createAndCheck(
          request.kafka(), request.topicPrefix(), request.partitions(), BROKER_LIMIT);
    } catch (TopicsException e) {
      throw new RunException(
          e.id(), e.exitCode(), String.valueOf(e.getMessage()), e.facts(), null, e);
    }
  }

  private static void closeAfter(@org.jspecify.annotations.Nullable LogWriter writer) {
    if (writer != null) {
      writer.close();
    }
  }
}
