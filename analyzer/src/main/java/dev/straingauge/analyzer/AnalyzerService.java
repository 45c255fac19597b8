package dev.straingauge.analyzer;

import dev.straingauge.analyzer.topology.AnalyzerTopology;
import dev.straingauge.analyzer.topology.BatchingClients;
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
 * results and offsets are of one transaction. Thread-safe: of several that start it one does, and
 * what is closed while it starts does not run.
 */
public final class AnalyzerService implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(AnalyzerService.class);
  private static final Duration REACH_LIMIT = Duration.ofSeconds(10);
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(20);

  private final AnalyzerSettings settings;
  private final OpenRuns openRuns = new OpenRuns();
  private final BatchingClients clients;
  private final AtomicReference<@Nullable AnalyzerException> failure = new AtomicReference<>();
  private final CountDownLatch runningOrOver = new CountDownLatch(1);
  private final Object turn = new Object();
  private final Runnable beforeLaunch;
  private Life life = Life.NEW;
  private @Nullable KafkaStreams streams;

  private enum Life {
    NEW,
    STARTING,
    STARTED,
    CLOSED
  }

  public AnalyzerService(AnalyzerSettings settings) {
    this(settings, () -> {});
  }

  /**
   * @param beforeLaunch is called in {@link #start} when the topics were found
   */
  AnalyzerService(AnalyzerSettings settings, Runnable beforeLaunch) {
    this.settings = settings;
    this.clients = new BatchingClients(settings.threads());
    this.beforeLaunch = beforeLaunch;
  }

  /**
   * Looks for the topics and starts the threads; does not wait for them.
   *
   * @throws AnalyzerException if Kafka does not answer within 10 s ({@code kafka-unreachable}), a
   *     topic is missing or has another number of partitions, or it was closed meanwhile; but for
   *     the last it may be called again
   * @throws IllegalStateException if it was started or closed before
   */
  public void start() {
    begin();
    try {
      Surroundings.check(settings, REACH_LIMIT);
      beforeLaunch.run();
      launch();
    } catch (RuntimeException e) {
      fallBack();
      throw e;
    }
    LOG.atInfo()
        .addKeyValue("topicPrefix", settings.topicPrefix())
        .addKeyValue("threads", settings.threads())
        .log("analyzer started");
  }

  /**
   * Waits until partitions are assigned and state is restored.
   *
   * @throws AnalyzerException if it failed, was closed, or is not running in time
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
    if (isClosed()) {
      throw new AnalyzerException("analyzer-slow-start", "wait for the analyzer: it was closed");
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

  /** Runs whose analysis ended here since the last call. */
  public List<OpenRuns.OpenRun> takeEndedRuns() {
    return openRuns.takeEnded();
  }

  /**
   * Commits what was done, leaves the group and stops; at most 20 s. May be called again, by
   * several at once, and while it starts.
   */
  @Override
  public void close() {
    closeWithin(CLOSE_LIMIT);
  }

  /**
   * The same with another limit, for a Kafka that is known to answer no more. What was not
   * committed is done again by the next analyzer.
   */
  public void closeWithin(Duration limit) {
    KafkaStreams running;
    synchronized (turn) {
      life = Life.CLOSED;
      running = streams;
    }
    if (running != null) {
      boolean stopped =
          running.close(
              CloseOptions.groupMembershipOperation(
                      CloseOptions.GroupMembershipOperation.LEAVE_GROUP)
                  .withTimeout(limit));
      if (!stopped) {
        LOG.atWarn()
            .addKeyValue("error", "threads still running")
            .log("analyzer did not stop in time");
      }
    }
    clients.close();
    runningOrOver.countDown();
  }

  private void begin() {
    synchronized (turn) {
      if (life != Life.NEW) {
        throw new IllegalStateException(
            "start the analyzer: it was %s before"
                .formatted(life == Life.CLOSED ? "closed" : "started"));
      }
      life = Life.STARTING;
    }
  }

  private void launch() {
    KafkaStreams created =
        new KafkaStreams(
            AnalyzerTopology.build(settings.topicPrefix(), openRuns, settings.commitInterval()),
            StreamsSettings.of(settings),
            clients);
    created.setUncaughtExceptionHandler(this::fail);
    created.setStateListener((now, before) -> follow(now));
    synchronized (turn) {
      if (life != Life.CLOSED) {
        streams = created;
        life = Life.STARTED;
        created.start();
        return;
      }
    }
    created.close();
    throw new AnalyzerException("analyzer-slow-start", "start the analyzer: closed meanwhile");
  }

  /** A start that failed may be tried again; one that came as far as threads is to be closed. */
  private void fallBack() {
    synchronized (turn) {
      life = life == Life.STARTING ? Life.NEW : life;
    }
  }

  private boolean isClosed() {
    synchronized (turn) {
      return life == Life.CLOSED;
    }
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
