package dev.straingauge.analyzer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.straingauge.schemas.topic.Topic;
import dev.straingauge.schemas.topic.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Contract D5 and K5: eight runs over four partitions, threads that die at random results, several
 * commit intervals, sizes of polls and of batches, one and four threads, every record once or
 * twice. More schedules: {@code -Dschedules=200}.
 *
 * <p>A commit interval of 1 ms, with polls of many batches, makes commits come between the batches
 * of a poll: a batch that does not begin where it says is found out there.
 */
class AnalyzerDeathsIT {

  private static final int PARTITIONS = 4;
  private static final Duration LIMIT = Duration.ofMinutes(1);
  private static final int[] COMMIT_MILLIS = {1, 20, 1, 1_000};
  private static final int[] POLLS = {5_000, 1, 600, 500};
  private static final int[] FETCHES = {1 << 20, 60_000, 4 << 20};

  @TempDir static Path folder;
  private static TestBroker broker;
  private static Backlog once;
  private static Backlog twice;

  /**
   * How one analyzer after the other works on the backlog.
   *
   * @param deaths before the last one
   */
  private record Schedule(
      int seed, int commitMillis, int poll, int fetch, int threads, boolean doubled, int deaths) {

    private static Schedule of(int seed) {
      return new Schedule(
          seed,
          COMMIT_MILLIS[seed % COMMIT_MILLIS.length],
          POLLS[seed % POLLS.length],
          FETCHES[seed / 2 % FETCHES.length],
          seed % 8 < 4 ? 1 : 4,
          seed % 5 == 2,
          1 + seed % 3);
    }
  }

  static IntStream seeds() {
    return IntStream.range(0, Integer.getInteger("schedules", 6));
  }

  @BeforeAll
  static void startBroker() throws Exception {
    broker = TestBroker.start(folder.resolve("broker"));
    once = Backlog.of(8, 8);
    twice = Backlog.doubled(8, 8);
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
  }

  @ParameterizedTest(name = "schedule {0}")
  @MethodSource("seeds")
  void publishesWhatAnUndisturbedAnalysisGives(int seed) throws Exception {
    // Given
    Schedule schedule = Schedule.of(seed);
    Backlog backlog = schedule.doubled() ? twice : once;
    String prefix = "deaths-%d.".formatted(seed);
    String server = String.valueOf(broker.clientProps().get("bootstrap.servers"));
    Topics.createAndCheck(broker.clientProps(), prefix, PARTITIONS, LIMIT);
    backlog.send(server, prefix);
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);

    // When
    int ends = backlog.runs() * Topic.RESULTS.size();
    int died = 0;
    try (PublishedResults results = new PublishedResults(server, prefix)) {
      BooleanSupplier whole =
          () -> results.ended() == ends && results.deadLetters() >= backlog.deadLetters();
      for (int i = 0; i < schedule.deaths() && !whole.getAsBoolean(); i++) {
        Deaths.after(prefix, random.nextLong(backlog.results() / (schedule.deaths() + 1)));
        try (AnalyzerService analyzer = start(schedule, prefix)) {
          // while a thread dies the others go on, and may leave too little for another death
          await(results, schedule, () -> analyzer.failure().isPresent() || whole.getAsBoolean());
          if (analyzer.failure().isPresent()) {
            assertThat(analyzer.failure()).get().asString().contains("killed before a result");
            died++;
          }
        }
      }
      assertThat(died).as("%s", schedule).isPositive();
      Deaths.none(prefix);
      try (AnalyzerService analyzer = start(schedule, prefix)) {
        await(results, schedule, () -> analyzer.failure().isPresent() || whole.getAsBoolean());
        assertThat(analyzer.failure()).isEmpty();
      }

      // Then
      results.readToTheEnd();
      assertThat(results.hashes()).as("%s", schedule).isEqualTo(backlog.expected());
      assertThat(results.deadLetters()).isEqualTo(backlog.deadLetters());
    }
  }

  private static AnalyzerService start(Schedule schedule, String prefix) {
    Map<String, Object> kafka = new HashMap<>(broker.clientProps());
    kafka.putAll(Deaths.settings(prefix));
    kafka.put("consumer.max.poll.records", schedule.poll());
    kafka.put("consumer.max.partition.fetch.bytes", schedule.fetch());
    kafka.put("consumer.session.timeout.ms", 1_500);
    kafka.put("consumer.heartbeat.interval.ms", 300);
    AnalyzerService analyzer =
        new AnalyzerService(
            new AnalyzerSettings(
                kafka,
                prefix,
                schedule.threads(),
                folder.resolve(prefix),
                Duration.ofMillis(schedule.commitMillis())));
    analyzer.start();
    return analyzer;
  }

  private static void await(PublishedResults results, Schedule schedule, BooleanSupplier until) {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (!until.getAsBoolean()) {
      assertThat(System.nanoTime())
          .as("%s: %d ends", schedule, results.ended())
          .isLessThan(deadline);
      results.poll();
    }
  }
}
