package dev.straingauge.producer.cluster.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.straingauge.event.Artifact;
import dev.straingauge.producer.cluster.Intent;
import dev.straingauge.producer.cluster.Trouble;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class DiagnosticsTest {

  private static final Duration LONG = Duration.ofSeconds(30);

  private final List<Artifact> written = Collections.synchronizedList(new ArrayList<>());

  @Test
  void explainsTheFirstOfEachKindBeforeThirdsOfOne() {
    for (int i = 0; i < 30; i++) {
      takeAndWait("attach_pod", "TimedOut", i);
      takeAndWait("create_pvc", "TimedOut", i);
      takeAndWait("delete_pod", "TimedOut", i);
      takeAndWait("delete_pvc", "TimedOut", i);
      takeAndWait("verify_readwrite", "TimedOut", i);
    }
    for (int i = 0; i < 30; i++) {
      takeAndWait("attach_pod", "Reason" + i, i);
    }

    assertThat(written).hasSize(Diagnostics.AT_MOST);
    assertThat(written.stream().filter(a -> a.getName().contains("TimedOut")))
        .hasSize(5 + Diagnostics.AGAIN_AT_MOST);
    assertThat(written.stream().filter(a -> a.getName().contains("attach_pod-TimedOut")))
        .hasSize(Diagnostics.OF_A_KIND);
  }

  @Test
  void namesABundleByWhatFailed() {
    takeAndWait("attach_pod", "Weird/..reason", 7);

    assertThat(written)
        .extracting(Artifact::getName)
        .containsExactly("diagnostics-01-attach_pod-Weird---reason-op7.txt");
  }

  @Test
  void keepsABundleBelowTheSizeOfAPart() {
    Diagnostics diagnostics =
        new Diagnostics(work -> "x".repeat(Diagnostics.MOST_BYTES + 1), written::add, () -> 0);

    diagnostics.take(trouble("attach_pod", "TimedOut", 1));
    diagnostics.finish(LONG);

    assertThat(written.getFirst().getContent().remaining()).isEqualTo(Diagnostics.MOST_BYTES);
  }

  @Test
  void doesNotHoldUpTheLoadAndGivesUpWaiting() {
    // Given
    CountDownLatch stuck = new CountDownLatch(1);
    CountDownLatch begun = new CountDownLatch(1);
    Diagnostics diagnostics =
        new Diagnostics(
            work -> {
              begun.countDown();
              await(stuck);
              return "text";
            },
            written::add,
            () -> 0);

    // When
    for (int i = 0; i < 100; i++) {
      diagnostics.take(trouble("attach_pod", "Reason" + i, i));
    }
    await(begun);
    diagnostics.finish(Duration.ofMillis(1));

    // Then
    assertThat(written).isEmpty();
    stuck.countDown();
    diagnostics.finish(LONG);
    assertThat(written).hasSize(1);
  }

  @Test
  void goesOnAfterADiagnosisThatFails() {
    Diagnostics diagnostics =
        new Diagnostics(
            work -> {
              if (work.number() == 1) {
                throw new IllegalStateException("no");
              }
              return "text";
            },
            written::add,
            () -> 0);

    diagnostics.take(trouble("attach_pod", "A", 1));
    diagnostics.take(trouble("attach_pod", "B", 2));
    diagnostics.finish(LONG);

    assertThat(written).hasSize(1);
  }

  private final Diagnostics each = new Diagnostics(work -> "text", written::add, () -> 0);

  /** As failures come in a run: one after the other. */
  private void takeAndWait(String operation, String reason, long id) {
    each.take(trouble(operation, reason, id));
    each.settle(LONG);
  }

  private static Trouble trouble(String operation, String reason, long id) {
    return new Trouble(new Intent.DeletePod(id, "pod-" + id), operation, reason, "why");
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
