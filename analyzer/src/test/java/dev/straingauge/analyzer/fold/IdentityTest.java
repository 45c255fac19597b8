package dev.straingauge.analyzer.fold;

import static org.assertj.core.api.Assertions.assertThat;

import dev.straingauge.event.CauseCount;
import dev.straingauge.event.Event;
import dev.straingauge.event.Heartbeat;
import dev.straingauge.event.OperationStarted;
import dev.straingauge.event.Outcome;
import dev.straingauge.event.Summary;
import dev.straingauge.event.WriterEnded;
import dev.straingauge.event.WriterOutcome;
import dev.straingauge.schemas.topic.Topic;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Contract I4 and K5: what is set aside, and that it changes no result. */
class IdentityTest {

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void everyRecordTwiceChangesOnlyReadAndDuplicateCounts(long seed) {
    // Given
    List<Event> events = RandomRun.events(seed, 20, 20);
    List<Event> twice = new ArrayList<>();
    events.subList(0, events.size() - 1).forEach(event -> twice.addAll(List.of(event, event)));
    twice.add(events.getLast());

    // When
    Collected once = Collected.of(events);
    Collected doubled = Collected.of(twice);

    // Then
    assertThat(doubled.slices()).isEqualTo(once.slices());
    assertThat(doubled.rolling()).isEqualTo(once.rolling());
    assertThat(doubled.deadLetters).isEqualTo(once.deadLetters);
    Summary first = once.summary();
    Summary second = doubled.summary();
    assertThat(second.getOperations()).isEqualTo(first.getOperations());
    assertThat(second.getSteps()).isEqualTo(first.getSteps());
    assertThat(second.getIo()).isEqualTo(first.getIo());
    assertThat(second.getBooksBalanced()).isTrue();
    assertThat(causes(second)).containsEntry("duplicate", (long) events.size() - 1);
    assertThat(doubled.endMark(Topic.SUMMARIES).getEventsRead()).isEqualTo(2L * events.size() - 1);
  }

  @ParameterizedTest
  @ValueSource(longs = {4, 5})
  void recordsThatComeBackMuchLaterAreDuplicates(long seed) {
    // Given
    List<Event> events = RandomRun.events(seed, 20, 20);
    List<Event> mixed = new ArrayList<>(events.subList(0, events.size() - 1));
    Random random = new Random(seed);
    for (int i = 0; i < 200; i++) {
      int from = 1 + random.nextInt(events.size() - 2);
      mixed.add(
          Math.min(mixed.size(), mixed.indexOf(events.get(from)) + 1 + random.nextInt(500)),
          events.get(from));
    }
    mixed.add(events.getLast());

    // When
    Collected out = Collected.of(mixed);

    // Then
    assertThat(out.slices()).isEqualTo(Collected.of(events).slices());
    assertThat(causes(out.summary())).containsEntry("duplicate", 200L);
  }

  @Test
  void holeIsCountedAsMissingAndUnbalancesACleanEnd() {
    EventLog log = EventLog.begin().at(EventLog.SECOND).lose(3).write(new Heartbeat(0L)).cleanup(0);

    Summary summary = Collected.of(log.end(WriterOutcome.COMPLETED).events()).summary();

    assertThat(causes(summary)).containsEntry("missing", 3L);
    assertThat(summary.getBooksBalanced()).isFalse();
    assertThat(summary.getBooks().getFirst().getNote()).isEqualTo("missing 3, clock 0");
    assertThat(summary.getVerdictReason()).isEqualTo("the books do not balance");
  }

  @Test
  void lostStartUnbalancesTheOperations() {
    EventLog log = EventLog.begin();
    OperationStarted begun = new OperationStarted(1L, "attach_pod", "s", "v", log.now(), null);
    log.lose(1).at(EventLog.SECOND).finish(begun, 0, Outcome.SUCCEEDED);

    Summary summary = Collected.of(log.end(WriterOutcome.COMPLETED).events()).summary();

    assertThat(
            summary.getBooks().stream()
                .filter(book -> !book.getBalanced())
                .map(book -> book.getId() + book.getScope()))
        .contains("B1writer 0 incarnation 1", "B3");
  }

