package dev.straingauge.archiver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.straingauge.archiver.read.RunArchive;
import dev.straingauge.archiver.read.RunEntry;
import dev.straingauge.archiver.read.Runs;
import dev.straingauge.archiver.report.Manifest;
import dev.straingauge.archiver.store.Content;
import dev.straingauge.archiver.store.FolderObjectStore;
import dev.straingauge.archiver.store.Keys;
import dev.straingauge.archiver.store.S3ObjectStore;
import dev.straingauge.archiver.store.StoreException;
import dev.straingauge.schemas.run.RunId;
import dev.straingauge.schemas.topic.Topic;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The archiver over a real broker and a real S3 server. */
class ArchiverServiceIT {

  private static final Duration LIMIT = Duration.ofSeconds(30);

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

  private ArchiverService archiver() {
    ArchiverService service =
        new ArchiverService(
            ArchiverSettings.of(
                broker.clientProps(), TestLog.PREFIX, store, "lab/", temp, "0.1.0"));
    service.start();
    assertThat(service.awaitRunning(LIMIT)).isTrue();
    return service;
  }

  @Test
  void archivesARunWholeAndDerivesItsFiles() throws Exception {
    // Given
    RunId id = TestRun.id("whole", 1);
    TestRun run = TestRun.of("n1", 30, 0);
    try (ArchiverService archiver = archiver()) {
      // When
      log.sendEvents(id, run.events());
      log.sendResults(id, run.results());
      ArchivedRun archived = archiver.awaitArchived(id, LIMIT);
      // Then
      assertThat(archived.complete()).as(archived.reason()).isTrue();
      assertThat(archived.archivedAs()).isEqualTo(id);
      RunArchive archive =
          new Runs(new FolderObjectStore(s3.bucket()), new Keys("lab")).open(id).orElseThrow();
      Manifest manifest = archive.manifest();
      assertThat(manifest.books())
          .hasSize(Topic.values().length)
          .allMatch(Manifest.Equation::balanced);
      assertThat(manifest.objects().stream().map(Manifest.ObjectFacts::name))
          .contains(
              "metadata.json",
              "config.json",
              "report.json",
              "analysis/operations.parquet",
              "analysis/slices.parquet",
              "analysis/rolling.parquet",
              "analysis/incidents.parquet",
              "analysis/breaches.parquet",
              "efs_orchestrator_20261121_074501.json");
      assertThat(archive.summary().orElseThrow()).contains("straingauge.summary/1");
      assertThat(store.list("lab/_open/")).isEmpty();
      long[] events = {0};
      archive.read(Topic.EVENTS, (branch, bytes, from, to) -> events[0]++);
      assertThat(events[0]).isEqualTo(run.events().size());
    }
  }

  @Test
  void keepsPoisonRecordsAsBytesAndCountsThem() throws Exception {
    // Given
    RunId id = TestRun.id("poison", 2);
    TestRun run = TestRun.of("n2", 20, 3);
    try (ArchiverService archiver = archiver()) {
      log.send(TestLog.raw(Topic.EVENTS, null, new byte[] {1}));
      log.send(
          TestLog.raw(Topic.EVENTS, "../../x".getBytes(StandardCharsets.UTF_8), new byte[] {1}));
      log.send(
          TestLog.raw(
              Topic.SLICES,
              "ghost/20260101000000".getBytes(StandardCharsets.UTF_8),
              new byte[] {1}));
      // When
      log.sendEvents(id, run.events());
      log.sendResults(id, run.results());
      ArchivedRun archived = archiver.awaitArchived(id, LIMIT);
      // Then
      assertThat(archived.complete()).as(archived.reason()).isTrue();
      assertThat(store.list("lab/" + id + "/events/").stream().map(o -> o.key()))
          .hasSize(3)
          .anyMatch(key -> key.endsWith(".raw.avro"));
      assertThat(archiver.status().setAside()).isGreaterThanOrEqualTo(2);
    }
  }

  @Test
  void leavesAnArchiverAtWorkAloneWhenItsOwnStoreIsAnother() throws Exception {
    // Given: positions that belong to the first one's store
    RunId first = TestRun.id("first", 7);
    TestRun run = TestRun.of("n7", 10, 0);
    try (ArchiverService atWork = archiver()) {
      log.sendEvents(first, run.events());
      log.sendResults(first, run.results());
      atWork.awaitArchived(first, LIMIT);
    }
    try (ArchiverService atWork = archiver();
        ArchiverService stray =
            new ArchiverService(
                ArchiverSettings.of(
                    broker.clientProps(), TestLog.PREFIX, store, "elsewhere/", temp, "0.1.0"))) {
      // When
      stray.start();
      assertThat(stray.awaitRunning(LIMIT)).isFalse();
      // Then
      assertThat(stray.failure())
          .containsInstanceOf(StoreException.class)
          .hasValueSatisfying(cause -> assertThat(cause).hasMessageContaining("elsewhere"));
      RunId second = TestRun.id("second", 8);
      TestRun next = TestRun.of("n8", 10, 0);
      log.sendEvents(second, next.events());
      log.sendResults(second, next.results());
      assertThat(atWork.awaitArchived(second, LIMIT).complete()).isTrue();
      assertThat(atWork.failure()).isEmpty();
    }
  }

  @Test
  void takesTheNextSecondWhenTheFolderIsAnothers() throws Exception {
    // Given
    RunId id = TestRun.id("taken", 3);
    store.put(
        "lab/" + id + "/metadata.json",
        Content.of(
            "{\"run\":\"taken/20261121074503\",\"nonce\":\"x\"}".getBytes(StandardCharsets.UTF_8)));
    TestRun run = TestRun.of("n3", 5, 0);
    try (ArchiverService archiver = archiver()) {
      // When
      log.sendEvents(id, run.events());
      log.sendResults(id, run.results());
      ArchivedRun archived = archiver.awaitArchived(id, LIMIT);
      // Then
      assertThat(archived.archivedAs()).isEqualTo(id.next());
      List<RunEntry> list = new Runs(store, new Keys("lab")).list();
      assertThat(list)
          .anyMatch(e -> e.run().equals(id) && e.state() == RunEntry.State.UNFINISHED)
          .anyMatch(e -> e.run().equals(id.next()) && e.state() == RunEntry.State.COMPLETE);
    }
  }

  @Test
  void goesOnWithoutLossWhenTheStoreWasGone() throws Exception {
    // Given
    RunId id = TestRun.id("outage", 4);
    TestRun run = TestRun.of("n4", 40, 0);
    try (ArchiverService archiver = archiver()) {
      log.sendEvents(id, run.events().subList(0, 20));
      // When
      s3.stop();
      log.sendEvents(id, run.events().subList(20, run.events().size()));
      log.sendResults(id, run.results());
      while (archiver.status().problem().isEmpty()) {
        LockSupport.parkNanos(20_000_000);
      }
      s3.start();
      ArchivedRun archived = archiver.awaitArchived(id, LIMIT);
      // Then
      assertThat(archived.complete()).as(archived.reason()).isTrue();
      assertThat(archiver.status().problem()).isEmpty();
    }
  }
}
