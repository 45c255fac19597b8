package dev.straingauge.analyzer.fold;

import static org.assertj.core.api.Assertions.assertThat;

import dev.straingauge.event.AbortRequested;
import dev.straingauge.event.CleanupDone;
import dev.straingauge.event.CleanupOfKind;
import dev.straingauge.event.Failure;
import dev.straingauge.event.FaultInjected;
import dev.straingauge.event.Label;
import dev.straingauge.event.OperationFinished;
import dev.straingauge.event.OperationStarted;
import dev.straingauge.event.OperationSummary;
import dev.straingauge.event.Outcome;
import dev.straingauge.event.RunStarted;
import dev.straingauge.event.SeriesKey;
import dev.straingauge.event.Slice;
import dev.straingauge.event.Summary;
import dev.straingauge.event.WriterOutcome;
import dev.straingauge.schemas.codec.Codec;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Contract A6: what is beyond a bound is counted and shown. */
class BoundsTest {

  @Test
  void seriesBeyondTheBoundFoldIntoOtherInOrderOfArrival() {
    // Given
    EventLog log = EventLog.begin(0, "{\"analysis\":{\"maxSeries\":2}}", 1);
    for (int id = 0; id < 6; id++) {
      log.finish(log.start(id, "operation-" + (id % 4), "s", 0), 0, Outcome.SUCCEEDED);
    }
    log.io("read", "s", 0, 0, 0, 0, 1);

    // When
    Collected out = Collected.of(log.end(WriterOutcome.COMPLETED).events());

    // Then
    Summary summary = out.summary();
    assertThat(summary.getOperations().stream().map(OperationSummary::getOperation))
        .containsExactly("operation-0", "operation-1", "other");
    assertThat(summary.getOperations().getLast().getSucceeded()).isEqualTo(2);
    assertThat(summary.getAudit().getSeriesOverflow()).isEqualTo(3);
    assertThat(summary.getAudit().getResult()).isEqualTo("3 series beyond the limit");
    assertThat(summary.getBooksBalanced()).isTrue();
    assertThat(out.slices().stream().map(Slice::getSeries))
        .contains(new SeriesKey("operation", "other", "", List.of()));
  }

  @Test
  void openOperationsBeyondTheBoundAreCountedAndStillEnd() {
    // Given
    EventLog log = EventLog.begin(0, "{\"analysis\":{\"maxOpenOperations\":3}}", 1).step("s");
    List<OperationStarted> open = new ArrayList<>();
    for (int id = 0; id < 5; id++) {
      open.add(log.start(id, "attach_pod", "s", 0));
    }
    log.at(EventLog.SECOND);
    for (OperationStarted begun : open.subList(1, 5)) {
      log.finish(begun, 0, Outcome.SUCCEEDED);
    }

    // When
    Collected out = Collected.of(log.end(WriterOutcome.COMPLETED).events());

    // Then
    OperationSummary attach = out.summary().getOperations().getFirst();
    assertThat(out.slices().getFirst().getInFlight()).isEqualTo(5);
    assertThat(attach.getUnfinished()).isEqualTo(1);
    assertThat(attach.getResponse().getCount()).isEqualTo(5);
    assertThat(out.summary().getAudit().getOpenOverflow()).isEqualTo(2);
    assertThat(out.summary().getBooksBalanced()).isTrue();
  }

  @Test
  void stepsAndFaultsBeyondTheBoundAreCounted() {
    EventLog log = EventLog.begin();
    for (int i = 0; i < 1_003; i++) {
      log.step("s").write(new FaultInjected("crash", "n", log.now(), log.now()));
    }

    Summary summary = Collected.of(log.end(WriterOutcome.COMPLETED).events()).summary();

    assertThat(summary.getSteps()).hasSize(1_000);
    assertThat(summary.getAudit().getResult())
        .isEqualTo("3 steps beyond the limit; 3 faults beyond the limit");
  }

