package dev.straingauge.analyzer;

import dev.straingauge.analyzer.topology.AnalyzerTopology;
import dev.straingauge.analyzer.topology.OpenRuns;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The analyzer against a Kafka: started once, running until it is closed or fails. Several
 * instances with the same topic prefix share the partitions. A killed one loses nothing: state,
 * results and offsets are of one transaction. Thread-safe.
 */
public final class AnalyzerService implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(AnalyzerService.class);
  private static final Duration REACH_LIMIT = Duration.ofSeconds(10);
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(20);

  private final AnalyzerSettings settings;
  private final OpenRuns openRuns = new OpenRuns();
  private final AtomicReference<@Nullable AnalyzerException> failure = new AtomicReference<>();
  private final CountDownLatch runningOrOver = new CountDownLatch(1);
  private final AtomicReference<@Nullable KafkaStreams> streams = new AtomicReference<>();

  public AnalyzerService(AnalyzerSettings settings) {
    this.settings = settings;
  }

  /**
   * Looks for the topics and starts the threads; does not wait for them.
   *
   * @throws AnalyzerException if Kafka does not answer within 10 s ({@code kafka-unreachable}), or
   *     a topic is missing or has another number of partitions
   * @throws IllegalStateException if it was started before
   */
  public void start() {
    if (streams.get() != null) {
      throw new IllegalStateException("start the analyzer: it was started before");
    }
    Surroundings.check(settings, REACH_LIMIT);
    KafkaStreams created =
        new KafkaStreams(
            AnalyzerTopology.build(settings.topicPrefix(), openRuns), StreamsSettings.of(settings));
    created.setUncaughtExceptionHandler(this::fail);
    created.setStateListener((now, before) -> follow(now));
    streams.set(created);
    created.start();
    LOG.atInfo()
        .addKeyValue("topicPrefix", settings.topicPrefix())
        .addKeyValue("threads", settings.threads())
        .log("analyzer started");
  }

  /**
   * Waits until partitions are assigned and state is restored.
   *
   * @throws AnalyzerException if it failed, or is not running in time
   */
  public void awaitRunning(Duration limit) {
    boolean reached;
    try {
      reached = runningOrOver.await(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AnalyzerException("analyzer-slow-start", "wait for the analyzer: interrupted", e);
    }
    AnalyzerException failed = failure.get();
    if (failed != null) {
      throw failed;
    }
    if (!reached) {
      throw new AnalyzerException(
          "analyzer-slow-start",
          "start the analyzer: not running after %s (expected partitions and state by then)"
              .formatted(limit));
    }
  }

  /** Why it stopped by itself, with the true cause; empty as long as it did not. */
  public Optional<AnalyzerException> failure() {
    return Optional.ofNullable(failure.get());
  }

  /** The open runs of this instance and how far their analysis has come, as of the last commit. */
  public List<OpenRuns.OpenRun> openRuns() {
    return openRuns.all();
  }

  /** Commits what was done, leaves the group and stops; at most 20 s. May be called again. */
  @Override
  public void close() {
    KafkaStreams running = streams.get();
    if (running != null) {
      boolean stopped =
          running.close(
              CloseOptions.groupMembershipOperation(
                      CloseOptions.GroupMembershipOperation.LEAVE_GROUP)
                  .withTimeout(CLOSE_LIMIT));
      if (!stopped) {
        LOG.atWarn()
            .addKeyValue("error", "threads still running")
            .log("analyzer did not stop in time");
      }
    }
    runningOrOver.countDown();
  }

  private void follow(KafkaStreams.State now) {
    switch (now) {
      case RUNNING, ERROR, NOT_RUNNING -> runningOrOver.countDown();
      default -> {}
    }
  }

  private StreamThreadExceptionResponse fail(Throwable thrown) {
    Throwable cause = thrown.getCause() == null ? thrown : thrown.getCause();
    AnalyzerException failed =
        new AnalyzerException(
            "analyzer-failed",
            "analyse events of '%s*': %s".formatted(settings.topicPrefix(), cause),
            thrown);
    if (failure.compareAndSet(null, failed)) {
      LOG.atError().setCause(thrown).addKeyValue("error", cause.toString()).log("analyzer failed");
    }
    return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
  }
}
