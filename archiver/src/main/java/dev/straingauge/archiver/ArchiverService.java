package dev.straingauge.archiver;

import dev.straingauge.archiver.consume.ArchiverLoop;
import dev.straingauge.archiver.consume.EndedRun;
import dev.straingauge.archiver.consume.LoopSettings;
import dev.straingauge.archiver.consume.TakenOverException;
import dev.straingauge.archiver.manifest.RunFinisher;
import dev.straingauge.archiver.read.RunArchive;
import dev.straingauge.archiver.read.Runs;
import dev.straingauge.archiver.report.Manifest;
import dev.straingauge.archiver.report.RunMetadata;
import dev.straingauge.archiver.store.Keys;
import dev.straingauge.archiver.store.StoreException;
import dev.straingauge.schemas.run.RunId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Archives every run of a Kafka cluster into an object store. One archiver at a time: the newest
 * member of the consumer group takes over at once, an older one that still runs fails with a
 * fencing error. Thread-safe.
 */
public final class ArchiverService implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ArchiverService.class);
  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(10);
  private static final int MOST_FINISHED = 1_000;

  private final ArchiverSettings settings;
  private final Keys keys;
  private final RunFinisher finisher;
  private final Map<RunId, CompletableFuture<ArchivedRun>> archived = new ConcurrentHashMap<>();
  private final Queue<ArchivedRun> finished = new ConcurrentLinkedQueue<>();
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private @Nullable ArchiverLoop loop;
  private @Nullable Thread thread;

  public ArchiverService(ArchiverSettings settings) {
    this.settings = settings;
    keys = new Keys(settings.keyPrefix());
    finisher =
        new RunFinisher(
            settings.store(), keys, settings.tempFolder(), settings.straingaugeVersion());
  }

  /**
   * Checks the store, asks Kafka for its id and begins.
   *
   * @throws StoreException if the store denies what is needed, or does not answer
   * @throws RuntimeException (Kafka's own) if Kafka does not answer
   */
  public synchronized void start() {
    if (loop != null) {
      throw new IllegalStateException("start the archiver: started already");
    }
    if (!settings.store().check(keys.prefix())) {
      LOG.atWarn()
          .setMessage("the object store lets conditional puts through: only one archiver may run")
          .addKeyValue("uri", settings.store().uri(keys.prefix()))
          .log();
    }
    LoopSettings loopSettings =
        new LoopSettings(
            settings.kafka(),
            settings.topicPrefix(),
            settings.chunkBytes(),
            settings.bufferBytes(),
            settings.flushInterval());
    ArchiverLoop started =
        new ArchiverLoop(loopSettings, settings.store(), keys, this::finish, System::nanoTime);
    loop = started;
    Thread runner = Thread.ofPlatform().name("archiver").unstarted(started);
    runner.setUncaughtExceptionHandler((dead, cause) -> fail(cause));
    thread = runner;
    runner.start();
  }

  /**
   * Waits until partitions are assigned and what earlier lives left is known; false when {@code
   * limit} passed first, or it failed.
   */
  public boolean awaitRunning(Duration limit) {
    ArchiverLoop current = current();
    long end = System.nanoTime() + limit.toNanos();
    try {
      while (failure.get() == null && System.nanoTime() < end) {
        if (current.running().await(50, TimeUnit.MILLISECONDS)) {
          return true;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return false;
  }

  /**
   * Waits until a run is archived, by this archiver or by the one that took over from it.
   *
   * @throws TimeoutException if {@code limit} passed first
   * @throws ExecutionException if the archiver failed
   * @throws InterruptedException if the thread is interrupted
   */
  public ArchivedRun awaitArchived(RunId run, Duration limit)
      throws InterruptedException, ExecutionException, TimeoutException {
    CompletableFuture<ArchivedRun> future = future(run);
    long end = System.nanoTime() + limit.toNanos();
    finishedBefore(run).ifPresent(future::complete);
    while (true) {
      Throwable cause = failure.get();
      if (cause instanceof TakenOverException) {
        finishedBefore(run).ifPresent(future::complete);
      } else if (cause != null) {
        future.completeExceptionally(cause);
      }
      long left = end - System.nanoTime();
      try {
        return future.get(Math.clamp(left, 0, LOOK.toNanos()), TimeUnit.NANOSECONDS);
      } catch (TimeoutException e) {
        if (left <= 0) {
          throw e;
        }
      }
    }
  }

  /** A run that an earlier life finished under its own name. */
  private Optional<ArchivedRun> finishedBefore(RunId run) {
    try {
      return new Runs(settings.store(), keys)
          .open(run)
          .map(RunArchive::manifest)
          .filter(manifest -> manifest.owner().run().equals(run))
          .filter(manifest -> manifest.owner().clusterId().equals(current().clusterId()))
          .map(this::archived);
    } catch (StoreException e) {
      return Optional.empty(); // the archiver itself asks again
    }
  }

  private void finish(EndedRun ended) {
    RunMetadata owner =
        new RunMetadata(ended.id(), ended.nonce(), ended.clusterId(), ended.partition());
    try {
      ArchivedRun run = archived(finisher.finish(owner, ended.folder()));
      LOG.atInfo()
          .setMessage("run archived")
          .addKeyValue("runId", ended.id())
          .addKeyValue("uri", run.uri())
          .log();
      future(ended.id()).complete(run);
      finished.add(run);
      if (finished.size() > MOST_FINISHED) {
        finished.poll();
      }
    } catch (StoreException e) {
      if (e.id().equals(StoreException.CORRUPT)) {
        future(ended.id()).completeExceptionally(e); // anything else is tried again
      }
      throw e;
    } catch (RuntimeException e) {
      future(ended.id()).completeExceptionally(e);
      throw e;
    }
  }

  private ArchivedRun archived(Manifest manifest) {
    return new ArchivedRun(
        manifest.owner().run(),
        manifest.archivedAs(),
        settings.store().uri(keys.run(manifest.archivedAs())),
        manifest.objects().size() + 1,
        manifest.bytes(),
        manifest.hashes(),
        manifest.complete(),
        manifest.reason());
  }

  private CompletableFuture<ArchivedRun> future(RunId run) {
    return archived.computeIfAbsent(run, key -> new CompletableFuture<>());
  }

  /** Runs that were finished since the last call; beyond 1,000 the oldest are lost. */
  public List<ArchivedRun> takeFinished() {
    List<ArchivedRun> taken = new ArrayList<>();
    for (ArchivedRun run = finished.poll(); run != null; run = finished.poll()) {
      taken.add(run);
    }
    return taken;
  }

  /** Why the archiver stopped by itself; empty while it works. */
  public Optional<Throwable> failure() {
    return Optional.ofNullable(failure.get());
  }

  /** What it does at the moment. */
  public ArchiverStatus status() {
    ArchiverLoop current = current();
    StoreException problem = current.problem();
    return new ArchiverStatus(
        current.running().getCount() == 0 && failure.get() == null,
        current.openRuns(),
        archived.values().stream().filter(CompletableFuture::isDone).count(),
        current.counters().records(),
        current.counters().chunks(),
        current.counters().bytes(),
        current.setAside(),
        Optional.ofNullable(problem).map(Throwable::getMessage));
  }

  private void fail(Throwable cause) {
    failure.set(cause);
    if (cause instanceof TakenOverException) {
      LOG.info(String.valueOf(cause.getMessage()));
      return; // the other one finishes what is open
    }
    LOG.atError().setMessage("the archiver stopped").setCause(cause).log();
    archived.values().forEach(future -> future.completeExceptionally(cause));
  }

  private synchronized ArchiverLoop current() {
    ArchiverLoop current = loop;
    if (current == null) {
      throw new IllegalStateException("ask the archiver: not started");
    }
    return current;
  }

  /** Stops. What is in memory is not written: it is read again by the next archiver. */
  @Override
  public void close() {
    closeWithin(CLOSE_LIMIT);
  }

  /** The same with another limit to wait, for a Kafka that is known to answer no more. */
  public synchronized void closeWithin(Duration limit) {
    ArchiverLoop current = loop;
    Thread runner = thread;
    if (current == null || runner == null) {
      return;
    }
    current.close();
    try {
      runner.join(limit);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
