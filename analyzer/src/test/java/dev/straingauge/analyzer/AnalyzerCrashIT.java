package dev.straingauge.analyzer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.straingauge.schemas.topic.Topic;
import dev.straingauge.schemas.topic.Topics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnalyzerCrashIT {

  private static final int PARTITIONS = 4;
  private static final Duration LIMIT = Duration.ofMinutes(2);

  @TempDir static Path folder;
  private static TestBroker broker;

  /** Record by record a third of the load takes as long as all of it in batches. */
  private static Backlog fewer;

  private static Backlog more;

  @BeforeAll
  static void startBroker() throws Exception {
    broker = TestBroker.start(folder.resolve("broker"));
    fewer = Backlog.of(8, 80);
    more = Backlog.of(8, 250);
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
  }

  @ParameterizedTest(name = "commit each {0} ms, polls of {1}, {2} threads, {3} kills")
  @CsvSource({
    "20, 1, 1, 1",
    "1000, 500, 4, 2",
    "20, 500, 4, 2",
    "1000, 1, 4, 1",
    "100, 2000, 1, 0"
  })
  void killedInTheMiddleItPublishesWhatAnUndisturbedAnalysisGives(
      int commitMillis, int poll, int threads, int kills) throws Exception {
    // Given
    Backlog backlog = poll == 1 ? fewer : more;
    String prefix = "crash-%d-%d-%d.".formatted(commitMillis, poll, threads);
    String server = String.valueOf(broker.clientProps().get("bootstrap.servers"));
    Topics.createAndCheck(broker.clientProps(), prefix, PARTITIONS, Duration.ofSeconds(20));
    backlog.send(server, prefix);
    Path home = Files.createDirectories(folder.resolve(prefix));
    RandomGenerator random =
        RandomGeneratorFactory.of("L64X128MixRandom").create(commitMillis + poll);
    int allEnds = backlog.runs() * Topic.RESULTS.size();
    int killed = 0;

    // When
    try (PublishedResults results = new PublishedResults(server, prefix)) {
      for (int i = 0; i < kills; i++) {
        int until = results.slices() + 1 + random.nextInt(backlog.slices() / (2 * kills + 1));
        Process process = AnalyzerProcess.start(server, poll, prefix, threads, home, commitMillis);
        poll(results, () -> results.slices() >= until, process, home);
        process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
        results.poll();
        killed += results.ended() < allEnds ? 1 : 0;
      }
      Process process = AnalyzerProcess.start(server, poll, prefix, threads, home, commitMillis);
      try {
        poll(
            results,
            () -> results.ended() == allEnds && results.deadLetters() >= backlog.deadLetters(),
            process,
            home);
      } finally {
        process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
      }

      // Then
      results.readToTheEnd();
      assertThat(killed).as("kills before the end").isEqualTo(kills);
      assertThat(results.ended()).isEqualTo(allEnds);
      assertThat(results.hashes()).isEqualTo(backlog.expected());
      assertThat(results.deadLetters()).isEqualTo(backlog.deadLetters());
    }
  }

  private interface Condition {
    boolean holds();
  }

  private static void poll(PublishedResults results, Condition until, Process process, Path home) {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (!until.holds()) {
      assertThat(process.isAlive()).as(() -> "the analyzer runs: " + log(home)).isTrue();
      assertThat(System.nanoTime())
          .as("slices %d, ends %d".formatted(results.slices(), results.ended()))
          .isLessThan(deadline);
      results.poll();
    }
  }

  private static String log(Path home) {
    try {
      return Files.readString(home.resolve("analyzer.log"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
