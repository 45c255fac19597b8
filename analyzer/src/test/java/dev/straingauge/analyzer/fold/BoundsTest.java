package dev.straingauge.analyzer.fold;

import static org.assertj.core.api.Assertions.assertThat;

import dev.straingauge.event.Failure;
import dev.straingauge.event.FaultInjected;
import dev.straingauge.event.OperationFinished;
import dev.straingauge.event.OperationStarted;
import dev.straingauge.event.OperationSummary;
import dev.straingauge.event.Outcome;
import dev.straingauge.event.SeriesKey;
import dev.straingauge.event.Slice;
import dev.straingauge.event.Summary;
import dev.straingauge.event.WriterOutcome;
import dev.straingauge.schemas.codec.Codec;
import java.util.ArrayList;
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
        log.write(
            new OperationFinished(
                begun.getOperationId(),
                begun.getOperation(),
                begun.getStep(),
                "v",
                log.now(),
                null,
                log.now(),
                null,
                log.now(),
                0L,
                0L,
                1,
                Outcome.FAILED,
                new Failure("reason " + i, "c".repeat(150))));
      }
    }

    // When
    Summary summary = Collected.of(log.end(WriterOutcome.ABORTED).events()).summary();

    // Then
    assertThat(new Codec().encode(summary).length).isLessThanOrEqualTo(SummaryBuilder.MAX_BYTES);
    assertThat(summary.getAudit().getResult()).contains("summary cut to 1 MiB: without sketches");
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
