package dev.straingauge.archiver.consume;

import dev.straingauge.archiver.manifest.RunFinisher;
import dev.straingauge.archiver.report.RunMetadata;
import dev.straingauge.archiver.store.Keys;
import dev.straingauge.archiver.store.ObjectStore;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One process of the archiver, the real loop and the real finisher, that is killed or frozen at a
 * request to the store. Whatever it does next then, it does not do, or only when it wakes.
 */
final class ArchiverLife {

  /** How it ends. */
  enum Death {
    /** kill -9 before the request is sent. */
    BEFORE,
    /** kill -9 before the answer is read. */
    AFTER,
    /** SIGSTOP before the request is sent; SIGCONT some time later. */
    FREEZE,
    /** Not by us; but those that are frozen wake before the request is sent. */
    WAKES_OTHERS,
    /** Not by us. */
    NONE
  }

  /**
   * When it ends.
   *
   * @param death how
   * @param step at which
   * @param nth of these
   */
  record Fate(Death death, Step step, int nth) {

    /** Lives on. */
    static final Fate NONE = new Fate(Death.NONE, Step.ANY, 0);

    @Override
    public String toString() {
      return this.equals(NONE) ? "NONE" : "%s %s %d".formatted(death, step, nth);
    }
  }

  /** What a dead process throws. */
  static final class Killed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Killed() {
      super("killed", null, false, false);
    }
  }

  private final ObjectStore store;
  private final Fate fate;
  private final AtomicInteger steps = new AtomicInteger();
  private final AtomicInteger requests = new AtomicInteger();
  private final AtomicInteger closed = new AtomicInteger();
  private final Runnable wakeOthers;
  private final CountDownLatch thaw = new CountDownLatch(1);
  private final CountDownLatch thawed = new CountDownLatch(1);
  private final CountDownLatch struck = new CountDownLatch(1);
  private final ArchiverLoop loop;
  private final Thread thread;
  private volatile boolean dead;
  private volatile boolean frozen;
  private volatile @Nullable Throwable failure;

  ArchiverLife(
      ModelBroker broker,
      ObjectStore store,
      String prefix,
      Path temp,
      Random random,
      Fate fate,
      Runnable wakeOthers) {
    this.store = store;
    this.wakeOthers = wakeOthers;
    this.fate = fate;
    ObjectStore mortal = mortal();
    Keys keys = new Keys(prefix);
    RunFinisher finisher = new RunFinisher(mortal, keys, temp, "0.1.0");
    int chunk = 13_000 + random.nextInt(20_000);
    LoopSettings settings =
        new LoopSettings(
            Map.of(), "t.", chunk, chunk * 6L, Duration.ofMillis(5 + random.nextInt(100)));
    loop =
        new ArchiverLoop(
            settings,
            mortal,
            keys,
            ended ->
                finisher.finish(
                    new RunMetadata(
                        ended.id(), ended.nonce(), ended.clusterId(), ended.partition()),
                    ended.folder()),
            System::nanoTime,
            "cluster",
            () -> ModelConsumer.of(broker, random, this::pulse, this::commit));
    thread =
        Thread.ofPlatform()
            .daemon()
            .name("archiver-life")
            .uncaughtExceptionHandler((t, e) -> failure = e)
            .start(this::live);
  }

  private void live() {
    try {
      loop.run();
    } finally {
      struck.countDown();
    }
  }

  /** Waits until it is dead, frozen or fenced. */
  boolean awaitStruck(Duration limit) throws InterruptedException {
    return struck.await(limit.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** SIGCONT. */
  void wake() {
    frozen = false;
    thaw.countDown();
  }

  /** SIGCONT, and waits until what it was about to do is done. */
  void wakeAndAwait(Duration limit) {
    boolean was = frozen;
    wake();
    try {
      if (was && !thawed.await(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        return; // the store is slow
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  int requests() {
    return requests.get();
  }

  /** How many markers it deleted, or may have. */
  int closed() {
    return closed.get();
  }

  /** What it ended with that is no death of ours and no fencing; null: nothing. */
  @Nullable Throwable surprise() {
    Throwable found = failure;
    return found == null || found instanceof Killed || found instanceof TakenOverException
        ? null
        : found;
  }

  /** Ends it and waits for its thread. */
  void stop() throws InterruptedException {
    wake();
    loop.close();
    thread.join(Duration.ofSeconds(30));
    if (thread.isAlive()) {
      throw new AssertionError("an archiver does not end");
    }
  }

  private void pulse() {
    if (dead) {
      throw new Killed();
    }
    if (frozen) {
      sleep();
    }
  }

  private void sleep() {
    boolean interrupted = false;
    while (true) {
      try {
        thaw.await();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private ObjectStore mortal() {
    return (ObjectStore)
        Proxy.newProxyInstance(
            ObjectStore.class.getClassLoader(),
            new Class<?>[] {ObjectStore.class},
            (proxy, method, args) -> {
              if (method.getName().equals("uri")) {
                return method.invoke(store, args);
              }
              requests.incrementAndGet();
              Step step = Step.of(verb(method.getName()), args[0].toString());
              boolean now = begin(step);
              try {
                return method.invoke(store, args);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              } finally {
                end(step, now);
              }
            });
  }

  private static String verb(String method) {
    return switch (method) {
      case "putIfAbsent", "put" -> "PUT";
      case "get", "copy" -> "GET";
      case "head" -> "HEAD";
      case "delete" -> "DELETE";
      case "list", "folders" -> "LIST";
      default -> throw new UnsupportedOperationException(method);
    };
  }

  private void commit(Runnable work) {
    boolean now = begin(Step.COMMIT);
    work.run();
    end(Step.COMMIT, now);
  }

  /** Returns whether its fate is told at the end of this step. */
  private boolean begin(Step step) {
    pulse();
    boolean counts = fate.step == step || (fate.step == Step.ANY && step != Step.COMMIT);
    boolean now = counts && steps.incrementAndGet() == fate.nth;
    if (now && fate.death == Death.BEFORE) {
      die();
    }
    if (now && fate.death == Death.FREEZE) {
      frozen = true;
      struck.countDown();
      sleep();
    }
    if (now && fate.death == Death.WAKES_OTHERS) {
      wakeOthers.run();
    }
    return now;
  }

  private void end(Step step, boolean now) {
    if (step == Step.CLOSE) {
      closed.incrementAndGet();
    }
    if (now && fate.death == Death.FREEZE) {
      thawed.countDown();
    }
    if (now && fate.death == Death.AFTER) {
      die();
    }
  }

  private void die() {
    dead = true;
    struck.countDown();
    throw new Killed();
  }
}
