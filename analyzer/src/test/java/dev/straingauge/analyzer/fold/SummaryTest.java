package dev.straingauge.analyzer.fold;

import static org.assertj.core.api.Assertions.assertThat;

import dev.straingauge.event.BookEquation;
import dev.straingauge.event.Event;
import dev.straingauge.event.Heartbeat;
import dev.straingauge.event.IoInterval;
import dev.straingauge.event.IoSummary;
import dev.straingauge.event.OperationFinished;
import dev.straingauge.event.OperationStarted;
import dev.straingauge.event.OperationSummary;
import dev.straingauge.event.Outcome;
import dev.straingauge.event.RecordCount;
import dev.straingauge.event.ScenarioSummary;
import dev.straingauge.event.StepSummary;
import dev.straingauge.event.Summary;
import dev.straingauge.event.WriterOutcome;
import dev.straingauge.schemas.topic.Topic;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The summary's numbers against a count over all events. */
class SummaryTest {

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void totalsAreACountOverAllEvents(long seed) {
    // Given
    List<Event> events = RandomRun.events(seed, 30, 20);

    // When
    Summary summary = Collected.of(events).summary();

    // Then
    assertThat(summary.getBooks()).allMatch(BookEquation::getBalanced);
    for (OperationSummary operation : summary.getOperations()) {
      assertCounts(operation, events, step -> true);
    }
    for (StepSummary step : summary.getSteps()) {
      for (OperationSummary operation : step.getOperations()) {
        assertCounts(operation, events, step.getStep()::equals);
      }
      assertThat(step.getStarted())
          .isEqualTo(starts(events).filter(o -> o.getStep().equals(step.getStep())).count());
    }
    for (IoSummary io : summary.getIo()) {
      assertIo(io, events);
    }
    assertThat(summary.getRecords().stream().mapToLong(RecordCount::getCount).sum())
        .isEqualTo(events.size());
  }

  @Test
  void plannedKindsComeFirstInThePlansOrderThenOthersSorted() {
    EventLog log = EventLog.begin().step("s");
    for (String operation : List.of("zeta", "attach_pod", "alpha", "many_to_one")) {
      log.finish(log.start(log.events().size(), operation, "s", 0), 0, Outcome.SUCCEEDED);
    }
    log.start(99, "many_to_one", "s", 0);

    Summary summary = Collected.of(log.end(WriterOutcome.ABORTED).events()).summary();

    assertThat(summary.getOperations().stream().map(OperationSummary::getOperation))
        .containsExactly("create_pvc", "attach_pod", "delete_pvc", "alpha", "many_to_one", "zeta");
    assertThat(summary.getOperations().getFirst().getResponse().getCount()).isZero();
    assertThat(summary.getScenarios())
        .containsExactly(new ScenarioSummary("many_to_one", 2L, 1L, 1L));
  }

  @Test
  void lagIsActualMinusIntendedStart() {
    EventLog log = EventLog.begin().at(EventLog.SECOND);
    log.start(1, "attach_pod", "s", 250_000_000);

    Summary summary = Collected.of(log.end(WriterOutcome.ABORTED).events()).summary();

    assertThat(summary.getAudit().getLag().getMaxNanos()).isEqualTo(250_000_000);
  }

  @Test
  void childrenHaveNoLagAndAreToldApartFromWhatWasPlanned() {
    EventLog log = EventLog.begin().step("s").at(EventLog.SECOND);
    log.start(1, "many_to_one", "s", 250_000_000);
    for (long id = 2; id < 6; id++) {
      log.write(new OperationStarted(id, "attach_pod", "s", "v", log.now(), 1L));
    }

    Summary summary = Collected.of(log.end(WriterOutcome.ABORTED).events()).summary();

    assertThat(summary.getAudit().getLag().getCount()).isEqualTo(1);
    assertThat(summary.getAudit().getLag().getP50Nanos()).isEqualTo(250_000_000);
    assertThat(summary.getSteps().getFirst().getStarted()).isEqualTo(5);
    assertThat(summary.getSteps().getFirst().getChildren()).isEqualTo(4);
  }

  @Test
  void stallIsTheTimeBetweenTwoHeartbeatsBeyondTheTick() {
    EventLog log = EventLog.begin().at(2 * EventLog.SECOND).silentUntil(5 * EventLog.SECOND + 1);
    log.write(new Heartbeat(log.now() + 40)).at(6 * EventLog.SECOND);

    Summary summary = Collected.of(log.end(WriterOutcome.ABORTED).events()).summary();

    assertThat(summary.getAudit().getLongestStallNanos()).isEqualTo(2 * EventLog.SECOND + 1);
    assertThat(summary.getAudit().getClockDriftNanos()).isEqualTo(40);
  }

