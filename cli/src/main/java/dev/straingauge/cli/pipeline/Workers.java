package dev.straingauge.cli.pipeline;

import dev.straingauge.analyzer.AnalyzerService;
import dev.straingauge.analyzer.AnalyzerSettings;
import dev.straingauge.archiver.ArchivedRun;
import dev.straingauge.archiver.ArchiverService;
import dev.straingauge.archiver.ArchiverSettings;
import dev.straingauge.archiver.consume.TakenOverException;
import dev.straingauge.archiver.store.S3ObjectStore;
import dev.straingauge.archiver.store.StoreException;
import dev.straingauge.cli.embedded.DataFolder;
import dev.straingauge.cli.failure.ErrorId;
import dev.straingauge.cli.failure.Failure;
import dev.straingauge.cli.stack.Stack;
import dev.straingauge.schemas.run.RunId;
import dev.straingauge.schemas.topic.Topic;
import dev.straingauge.schemas.topic.Topics;
import dev.straingauge.schemas.topic.TopicsException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/**
 * Analyzer and archiver beside the producer in one process. Both start at the same time, in the
 * background. Thread-safe.
 */
public final class Workers implements AutoCloseable {

  private static final Duration BROKER_LIMIT = Duration.ofSeconds(10);

  /** Without a broker nothing can be committed, and nobody need wait for it. */
  private static final Duration NO_BROKER_LIMIT = Duration.ofMillis(500);

  private final Stack stack;
  private final AnalyzerService analyzer;
  private final ArchiverService archiver;
  private final S3ObjectStore store;
  private final CompletableFuture<Boolean> analyzerStarted;
  private final CompletableFuture<Boolean> archiverStarted;

  private Workers(
      Stack stack, AnalyzerService analyzer, ArchiverService archiver, S3ObjectStore store) {
    this.stack = stack;
    this.analyzer = analyzer;
    this.archiver = archiver;
    this.store = store;
    this.analyzerStarted = Background.run("start-analyzer", analyzer::start);
    this.archiverStarted = Background.run("start-archiver", archiver::start);
  }

  /**
   * What they need beyond the stack.
   *
   * @param topicPrefix of all topics
   * @param keyPrefix of all objects
   * @param data data folder, for what Streams keeps and for files on their way
   * @param version of Straingauge
   * @param commitInterval how often results become visible
   */
  public record Settings(
      String topicPrefix, String keyPrefix, Path data, String version, Duration commitInterval) {}

  /**
   * Makes the topics and begins to start both.
   *
   * @throws TopicsException if the topics cannot be made or are others
   */
  public static Workers start(Stack stack, Settings settings) throws TopicsException {
    Topics.createAndCheck(
        stack.kafka(), settings.topicPrefix(), Topic.DEFAULT_PARTITIONS, BROKER_LIMIT);
    S3ObjectStore store = new S3ObjectStore(stack.s3());
    ArchiverSettings archive =
        ArchiverSettings.of(
            stack.kafka(),
            settings.topicPrefix(),
            store,
            settings.keyPrefix(),
            DataFolder.temp(settings.data()),
            settings.version());
    AnalyzerSettings analysis =
        new AnalyzerSettings(
            stack.kafka(),
            settings.topicPrefix(),
            1,
            settings.data().resolve("streams"),
            settings.commitInterval());
    return new Workers(stack, new AnalyzerService(analysis), new ArchiverService(archive), store);
  }

  /** Waits until both have begun: the object store takes what it must, the topics are there. */
  public void awaitStarted() {
    Background.value(archiverStarted);
    Background.value(analyzerStarted);
  }

  /**
   * Waits until a run is archived.
   *
   * @throws TimeoutException if {@code limit} passed first
   */
  public ArchivedRun awaitArchived(RunId run, Duration limit)
      throws InterruptedException, ExecutionException, TimeoutException {
    Background.value(archiverStarted);
    return archiver.awaitArchived(run, limit);
  }

  /** Where the archive is. */
  public S3ObjectStore store() {
    return store;
  }

  /** Why one of them did not start or stopped by itself; empty as long as none did. */
  public Optional<Throwable> failure() {
    if (analyzerStarted.isCompletedExceptionally()) {
      return Optional.of(analyzerStarted.exceptionNow());
    }
    if (archiverStarted.isCompletedExceptionally()) {
      return Optional.of(archiverStarted.exceptionNow());
    }
    Optional<Throwable> analysis = analyzer.failure().map(Throwable.class::cast);
    return analysis.isPresent()
        ? analysis
        : archiver
            .failure()
            .filter(cause -> !(cause instanceof TakenOverException))
            .map(Workers::archiverFailed);
  }

  /**
   * What is to be said when another archiver took over: the run goes on, and that one archives it.
   * Empty: none did.
   */
  public Optional<String> takenOver() {
    return archiver
        .failure()
        .filter(TakenOverException.class::isInstance)
        .map(cause -> "%s; the run goes on and waits for that one".formatted(cause.getMessage()));
  }

  /** What the archiver stopped with, as a user is told it. */
  public static Throwable archiverFailed(Throwable cause) {
    return switch (cause) {
      case StoreException known -> known;
      case TakenOverException known ->
          Failure.of(ErrorId.ARCHIVER_REPLACED, String.valueOf(known.getMessage()))
              .facts(
                  List.of(
                      "it was started later, as 'straingauge archive' or as part of 'straingauge"
                          + " run --kafka'; it goes on where this one was, nothing is lost",
                      "beside a running 'archive' and 'analyze' only the load is needed:"
                          + " straingauge produce SCENARIO --kafka HOST:PORT",
                      "started again, this one takes over in turn"))
              .cause(known);
      default ->
          Failure.of(
                  ErrorId.ARCHIVER_FAILED,
                  "archive runs: stopped: %s".formatted(cause.getMessage()))
              .cause(cause);
    };
  }

  @Override
  public void close() {
    if (stack.breakdown().isDone()) {
      close(
          () -> analyzer.closeWithin(NO_BROKER_LIMIT), () -> archiver.closeWithin(NO_BROKER_LIMIT));
    } else {
      CompletableFuture.allOf(analyzerStarted, archiverStarted)
          .exceptionally(thrown -> null)
          .join();
      close(analyzer::close, archiver::close);
    }
  }

  private void close(Runnable stopAnalyzer, Runnable stopArchiver) {
    CompletableFuture<Boolean> analysis = Background.run("stop-analyzer", stopAnalyzer);
    try (store) {
      stopArchiver.run();
    } finally {
      Background.value(analysis);
    }
  }
}