  @Test
  void timeThatGoesBackOrLeapsADayIsSetAside() {
    // Given
    EventLog log = EventLog.begin().at(10 * EventLog.SECOND);
    log.silentUntil(9 * EventLog.SECOND).write(new Heartbeat(0L));
    log.silentUntil(86_500 * EventLog.SECOND).write(new Heartbeat(0L));
    log.silentUntil(11 * EventLog.SECOND).write(new Heartbeat(0L));

    // When
    Collected out = Collected.of(log.end(WriterOutcome.COMPLETED).events());

    // Then
    assertThat(out.deadLetters).containsExactly("clock", "clock");
    assertThat(out.summary().getEndedAt()).isEqualTo(EventLog.EPOCH + 11 * EventLog.SECOND);
    assertThat(out.summary().getBooks().getFirst().getRight()).isEqualTo(log.last().getSequence());
    assertThat(out.summary().getAudit().getResult()).isEqualTo("2 records have a wrong time");
  }

  @Test
  void recordOfAnOlderLifeIsAZombie() {
    // Given
    EventLog log = EventLog.begin().at(EventLog.SECOND);
    Event old = new Event(0, 1, 99L, log.now(), new Heartbeat(log.now()));
    log.restart();
    log.events().add(old);

    // When
    Collected out = Collected.of(log.end(WriterOutcome.CRASHED).events());

    // Then
    assertThat(out.deadLetters).containsExactly("zombie");
    assertThat(causes(out.summary())).containsEntry("zombie", 1L);
    assertThat(out.summary().getBooksBalanced()).isTrue();
  }

  @Test
  void secondClaimOfTheRunIsSetAside() {
    EventLog log = EventLog.begin();
    log.events()
        .add(
            new Event(
                0, 1, 1L, log.now(), EventLog.runStarted("another", 0, EventLog.config(), 1)));

    Collected out = Collected.of(log.end(WriterOutcome.COMPLETED).events());

    assertThat(out.deadLetters).containsExactly("run_taken");
    assertThat(out.summary().getBooksBalanced()).isTrue();
  }

  @Test
  void eventThatContradictsItselfIsMalformed() {
    // Given
    EventLog log = EventLog.begin().at(EventLog.SECOND);
    OperationStarted future = new OperationStarted(1L, "attach_pod", "s", "v", log.now() + 1, null);
    log.write(future);
    log.events().add(new Event(7, 1, 1L, log.now(), new Heartbeat(0L)));
    log.events().add(new Event(-1, 0, 0L, log.now(), new Heartbeat(0L)));

    // When
    Collected out = Collected.of(log.end(WriterOutcome.ABORTED).events());

    // Then
    assertThat(out.deadLetters).containsExactly("malformed", "malformed", "malformed");
    assertThat(causes(out.summary())).containsEntry("malformed", 3L).containsEntry("missing", 1L);
  }

  @Test
  void runOfSeveralWritersIsRefusedAndNotAnalysed() {
    Collected out = new Collected();

    assertThat(RunAnalysis.open(EventLog.begin(0, EventLog.config(), 2).events().getFirst(), out))
        .isEmpty();
    assertThat(out.deadLetters).containsExactly("no_run");
    assertThat(out.records.get(Topic.SUMMARIES)).isEmpty();
  }

  @Test
  void runThatCannotBeAnalysedIsRefused() {
    Collected out = new Collected();
    String config =
        "{\"analysis\":{\"windows\":[{\"sizeNanos\":3000000000,\"advanceNanos\":2000000000}]}}";

    assertThat(RunAnalysis.open(EventLog.begin(0, config, 1).events().getFirst(), out)).isEmpty();
    assertThat(RunAnalysis.open(EventLog.begin(-1, EventLog.config(), 1).events().getFirst(), out))
        .isEmpty();
    assertThat(RunAnalysis.open(EventLog.begin(0, "nonsense", 1).events().getFirst(), out))
        .isEmpty();
    assertThat(RunAnalysis.open(EventLog.begin().end(WriterOutcome.COMPLETED).last(), out))
        .isEmpty();
    assertThat(out.deadLetters).containsExactly("no_run", "no_run", "no_run", "no_run");
  }

  @Test
  void writerEndedIsTheLastWordOfARun() {
    List<Event> events = EventLog.begin().end(WriterOutcome.COMPLETED).events();

    assertThat(events.getLast().getBody()).isInstanceOf(WriterEnded.class);
    for (Topic topic : Topic.RESULTS) {
      assertThat(Collected.of(events).endMark(topic).getEventsRead()).isEqualTo(3);
    }
  }

  private static Map<String, Long> causes(Summary summary) {
    Map<String, Long> causes = new TreeMap<>();
    for (CauseCount cause : summary.getAudit().getSetAside()) {
      causes.put(cause.getCause(), cause.getCount());
    }
    return causes;
  }
}