  @Test
  void writerThatDisagreesUnbalancesTheBooks() {
    EventLog log = EventLog.begin().step("s");
    log.finish(log.start(1, "attach_pod", "s", 0), 0, Outcome.SUCCEEDED);
    OperationStarted unknownToTheWriter =
        new OperationStarted(2L, "attach_pod", "s", "v", log.now(), null);
    log.write(unknownToTheWriter);

    Summary summary = Collected.of(log.end(WriterOutcome.COMPLETED).events()).summary();

    assertThat(summary.getBooksBalanced()).isFalse();
    assertThat(
            summary.getBooks().stream()
                .filter(book -> !book.getBalanced())
                .map(BookEquation::getScope))
        .containsExactly("planned", "started");
  }

  @Test
  void everyTopicEndsWithAnEndMark() {
    Collected out = Collected.of(RandomRun.events(9, 12, 20));

    for (Topic topic : Topic.RESULTS) {
      assertThat(out.endMark(topic).getEmitted())
          .isEqualTo(out.of(topic, SpecificRecord.class).size() - 1);
    }
    assertThat(out.of(Topic.DEAD_LETTERS, SpecificRecord.class)).isEmpty();
  }

  private static void assertCounts(
      OperationSummary found, List<Event> events, Predicate<String> inStep) {
    String name = found.getOperation();
    List<OperationFinished> finished =
        bodies(events, OperationFinished.class)
            .filter(o -> o.getOperation().equals(name) && inStep.test(o.getStep()))
            .toList();
    assertThat(found.getStarted())
        .isEqualTo(
            starts(events)
                .filter(o -> o.getOperation().equals(name) && inStep.test(o.getStep()))
                .count());
    assertThat(found.getSucceeded()).isEqualTo(count(finished, Outcome.SUCCEEDED));
    assertThat(found.getFailed()).isEqualTo(count(finished, Outcome.FAILED));
    assertThat(found.getTimedOut()).isEqualTo(count(finished, Outcome.TIMED_OUT));
    assertThat(found.getUnfinished()).isZero();
    assertThat(found.getBytes())
        .isEqualTo(finished.stream().mapToLong(OperationFinished::getBytes).sum());
    assertThat(found.getRetries())
        .isEqualTo(finished.stream().mapToLong(o -> o.getAttempts() - 1).sum());
    assertThat(found.getFailures().stream().mapToLong(f -> f.getCount()).sum())
        .isEqualTo(found.getFailed());
    assertThat(found.getResponse().getCount()).isEqualTo(finished.size());
  }

  /**
   * Covered: each second that holds the end of an interval of that kind counts as far as the run
   * went on in it.
   */
  private static void assertIo(IoSummary found, List<Event> events) {
    List<IoInterval> intervals =
        bodies(events, IoInterval.class).filter(i -> i.getKind().equals(found.getKind())).toList();
    assertThat(found.getCount())
        .isEqualTo(intervals.stream().mapToLong(IoInterval::getCount).sum());
    assertThat(found.getErrors())
        .isEqualTo(intervals.stream().mapToLong(IoInterval::getErrors).sum());
    assertThat(found.getBytes())
        .isEqualTo(intervals.stream().mapToLong(IoInterval::getBytes).sum());
    SlowAnswers slow = new SlowAnswers(events, 0);
    TreeSet<Long> panes = new TreeSet<>();
    for (Event event : events) {
      if (event.getBody() instanceof IoInterval io
          && io.getKind().equals(found.getKind())
          && !slow.isLate(event)) {
        panes.add(Math.floorDiv(io.getEnd() - 1, EventLog.SECOND) * EventLog.SECOND);
      }
    }
    assertThat(found.getCoveredNanos())
        .isEqualTo(
            panes.stream().mapToLong(start -> slow.covered(start, start + EventLog.SECOND)).sum());
  }

  private static long count(List<OperationFinished> finished, Outcome outcome) {
    return finished.stream().filter(o -> o.getOutcome() == outcome).count();
  }

  private static Stream<OperationStarted> starts(List<Event> events) {
    return bodies(events, OperationStarted.class);
  }

  private static <T> Stream<T> bodies(List<Event> events, Class<T> type) {
    return events.stream().map(Event::getBody).filter(type::isInstance).map(type::cast);
  }
}
