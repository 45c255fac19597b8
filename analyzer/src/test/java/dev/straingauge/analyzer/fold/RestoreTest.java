package dev.straingauge.analyzer.fold;

import static org.assertj.core.api.Assertions.assertThat;

import dev.straingauge.analyzer.state.CellSink;
import dev.straingauge.event.BreachEvent;
import dev.straingauge.event.Event;
import dev.straingauge.schemas.topic.Topic;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RestoreTest {

  /** Keeps cells as a store would. */
  private static final class Cells implements CellSink {
    private final TreeMap<byte[], byte[]> byKey = new TreeMap<>(Arrays::compareUnsigned);

    @Override
    public void put(byte[] key, byte[] content) {
      byKey.put(key, content.clone());
    }

    private List<Cell> all() {
      return byKey.entrySet().stream()
          .map(cell -> new Cell(cell.getKey(), cell.getValue()))
          .toList();
    }

    @Override
    public void delete(byte[] key) {
      byKey.remove(key);
    }
  }

  @ParameterizedTest(name = "seed {0}, stored and restored after each {1} events, grace {2} s")
  @CsvSource({
    "1,1,0",
    "2,7,0",
    "3,50,0",
    "4,1,2",
    "5,13,2",
    "6,333,2",
    "7,2,1",
    "8,1000,0",
    "9,1,0",
    "10,3,2"
  })
  void storedAndRestoredAnywhereGivesTheSameBytes(long seed, int each, long grace) {
    // Given
    List<Event> events = RandomRun.events(seed, 40, 20, grace * EventLog.SECOND);
    Collected undisturbed = Collected.of(events);

    // When
    Collected disturbed = new Collected();
    Cells cells = new Cells();
    RunAnalysis run = RunAnalysis.open(events.getFirst(), disturbed).orElseThrow();
    for (int i = 1; i < events.size(); i++) {
      run.accept(events.get(i), disturbed);
      if (i % each == 0 && !run.isClosed()) {
        run.flush(cells);
        run = RunAnalysis.restore(cells.all());
      }
    }

    // Then
    assertThat(run.isClosed()).isTrue();
    assertThat(disturbed.records).isEqualTo(undisturbed.records);
    Map<Topic, String> hashes = disturbed.hashes();
    assertThat(hashes).hasSize(Topic.RESULTS.size()).isEqualTo(undisturbed.hashes());
  }

  @ParameterizedTest(name = "rules of seed {0}, stored and restored after each {1} events")
  @CsvSource({"1,1", "2,1", "3,7", "4,2", "5,31", "6,1", "7,3"})
  void rulesStoredAndRestoredAnywhereSayTheSame(long seed, int each) {
    // Given
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    List<Event> events = RuleRun.events(random, RandomRules.set(random, 12));
    Collected undisturbed = Collected.of(events);

    // When
    Collected disturbed = new Collected();
    Cells cells = new Cells();
    RunAnalysis run = RunAnalysis.open(events.getFirst(), disturbed).orElseThrow();
    for (int i = 1; i < events.size(); i++) {
      run.accept(events.get(i), disturbed);
      if (i % each == 0 && !run.isClosed()) {
        run.flush(cells);
        run = RunAnalysis.restore(cells.all());
      }
    }

    // Then
    assertThat(undisturbed.of(Topic.BREACHES, BreachEvent.class)).hasSizeGreaterThan(10);
    assertThat(disturbed.records).isEqualTo(undisturbed.records);
  }

  @ParameterizedTest(name = "flushed after each {0} events and restored once")
  @CsvSource({"1", "3", "64"})
  void cellsFlushedInManyStepsAreTheWholeState(int each) {
    // Given
    List<Event> events = RandomRun.events(11, 40, 20, 0);
    Collected undisturbed = Collected.of(events);
    Cells cells = new Cells();
    Collected disturbed = new Collected();
    RunAnalysis run = RunAnalysis.open(events.getFirst(), disturbed).orElseThrow();
    int half = events.size() / 2;
    for (int i = 1; i < half; i++) {
      run.accept(events.get(i), disturbed);
      if (i % each == 0) {
        run.flush(cells);
      }
    }
    run.flush(cells);

    // When
    RunAnalysis restored = RunAnalysis.restore(cells.all());
    events.subList(half, events.size()).forEach(event -> restored.accept(event, disturbed));

    // Then
    assertThat(disturbed.records).isEqualTo(undisturbed.records);
  }
}
