package dev.straingauge.analyzer.fold;

import static dev.straingauge.analyzer.fold.EventLog.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import dev.straingauge.event.AbortRequested;
import dev.straingauge.event.OperationRecovered;
import dev.straingauge.event.OperationStarted;
import dev.straingauge.event.OperationSummary;
import dev.straingauge.event.Outcome;
import dev.straingauge.event.RunClosed;
import dev.straingauge.event.RunEnd;
import dev.straingauge.event.Slice;
import dev.straingauge.event.Summary;
import dev.straingauge.event.Verdict;
import dev.straingauge.event.WriterLost;
import dev.straingauge.event.WriterOutcome;
import dev.straingauge.schemas.sketch.LatencySketch;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rows of contract §4. */
class LifeTest {

  @Test
  void normalEndClosesAtTheWritersLastRecord() {
    // Given
    EventLog log = EventLog.begin().step("s");
    OperationStarted begun = log.start(1, "attach_pod", "s", 0);
    log.at(2 * SECOND + 5).finish(begun, 7, Outcome.SUCCEEDED).cleanup(0);

    // When
    Summary summary = Collected.of(log.end(WriterOutcome.COMPLETED).events()).summary();

    // Then
    assertThat(summary.getEnd()).isEqualTo(RunEnd.COMPLETED);
    assertThat(summary.getVerdict()).isEqualTo(Verdict.NONE);
    assertThat(summary.getVerdictReason()).isEqualTo("no thresholds were given");
    assertThat(summary.getBooksBalanced()).isTrue();
    assertThat(summary.getAudit().getResult()).isEqualTo("usable");
    assertThat(operation(summary, "attach_pod").getService().getMaxNanos())
        .isEqualTo(2 * SECOND - 2);
    assertThat(operation(summary, "attach_pod").getSurvivors().getMaxNanos())
        .isEqualTo(2 * SECOND + 5);
  }

  @Test
  void interruptedRunIsUndecided() {
    EventLog log = EventLog.begin().write(new AbortRequested("interrupt", null)).cleanup(0);

    Summary summary = Collected.of(log.end(WriterOutcome.ABORTED).events()).summary();

    assertThat(summary.getEnd()).isEqualTo(RunEnd.ABORTED);
    assertThat(summary.getVerdict()).isEqualTo(Verdict.UNDECIDED);
    assertThat(summary.getVerdictReason()).isEqualTo("the run was ended early: interrupt");
  }

  @Test
  void crashAndRestartLeaveABlindSpanAndUnfinishedOperations() {
    // Given
    EventLog log = EventLog.begin().step("s");
    OperationStarted first = log.start(1, "attach_pod", "s", 0);
    log.at(SECOND / 2).finish(first, 0, Outcome.SUCCEEDED);
    log.start(2, "attach_pod", "s", 0);
    log.at(2 * SECOND + SECOND / 4).start(3, "attach_pod", "s", 0);
    log.silentUntil(7 * SECOND + SECOND / 2).restart();
    log.write(new OperationRecovered(4L, "pod-4", log.now())).cleanup(2);

    // When
    Collected out = Collected.of(log.end(WriterOutcome.CRASHED).events());

    // Then
    Summary summary = out.summary();
    OperationSummary attach = operation(summary, "attach_pod");
    assertThat(summary.getEnd()).isEqualTo(RunEnd.CRASHED);
    assertThat(summary.getVerdict()).as("a crashed run never passes").isEqualTo(Verdict.UNDECIDED);
    assertThat(attach.getUnfinished()).isEqualTo(2);
    assertThat(ages(attach).max().orElseThrow())
        .as("censored at the life's last time")
        .isEqualTo(2 * SECOND + SECOND / 4 - SECOND / 2);
    assertThat(operation(summary, "unknown").getRecovered()).isEqualTo(1);
    assertThat(summary.getBooksBalanced()).isTrue();
    assertThat(
            out.slices().stream()
                .map(Slice::getStart)
                .map(start -> (start - EventLog.EPOCH) / SECOND))
        .as("nothing is known of the blind seconds")
        .containsExactly(0L, 1L, 2L);
    assertThat(out.slices().getLast().getCoveredNanos()).isEqualTo(SECOND / 4);
    assertThat(out.rolling().getLast().getCoveredNanos()).isEqualTo(2 * SECOND + SECOND / 4 + 0);
  }

  @ParameterizedTest
  @CsvSource({"operator, CLOSED_BY_OPERATOR", "abandoned, ABANDONED"})
  void closersMarkCensorsAllThatIsOpen(String reason, RunEnd end) {
    // Given
    EventLog log = EventLog.begin().step("s");
    log.start(1, "attach_pod", "s", SECOND / 2 - SECOND / 2);
    log.at(3 * SECOND + 100);
    log.start(2, "create_pvc", "s", 0);
    log.writeAs(Writers.CLOSER, new RunClosed(reason));

    // When
    Collected out = Collected.of(log.events());

    // Then
    Summary summary = out.summary();
    assertThat(summary.getEnd()).isEqualTo(end);
    assertThat(summary.getVerdict()).isEqualTo(Verdict.UNDECIDED);
    assertThat(summary.getCleanup()).isNull();
    assertThat(ages(operation(summary, "attach_pod")).max().orElseThrow())
        .isEqualTo(3 * SECOND + 100);
    assertThat(operation(summary, "create_pvc").getUnfinished()).isEqualTo(1);
    assertThat(summary.getBooksBalanced()).isTrue();
    assertThat(out.slices().getLast().getInFlight()).isEqualTo(1);
    assertThat(out.slices().getLast().getCoveredNanos()).isEqualTo(100);
    assertThat(summary.getAudit().getResult()).isEqualTo("the writer did not end by itself");
  }

  @Test
  void closersMarkEndsARunWhateverItsTime() {
    EventLog log = EventLog.begin().at(5 * SECOND).silentUntil(-90_000 * SECOND);
    log.writeAs(Writers.CLOSER, new RunClosed("abandoned"));

    Summary summary = Collected.of(log.events()).summary();

    assertThat(summary.getEndedAt()).isEqualTo(EventLog.EPOCH + 5 * SECOND);
  }

  @Test
  void secondMarkOfALostWriterIsADuplicate() {
    EventLog log = EventLog.begin();
    log.writeAs(Writers.CLOSER, new WriterLost(0, 1, "gone"))
        .writeAs(Writers.CLOSER, new WriterLost(0, 1, "gone"));

    Summary summary = Collected.of(log.end(WriterOutcome.COMPLETED).events()).summary();

    assertThat(summary.getAudit().getSetAside().get(1).getCount()).isEqualTo(1);
    assertThat(summary.getBooksBalanced()).isTrue();
  }

  @Test
  void whatCleanupLeftIsToldAndBalances() {
    Summary summary =
        Collected.of(EventLog.begin().cleanup(2).end(WriterOutcome.COMPLETED).events()).summary();

    assertThat(summary.getBooks().getLast().getId()).isEqualTo("B5");
    assertThat(summary.getBooks().getLast().getNote()).isEqualTo("2 left");
    assertThat(summary.getBooksBalanced()).isTrue();
    assertThat(summary.getCleanup().getFirst().getLeft()).isEqualTo(2);
  }

  private static OperationSummary operation(Summary summary, String name) {
    return summary.getOperations().stream()
        .filter(found -> found.getOperation().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static LatencySketch ages(OperationSummary operation) {
    ByteBuffer buffer = operation.getUnfinishedSketch();
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return LatencySketch.fromBytes(bytes);
  }
}
