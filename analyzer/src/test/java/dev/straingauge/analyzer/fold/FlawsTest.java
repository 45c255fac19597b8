package dev.straingauge.analyzer.fold;

import static org.assertj.core.api.Assertions.assertThat;

import dev.straingauge.event.CleanupDone;
import dev.straingauge.event.CleanupOfKind;
import dev.straingauge.event.Event;
import dev.straingauge.event.Failure;
import dev.straingauge.event.Heartbeat;
import dev.straingauge.event.IoInterval;
import dev.straingauge.event.OperationFinished;
import dev.straingauge.event.Outcome;
import dev.straingauge.event.WriterOutcome;
import dev.straingauge.schemas.sketch.LatencySketch;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Events that decode and contradict themselves. */
class FlawsTest {

  private static final long NOW = EventLog.EPOCH + EventLog.SECOND;
  private static final long HOUR = 3_600 * EventLog.SECOND;
  private static final Outcome SUCCEEDED = Outcome.SUCCEEDED;

  static Stream<Arguments> contradictions() {
    return Stream.of(
        Arguments.of("started before intended", finished(NOW, NOW - 1, NOW, 1, SUCCEEDED, null)),
        Arguments.of("ended before started", finished(NOW - 2, NOW, NOW - 1, 1, SUCCEEDED, null)),
        Arguments.of("ended after told", finished(NOW, NOW, NOW + 1, 1, SUCCEEDED, null)),
        Arguments.of("late for 85 h", finished(NOW - 85 * HOUR, NOW, NOW, 1, SUCCEEDED, null)),
        Arguments.of(
            "lasts 100 h", finished(NOW - 100 * HOUR, NOW - 50 * HOUR, NOW, 1, SUCCEEDED, null)),
        Arguments.of("fails for no reason", finished(NOW, NOW, NOW, 1, Outcome.FAILED, null)),
        Arguments.of(
            "fails and succeeds", finished(NOW, NOW, NOW, 1, SUCCEEDED, new Failure("r", "c"))),
        Arguments.of("never tried", finished(NOW, NOW, NOW, 0, SUCCEEDED, null)),
        Arguments.of("moved less than nothing", finished(-1)),
        Arguments.of("fewer errors than none", io(1, -1, 0, 2)),
        Arguments.of("fewer bytes than none", io(1, 0, -1, 1)),
        Arguments.of("interval that ends before it begins", interval(NOW, NOW - 1)),
        Arguments.of("interval before 1970", interval(-2, -1)),
        Arguments.of("long kind", left("k".repeat(101), 0, 0, 0, 0)),
        Arguments.of("fewer created than none", left("Pod", -1, 0, 0, 0)),
        Arguments.of("fewer deleted than none", left("Pod", 0, -1, 0, 0)),
        Arguments.of("fewer left than none", left("Pod", 0, 0, -1, 0)),
        Arguments.of("101 names", left("Pod", 200, 0, 200, 101)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("contradictions")
  void eventThatContradictsItselfIsMalformed(String name, SpecificRecord body) {
    EventLog log = EventLog.begin().at(EventLog.SECOND).write(body);

    Collected out = Collected.of(log.end(WriterOutcome.COMPLETED).events());

    assertThat(out.deadLetters).containsExactly("malformed");
    assertThat(out.summary().getOperations()).allMatch(one -> one.getSucceeded() == 0);
  }

  static Stream<Arguments> envelopes() {
    Heartbeat beat = new Heartbeat(NOW);
    return Stream.of(
        Arguments.of("writer", new Event(1, 1, 4L, NOW, beat)),
        Arguments.of("incarnation", new Event(0, 0, 4L, NOW, beat)),
        Arguments.of("sequence", new Event(0, 1, 0L, NOW, beat)),
        Arguments.of("before 1970", new Event(0, 1, 4L, -1L, beat)),
        Arguments.of("after 2200", new Event(0, 1, 4L, 7_258_118_400_000_000_000L, beat)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("envelopes")
  void eventOfNobodyOrNoTimeIsMalformedAndTheRunEndsClean(String name, Event event) {
    EventLog log = EventLog.begin().at(EventLog.SECOND);
    List<Event> events = new ArrayList<>(log.events());
    int before = events.size();
    events.add(event);
    List<Event> whole = log.end(WriterOutcome.COMPLETED).events();
    events.addAll(whole.subList(before, whole.size()));

    Collected out = Collected.of(events);

    assertThat(out.deadLetters).containsExactly("malformed");
    assertThat(out.summary().getBooksBalanced()).isTrue();
  }

  @Test
  void livesOfAWriterBeyondTheBoundAreMalformed() {
    EventLog log = EventLog.begin();
    for (int life = 2; life <= 1_001; life++) {
      log.restart();
    }

    assertThat(Collected.of(log.events()).deadLetters).containsExactly("malformed");
  }

  private static OperationFinished finished(
      long intended,
      long started,
      long completed,
      int attempts,
      Outcome outcome,
      @Nullable Failure failure) {
    return new OperationFinished(
        1L, "o", "s", "v", intended, null, started, null, completed, 0L, 0L, attempts, outcome,
        failure);
  }

  private static OperationFinished finished(long bytes) {
    return new OperationFinished(
        1L, "o", "s", "v", NOW, null, NOW, null, NOW, 0L, bytes, 1, SUCCEEDED, null);
  }

  private static IoInterval io(long count, long errors, long bytes, long values) {
    LatencySketch service = new LatencySketch();
    service.record(1, values);
    return new IoInterval(
        "n", "s", "n", "read", NOW - 1, NOW, count, errors, bytes, EventLog.bytes(service), null);
  }

  private static IoInterval interval(long start, long end) {
    return new IoInterval(
        "n", "s", "n", "read", start, end, 0L, 0L, 0L, EventLog.bytes(null), null);
  }

  private static CleanupDone left(String kind, long created, long deleted, long left, int names) {
    List<String> leftNames = Collections.nCopies(names, "pod");
    return new CleanupDone(
        List.of(new CleanupOfKind(kind, created, deleted, left, leftNames, null)));
  }
}
