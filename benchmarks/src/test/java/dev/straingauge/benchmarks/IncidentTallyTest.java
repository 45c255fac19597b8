package dev.straingauge.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.straingauge.benchmarks.IncidentTruth.Found;
import dev.straingauge.event.Event;
import dev.straingauge.event.IncidentClass;
import dev.straingauge.event.IncidentEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class IncidentTallyTest {

  private final IncidentStory handover = IncidentStory.ALL.getFirst();
  private final List<Event> log = handover.run(1);
  private final Map<Found, List<Long>> truth = IncidentTruth.of(log);
  private final IncidentTally tally = new IncidentTally();

  @Test
  void countsEachIncidentOnce() {
    add(told());

    assertThat(tally.counts(IncidentClass.TRANSIENT)).containsExactly(4, 0, 0);
  }

  @Test
  void countsAnIncidentThatIsToldUnderTwoIdsAsMadeUp() {
    List<IncidentEvent> twice = new ArrayList<>(told());
    for (IncidentEvent one : told()) {
      twice.add(IncidentEvent.newBuilder(one).setIncidentId(one.getIncidentId() + "-2").build());
    }

    add(twice);

    assertThat(tally.counts(IncidentClass.TRANSIENT)).containsExactly(4, 0, 4);
  }

  @Test
  void missesTheSecondOfTwoThatWereToldAsOne() {
    List<IncidentEvent> told = told();
    Found one = truth.keySet().iterator().next();
    long at = truth.getOrDefault(one, List.of()).getFirst();

    tally.add("two pods", "two", Map.of(one, List.of(at, at)), Map.of(), told.subList(0, 0), at);
    tally.add("one pod", "one", Map.of(one, List.of(at, at)), truth, told, at);

    assertThat(tally.counts(IncidentClass.TRANSIENT)).containsExactly(1, 3, 0);
  }

  @Test
  void doesNotReachItsGoalWhereAClassNeverOccurs() {
    add(told());

    assertThat(tally.reached()).isFalse();
  }

  private void add(List<IncidentEvent> told) {
    tally.add("handover", "handover", truth, truth, told, log.getLast().getTime());
  }

  private List<IncidentEvent> told() {
    List<IncidentEvent> told = new ArrayList<>();
    IncidentScore.analyse(log, told::add);
    return told;
  }
}
