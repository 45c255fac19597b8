package dev.straingauge.analyzer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.straingauge.analyzer.topology.OpenRuns;
import dev.straingauge.schemas.topic.Topic;
import dev.straingauge.schemas.topic.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnalyzerServiceIT {

  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir static Path folder;
  private static TestBroker broker;

  @BeforeAll
  static void startBroker() throws Exception {
    broker = TestBroker.start(folder.resolve("broker"));
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
  }

  @Test
  void goesOnWhereItWasClosed() throws Exception {
    // Given
    String prefix = "restart.";
    Topics.createAndCheck(broker.clientProps(), prefix, 2, LIMIT);
    Backlog backlog = Backlog.of(2, 20);
    List<OpenRuns.OpenRun> seen = new ArrayList<>();

    // When
    try (PublishedResults results = new PublishedResults(server(), prefix)) {
      try (AnalyzerService first = new AnalyzerService(settings(prefix))) {
        first.start();
        first.awaitRunning(LIMIT);
        backlog.sendHalf(server(), prefix);
        await(results, () -> first.openRuns().size() == 2);
        seen.addAll(first.openRuns());
      }
      try (AnalyzerService second = new AnalyzerService(settings(prefix))) {
        second.start();
        second.awaitRunning(LIMIT);
        backlog.sendRest(server(), prefix);
        await(results, () -> results.ended() == 2 * Topic.RESULTS.size());
        assertThat(second.failure()).isEmpty();
      }

      // Then
      assertThat(results.hashes()).isEqualTo(backlog.expected());
    }
    assertThat(seen.stream().map(OpenRuns.OpenRun::runId))
        .containsExactly("crash-0/20260101000000", "crash-1/20260101000000");
  }

  @Test
  void kafkaThatDoesNotAnswerIsToldWithinSeconds() {
    AnalyzerService service =
        new AnalyzerService(
            new AnalyzerSettings(
                Map.of("bootstrap.servers", "127.0.0.1:" + TestBroker.freePort()),
                "none.",
                1,
                folder,
                Duration.ofMillis(100)));
    long begin = System.nanoTime();

    assertThatThrownBy(service::start)
        .isInstanceOfSatisfying(
            AnalyzerException.class, e -> assertThat(e.id()).isEqualTo("kafka-unreachable"))
        .hasMessageContaining("expected an answer within 10 s");
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(20));
  }

  @Test
  void missingTopicsAreTold() {
    assertThatThrownBy(new AnalyzerService(settings("nowhere."))::start)
        .isInstanceOfSatisfying(
            AnalyzerException.class, e -> assertThat(e.id()).isEqualTo("topics-missing"));
  }

  @Test
  void topicsOfDifferentSizeAreTold() throws Exception {
    create(topic -> new NewTopic(topic.name("sizes."), topic == Topic.SLICES ? 3 : 2, (short) 1));

    assertThatThrownBy(new AnalyzerService(settings("sizes."))::start)
        .isInstanceOfSatisfying(
            AnalyzerException.class, e -> assertThat(e.id()).isEqualTo("topics-partitions"))
        .hasMessageContaining("sizes.slices=3");
  }

  @Test
  void failureKeepsItsTrueCause() throws Exception {
    // Given
    String prefix = "failing.";
    create(
        topic ->
            new NewTopic(topic.name(prefix), 1, (short) 1)
                .configs(topic == Topic.SUMMARIES ? Map.of("max.message.bytes", "200") : Map.of()));
    Backlog backlog = Backlog.of(1, 20);

    // When
    try (AnalyzerService service = new AnalyzerService(settings(prefix));
        PublishedResults results = new PublishedResults(server(), prefix)) {
      service.start();
      service.awaitRunning(LIMIT);
      backlog.send(server(), prefix);
      await(results, () -> service.failure().isPresent());

      // Then
      assertThat(service.failure().orElseThrow())
          .hasRootCauseInstanceOf(RecordTooLargeException.class);
      assertThat(service.failure().orElseThrow().id()).isEqualTo("analyzer-failed");
      assertThatThrownBy(() -> service.awaitRunning(LIMIT))
          .isSameAs(service.failure().orElseThrow());
    }
  }

  @Test
  void ofSeveralThatStartItOneDoes() throws Exception {
    // Given
    String prefix = "twice.";
    Topics.createAndCheck(broker.clientProps(), prefix, 2, LIMIT);
    AtomicReference<Runnable> second = new AtomicReference<>();
    try (AnalyzerService service =
        new AnalyzerService(settings(prefix), () -> second.get().run())) {
      second.set(
          () ->
              assertThatThrownBy(service::start)
                  .isInstanceOf(IllegalStateException.class)
                  .hasMessage("start the analyzer: it was started before"));

      // When
      service.start();

      // Then
      service.awaitRunning(LIMIT);
      assertThatThrownBy(service::start).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void aStartThatFailedMayBeTriedAgain() throws Exception {
    String prefix = "again.";
    try (AnalyzerService service = new AnalyzerService(settings(prefix))) {
      assertThatThrownBy(service::start).isInstanceOf(AnalyzerException.class);
      Topics.createAndCheck(broker.clientProps(), prefix, 2, LIMIT);

      service.start();

      service.awaitRunning(LIMIT);
    }
  }

  @Test
  void whatIsClosedWhileItStartsDoesNotRun() throws Exception {
    // Given
    String prefix = "closing.";
    Topics.createAndCheck(broker.clientProps(), prefix, 2, LIMIT);
    AtomicReference<Runnable> close = new AtomicReference<>();
    AnalyzerService service = new AnalyzerService(settings(prefix), () -> close.get().run());
    close.set(service::close);

    // When
    assertThatThrownBy(service::start)
        .isInstanceOf(AnalyzerException.class)
        .hasMessage("start the analyzer: closed meanwhile");

    // Then
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().contains(prefix)) {
        assertThat(thread.join(LIMIT)).as("'%s' ends", thread.getName()).isTrue();
      }
    }
    assertThatThrownBy(() -> service.awaitRunning(LIMIT))
        .isInstanceOf(AnalyzerException.class)
        .hasMessage("wait for the analyzer: it was closed");
    assertThatThrownBy(service::start)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("start the analyzer: it was closed before");
  }

  @Test
  void severalMayCloseItAndWhoWaitsIsTold() throws Exception {
    // Given
    String prefix = "ending.";
    Topics.createAndCheck(broker.clientProps(), prefix, 2, LIMIT);
    AnalyzerService service = new AnalyzerService(settings(prefix));
    service.start();
    try (ExecutorService threads = Executors.newFixedThreadPool(3)) {
      Future<?> waiting = threads.submit(() -> service.awaitRunning(LIMIT));
      service.awaitRunning(LIMIT);
      waiting.get();

      // When
      Future<?> first = threads.submit(service::close);
      Future<?> second = threads.submit(service::close);
      first.get();
      second.get();
    }

    // Then
    assertThatThrownBy(() -> service.awaitRunning(LIMIT)).hasMessageContaining("closed");
    assertThat(Thread.getAllStackTraces().keySet())
        .extracting(Thread::getName)
        .noneMatch(name -> name.contains(prefix + "analyze"));
    assertThat(service.failure()).isEmpty();
  }

  @Test
  void whoWaitsForAServiceThatIsClosedBeforeItRunsIsTold() throws Exception {
    AnalyzerService service = new AnalyzerService(settings("never."));
    try (ExecutorService threads = Executors.newSingleThreadExecutor()) {
      Future<?> waiting = threads.submit(() -> service.awaitRunning(LIMIT));

      service.close();

      assertThatThrownBy(waiting::get)
          .hasCauseInstanceOf(AnalyzerException.class)
          .hasMessageContaining("wait for the analyzer: it was closed");
    }
  }

  private interface TopicOf {
    NewTopic of(Topic topic);
  }

  private static void create(TopicOf topics) throws Exception {
    try (Admin admin = Admin.create(broker.clientProps())) {
      List<NewTopic> all = new ArrayList<>();
      for (Topic topic : Topic.values()) {
        all.add(topics.of(topic));
      }
      admin.createTopics(all).all().get();
    }
  }

  private static void await(PublishedResults results, BooleanSupplier until) {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (!until.getAsBoolean()) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      results.poll();
    }
  }

  private static AnalyzerSettings settings(String prefix) {
    return new AnalyzerSettings(
        broker.clientProps(), prefix, 1, folder.resolve("state-" + prefix), Duration.ofMillis(50));
  }

  private static String server() {
    return String.valueOf(broker.clientProps().get("bootstrap.servers"));
  }
}