  @Test
  void summaryStaysBelowOneMebibyteWithAllThatIsAllowed() {
    // Given
    EventLog log = EventLog.begin();
    String name = "n".repeat(90);
    for (int id = 0; id < 1_100; id++) {
      log.step(name + id).write(new FaultInjected(name, name, log.now(), log.now()));
      for (int i = 0; i < 4; i++) {
        OperationStarted begun = log.start(10L * id + i, name + id % 500, name + id, 0);
        log.write(failed(begun, log.now(), "reason " + i, "c".repeat(150)));
      }
    }

    // When
    Summary summary = Collected.of(log.end(WriterOutcome.ABORTED).events()).summary();

    // Then
    assertThat(new Codec().encode(summary).length).isLessThanOrEqualTo(SummaryBuilder.MAX_BYTES);
    assertThat(summary.getAudit().getResult()).contains("summary cut to 1 MiB: without sketches");
  }

  /** Everything as long as it may be, in letters of three bytes. */
  @Test
  void summaryStaysBelowOneMebibyteWithTheLongestTextsAndLists() throws Exception {
    // Given
    String name = "€".repeat(Flaws.MAX_NAME - 4);
    RunStarted start = EventLog.runStarted("nonce", 0, longestPlan(), 1);
    start.put("labels", Collections.nCopies(30, new Label("k", "€".repeat(1_100))));
    EventLog log = new EventLog().write(start);
    for (int id = 1_000; id < 2_000; id++) {
      log.step(name + id);
      log.write(new FaultInjected("€".repeat(200), "€".repeat(200), log.now(), log.now()));
      for (int i = 0; i < 3; i++) {
        OperationStarted begun = log.start(10L * id + i, name + id, name + id, 0);
        log.write(failed(begun, log.now(), "€".repeat(500), i + "€".repeat(500)));
      }
    }
    List<CleanupOfKind> kinds = new ArrayList<>();
    for (int kind = 1_000; kind < 1_100; kind++) {
      List<String> left = Collections.nCopies(100, "€".repeat(10));
      kinds.add(new CleanupOfKind(name + kind, 200L, 1L, 100L, left, "€".repeat(1_000)));
    }
    log.write(new AbortRequested("€".repeat(1_000), null)).write(new CleanupDone(kinds));

    // When
    Summary summary = Collected.of(log.end(WriterOutcome.ABORTED).events()).summary();

    // Then
    byte[] bytes = new Codec().encode(summary);
    assertThat(bytes.length).isLessThanOrEqualTo(SummaryBuilder.MAX_BYTES);
    assertThat(new Codec().decode(bytes)).isEqualTo(summary);
    assertThat(summary.getAudit().getResult()).contains("of each list, texts of");
    assertThat(summary.getOperations()).isNotEmpty();
    assertThat(summary.getBooksBalanced()).isFalse();
    assertThat(summary.getLabels().getFirst().getValue()).hasSizeLessThanOrEqualTo(1_000);
    assertThat(start.getLabels().getFirst().getValue()).hasSize(1_100);
  }

  private static String longestPlan() {
    List<String> operations = new ArrayList<>();
    List<String> scenarios = new ArrayList<>();
    for (int i = 100; i < 200; i++) {
      operations.add("\"" + i + "€".repeat(1_300) + "\"");
      scenarios.add("\"" + i + "€".repeat(1_200) + "\"");
    }
    return "{\"analysis\":{\"operations\":%s,\"scenarios\":%s}}".formatted(operations, scenarios);
  }

  private static OperationFinished failed(
      OperationStarted begun, long now, String reason, String code) {
    return new OperationFinished(
        begun.getOperationId(),
        begun.getOperation(),
        begun.getStep(),
        "v",
        now,
        null,
        now,
        null,
        now,
        0L,
        0L,
        1,
        Outcome.FAILED,
        new Failure(reason, code));
  }

  @Test
  void operationStartedTwiceUnbalancesTheBooks() {
    EventLog log = EventLog.begin().step("s");
    log.start(1, "attach_pod", "s", 0);
    log.finish(log.start(1, "attach_pod", "s", 0), 0, Outcome.SUCCEEDED);

    Summary summary = Collected.of(log.end(WriterOutcome.COMPLETED).events()).summary();

    assertThat(summary.getBooksBalanced()).isFalse();
  }
}
