package dev.straingauge.producer.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.straingauge.event.Change;
import dev.straingauge.event.CleanupOfKind;
import dev.straingauge.event.ClusterFacts;
import dev.straingauge.event.Custom;
import dev.straingauge.event.Driver;
import dev.straingauge.event.Event;
import dev.straingauge.event.Heartbeat;
import dev.straingauge.event.ObjectChanged;
import dev.straingauge.event.OperationFinished;
import dev.straingauge.event.OperationSkipped;
import dev.straingauge.event.OperationStarted;
import dev.straingauge.event.Outcome;
import dev.straingauge.event.OutcomeCount;
import dev.straingauge.event.RunClosed;
import dev.straingauge.event.RunStarted;
import dev.straingauge.event.SkippedCount;
import dev.straingauge.event.WriterEnded;
import dev.straingauge.event.WriterOutcome;
import dev.straingauge.event.WriterStarted;
import java.util.List;
import org.junit.jupiter.api.Test;

class RunBooksTest {

  private final RunBooks books = new RunBooks();

  @Test
  void countsWhatTheLogSays() {
    accept(1, 1, 0, runStarted("n1"));
    accept(1, 2, 1, started(1));
    accept(1, 3, 2, started(2));
    accept(1, 4, 3, finished(1, Outcome.TIMED_OUT));
    accept(1, 5, 3, new OperationSkipped(3L, "create_pvc", "create", 3L, "limit-volumes"));

    WriterEnded end = books.ended(WriterOutcome.CRASHED);

    assertThat(end.getPlanned()).isEqualTo(3);
    assertThat(end.getStarted()).isEqualTo(2);
    assertThat(end.getSkipped()).containsExactly(new SkippedCount("limit-volumes", 1L));
    assertThat(end.getFinished())
        .containsExactly(
            new OutcomeCount(Outcome.SUCCEEDED, 0L),
            new OutcomeCount(Outcome.FAILED, 0L),
            new OutcomeCount(Outcome.TIMED_OUT, 1L));
    assertThat(books.unfinished()).isEqualTo(1);
    assertThat(books.lastTimeNanos()).isEqualTo(3);
  }

  @Test
  void leavesOutDuplicatesZombiesTakenRunsAndTimesThatGoBack() {
    accept(1, 1, 0, runStarted("n1"));
    accept(1, 1, 0, runStarted("n2"));
    accept(1, 2, 10, started(1));
    accept(1, 2, 10, started(1));
    accept(1, 3, 9, started(2));
    accept(2, 1, 11, new WriterStarted("w2", "h"));
    accept(1, 4, 12, started(3));

    assertThat(books.ended(WriterOutcome.CRASHED).getStarted()).isEqualTo(1);
    assertThat(books.incarnation()).isEqualTo(2);
    assertThat(books.runStarted().orElseThrow().getNonce()).isEqualTo("n1");
    assertThat(books.lastTimeNanos()).isEqualTo(11);
  }

  @Test
  void leavesOutTimesThatLeap() {
    long day = 86_400_000_000_000L;
    accept(1, 1, 0, runStarted("n1"));
    accept(1, 2, day, started(1));
    accept(1, 3, 2 * day + 1, started(2));
    accept(1, 4, 2 * day, started(3));

    assertThat(books.ended(WriterOutcome.CRASHED).getStarted()).isEqualTo(2);
    assertThat(books.lastTimeNanos()).isEqualTo(2 * day);
    assertThat(books.admitted()).isEqualTo(4);
  }

  @Test
  void admitsNoZombiesAndNoDuplicates() {
    accept(1, 1, 0, runStarted("n1"));
    accept(2, 1, 1, new WriterStarted("w2", "h"));
    accept(1, 2, 2, started(1));
    accept(2, 1, 1, new WriterStarted("w2", "h"));

    assertThat(books.admitted()).isEqualTo(2);
  }

  @Test
  void listsWhatIsAliveByKindAndName() {
    accept(1, 1, 0, runStarted("n1"));
    accept(1, 2, 1, object("Node", "node-1", "u0", Change.LISTED));
    accept(1, 3, 1, object("Pod", "pod-2", "u2", Change.ADDED));
    accept(1, 4, 1, object("Pod", "pod-1", "u1", Change.ADDED));
    accept(1, 5, 1, object("Pod", "pod-1", "u1", Change.MODIFIED));
    accept(1, 6, 1, object("Claim", "vol-1", "u3", Change.ADDED));
    accept(1, 7, 1, object("Claim", "vol-1", "u3", Change.DELETED));
    accept(1, 8, 1, object("Pod", "pod-1", "u1", Change.DELETED));
    accept(1, 9, 1, object("Pod", "pod-1", "u4", Change.ADDED));

    assertThat(books.left("lost"))
        .containsExactly(
            new CleanupOfKind("Claim", 1L, 1L, 0L, List.of(), null),
            new CleanupOfKind("Pod", 3L, 1L, 2L, List.of("pod-1", "pod-2"), "lost"));
  }

  @Test
  void knowsHowARunEnded() {
    accept(1, 1, 0, runStarted("n1"));
    assertThat(books.closedAs()).isEmpty();

    accept(1, 2, 1, new WriterEnded(WriterOutcome.ABORTED, 0L, 0L, List.of(), List.of(), 0L));
    assertThat(books.closedAs()).contains("aborted");
  }

  @Test
  void takesTheClosersMarkWhichHasNoSequence() {
    accept(1, 1, 0, runStarted("n1"));
    books.accept(new Event(-1, 0, 0L, 0L, new RunClosed("abandoned")));
    accept(1, 2, 1, started(1));

    assertThat(books.closedAs()).contains("abandoned");
    assertThat(books.ended(WriterOutcome.CRASHED).getStarted()).isZero();
  }

  @Test
  void isEmptyWithoutRunStarted() {
    accept(1, 2, 1, new Heartbeat(1L));

    assertThat(books.runStarted()).isEmpty();
    assertThat(books.incarnation()).isZero();
  }

  private void accept(int incarnation, long sequence, long time, Object body) {
    books.accept(new Event(0, incarnation, sequence, time, body));
  }

  private static OperationStarted started(long id) {
    return new OperationStarted(id, "create_pvc", "create", "vol-" + id, 1L, null);
  }

  private static OperationFinished finished(long id, Outcome outcome) {
    return new OperationFinished(
        id, "create_pvc", "create", "vol-" + id, 1L, null, 1L, null, 2L, 0L, 0L, 1, outcome, null);
  }

  private static ObjectChanged object(String kind, String name, String uid, Change change) {
    return new ObjectChanged(kind, "ns", name, uid, "1", change, null, new Custom("{}"));
  }

  private static RunStarted runStarted(String nonce) {
    return new RunStarted(
        nonce,
        1,
        1_000_000_000L,
        0L,
        1L,
        "churn",
        "{}",
        "00000000",
        1L,
        new Driver("efs", "2.1.8", List.of()),
        new ClusterFacts("simulated", "1", 3, "f"),
        "0.1.0",
        List.of(),
        null);
  }
}
