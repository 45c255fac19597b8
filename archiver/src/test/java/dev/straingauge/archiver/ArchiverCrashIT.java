package dev.straingauge.archiver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.straingauge.archiver.read.RunArchive;
import dev.straingauge.archiver.read.Runs;
import dev.straingauge.archiver.report.Manifest;
import dev.straingauge.archiver.store.Content;
import dev.straingauge.archiver.store.Keys;
import dev.straingauge.archiver.store.ObjectStore;
import dev.straingauge.archiver.store.S3ObjectStore;
import dev.straingauge.schemas.run.RunId;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The archive is the same whenever and however often the archiver dies. */
class ArchiverCrashIT {

  private static final Duration LIMIT = Duration.ofMinutes(3);

  @TempDir static Path folder;
  private static TestBroker broker;
  private static TestLog log;
  private static TestS3 s3;
  private static S3ObjectStore store;

  @TempDir Path temp;

  @BeforeAll
  static void start() throws Exception {
    broker = TestBroker.start(folder.resolve("kafka"));
    log = new TestLog(broker.clientProps(), 2);
    s3 = new TestS3(folder.resolve("s3"));
    store = s3.store();
  }

  @AfterAll
  static void stop() {
    store.close();
    s3.close();
    log.close();
    broker.close();
  }

  private static void await(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + LIMIT.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as(what).isLessThan(end);
      LockSupport.parkNanos(20_000_000);
    }
  }

  private static boolean open(RunId id) {
    return store.list("_open/").stream().anyMatch(o -> o.key().endsWith(id.labelValue()));
  }

  private static void expectWhole(RunId id, TestRun run) throws Exception {
    RunArchive archive = new Runs(store, new Keys("")).open(id).orElseThrow();
    assertThat(archive.manifest().complete()).as(archive.manifest().reason()).isTrue();
    assertThat(archive.manifest().books()).allMatch(Manifest.Equation::balanced);
    assertThat(archive.manifest().hashes()).isEqualTo(ExpectedHashes.of(run));
    assertThat(open(id)).isFalse();
  }

  @Test
  void goesOnAfterKillMinus9InTheMiddleOfARun() throws Exception {
    // Given
    RunId id = TestRun.id("killed", 1);
    TestRun run = TestRun.of("k1", 3_000, 2);
    Process first = child();
    log.sendEvents(id, run.events().subList(0, 3_000));
    await("chunks of the first life", () -> store.list(id + "/events/").size() >= 2);
    // When
    first.destroyForcibly().waitFor();
    log.sendEvents(id, run.events().subList(3_000, run.events().size()));
    Process second = child();
    await("chunks of the second life", () -> store.list(id + "/events/").size() >= 4);
    second.destroyForcibly().waitFor();
    log.sendResults(id, run.results());
    Process third = child();
    try {
      await("the manifest", () -> store.head(id + "/MANIFEST.json").isPresent());
      await("the marker gone", () -> !open(id));
    } finally {
      third.destroyForcibly().waitFor();
    }
    // Then
    expectWhole(id, run);
  }

  private Process child() throws Exception {
    return ArchiverProcess.start(
        broker.address(),
        s3.endpoint(),
        temp,
        Path.of(System.getProperty("child.log", folder.resolve("child.log").toString())));
  }

  /**
   * Dies right after, or right before, the n-th put of the run: between put and commit, between
   * marker and claim, before the manifest.
   */
  @RepeatedTest(12)
  void goesOnAfterACrashAtAnyPut(RepetitionInfo repetition) throws Exception {
    // Given
    int n = repetition.getCurrentRepetition();
    Random random = new Random(n);
    RunId id = TestRun.id("crash" + n, 2);
    TestRun run = TestRun.of("c" + n, 400, 1);
    log.sendEvents(id, run.events());
    log.sendResults(id, run.results());
    // When
    int lives = 0;
    Optional<ArchivedRun> archived = Optional.empty();
    while (archived.isEmpty() && lives < 30) {
      int fuse = lives < 4 ? 1 + random.nextInt(8) : Integer.MAX_VALUE;
      archived = live(id, fuse, random.nextBoolean(), 4_000 + random.nextInt(40_000));
      lives++;
    }
    // Then
    assertThat(archived).isPresent();
    assertThat(lives).isGreaterThan(1);
    expectWhole(id, run);
  }

  private Optional<ArchivedRun> live(RunId id, int fuse, boolean afterPut, int chunkBytes)
      throws Exception {
    ObjectStore mortal = mortal(fuse, afterPut);
    try (ArchiverService archiver =
        new ArchiverService(
            new ArchiverSettings(
                broker.clientProps(),
                TestLog.PREFIX,
                mortal,
                "",
                temp,
                "0.1.0",
                chunkBytes,
                chunkBytes * 10L,
                Duration.ofMillis(200)))) {
      archiver.start();
      archiver.awaitRunning(LIMIT);
      return Optional.of(archiver.awaitArchived(id, Duration.ofSeconds(20)));
    } catch (java.util.concurrent.ExecutionException e) {
      assertThat(e).hasRootCauseMessage("crash");
      return Optional.empty();
    } catch (IllegalStateException e) {
      assertThat(e).hasMessage("crash");
      return Optional.empty();
    }
  }

  /**
   * The store, which kills the archiver's thread at the given put; the probe of the start does not
   * count.
   */
  private static ObjectStore mortal(int fuse, boolean afterPut) {
    AtomicInteger puts = new AtomicInteger();
    return (ObjectStore)
        Proxy.newProxyInstance(
            ObjectStore.class.getClassLoader(),
            new Class<?>[] {ObjectStore.class},
            (proxy, method, args) -> {
              boolean put =
                  method.getName().startsWith("put")
                      && args[1] instanceof Content
                      && puts.incrementAndGet() == fuse;
              if (put && !afterPut) {
                throw new IllegalStateException("crash");
              }
              try {
                Object answer = method.invoke(store, args);
                if (put) {
                  throw new IllegalStateException("crash");
                }
                return answer;
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  @Test
  void fencesAnOlderArchiverWhichStillSeesWhatTheNewerOneArchives() throws Exception {
    RunId id = TestRun.id("fenced", 3);
    TestRun run = TestRun.of("f1", 100, 1);
    try (ArchiverService older = service()) {
      older.start();
      assertThat(older.awaitRunning(LIMIT)).isTrue();
      try (ArchiverService newer = service()) {
        newer.start();
        assertThat(newer.awaitRunning(LIMIT)).isTrue();
        await("the older one to be fenced", () -> older.failure().isPresent());
        assertThat(older.failure().orElseThrow().getClass().getSimpleName())
            .isEqualTo("TakenOverException");
        log.sendEvents(id, run.events());
        log.sendResults(id, run.results());
        assertThat(older.awaitArchived(id, LIMIT).complete()).isTrue();
        assertThat(newer.failure()).isEmpty();
      }
    }
  }

  private ArchiverService service() {
    return new ArchiverService(
        ArchiverSettings.of(broker.clientProps(), TestLog.PREFIX, store, "", temp, "0.1.0"));
  }
}
