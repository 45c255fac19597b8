package dev.straingauge.analyzer.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.straingauge.analyzer.fold.Cell;
import dev.straingauge.analyzer.fold.Collected;
import dev.straingauge.analyzer.fold.RunAnalysis;
import dev.straingauge.analyzer.state.CellSink;
import dev.straingauge.event.Event;
import dev.straingauge.event.IncidentClass;
import dev.straingauge.event.IncidentEvent;
import dev.straingauge.schemas.topic.Topic;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class LedgerRestoreTest {

  private static final int SEEDS = 60;

  /** Keeps cells as a store would. */
  private static final class Store implements CellSink {
    private final TreeMap<byte[], byte[]> byKey = new TreeMap<>(Arrays::compareUnsigned);

    @Override
    public void put(byte[] key, byte[] content) {
      byKey.put(key, content.clone());
    }

    @Override
    public void delete(byte[] key) {
      byKey.remove(key);
    }

    private List<Cell> all() {
      return byKey.entrySet().stream()
          .map(cell -> new Cell(cell.getKey(), cell.getValue()))
          .toList();
    }
  }

  @Test
  void aRestoreAfterEachEventGivesTheSameBytes() {
    Set<IncidentClass> seen = EnumSet.noneOf(IncidentClass.class);
    for (int seed = 1; seed <= SEEDS; seed++) {
      List<Event> events = RandomCluster.events(seed, 250);
      Collected undisturbed = Collected.of(events);
      Collected disturbed = new Collected();
      Store store = new Store();
      RunAnalysis run = RunAnalysis.open(events.getFirst(), disturbed).orElseThrow();
      int each = 1 + seed % 3;
      for (int i = 1; i < events.size(); i++) {
        run.accept(events.get(i), disturbed);
        if (i % each == 0 && !run.isClosed()) {
          run.flush(store);
          run = RunAnalysis.restore(store.all());
        }
      }

      assertThat(disturbed.of(Topic.INCIDENTS, IncidentEvent.class))
          .as("seed %d", seed)
          .isEqualTo(undisturbed.of(Topic.INCIDENTS, IncidentEvent.class));
      assertThat(disturbed.hashes()).as("seed %d", seed).isEqualTo(undisturbed.hashes());
      undisturbed.of(Topic.INCIDENTS, IncidentEvent.class).forEach(one -> seen.add(one.getKind()));
    }
    assertThat(seen).hasSizeGreaterThan(8);
  }

  @Test
  void recordsThatComeTwiceChangeNoIncident() {
    for (int seed = 1; seed <= SEEDS; seed++) {
      List<Event> events = RandomCluster.events(seed, 250);
      List<Event> doubled = new ArrayList<>();
      doubled.add(events.getFirst());
      for (Event event : events.subList(1, events.size() - 1)) {
        doubled.add(event);
        doubled.add(event);
      }
      doubled.add(events.getLast());

      assertThat(Collected.of(doubled).of(Topic.INCIDENTS, IncidentEvent.class))
          .isEqualTo(Collected.of(events).of(Topic.INCIDENTS, IncidentEvent.class));
    }
  }

  @Test
  void eventsOfATickComeSortedAndEachIncidentEndsOnce() {
    for (int seed = 1; seed <= SEEDS; seed++) {
      List<IncidentEvent> told =
          Collected.of(RandomCluster.events(seed, 400)).of(Topic.INCIDENTS, IncidentEvent.class);
      TreeMap<String, Integer> sequences = new TreeMap<>();
      IncidentEvent before = null;
      for (IncidentEvent one : told) {
        assertThat(one.getSequence())
            .isEqualTo(sequences.merge(one.getIncidentId(), 1, Integer::sum));
        if (before != null && before.getAt() == one.getAt()) {
          assertThat(before.getIncidentId()).isLessThan(one.getIncidentId());
        }
        assertThat(one.getTimeline().size()).isLessThanOrEqualTo(32);
        before = one;
      }
      assertThat(Cluster.last(Collected.of(RandomCluster.events(seed, 400))))
          .allMatch(one -> one.getUntil() != null);
    }
  }
}
