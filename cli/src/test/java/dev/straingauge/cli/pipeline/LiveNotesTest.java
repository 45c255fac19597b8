package dev.straingauge.cli.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.straingauge.cli.progress.LiveView.Note;
import dev.straingauge.cli.progress.LiveView.What;
import dev.straingauge.event.IncidentClass;
import dev.straingauge.event.IncidentEvent;
import dev.straingauge.event.IncidentState;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class LiveNotesTest {

  private final LiveNotes notes = new LiveNotes();

  private static IncidentEvent told(IncidentClass kind, IncidentState state, long since) {
    return IncidentEvent.newBuilder()
        .setIncidentId("i-0123456789ab")
        .setSequence(1)
        .setAt(since)
        .setKind(kind)
        .setState(state)
        .setSince(since)
        .setKindSince(since)
        .setVolume("pvc-1")
        .setClaim("data-2")
        .setHolderPod("etcd-2")
        .setHolderNode("node-17")
        .setCause("node-lost")
        .setEvidence(List.of())
        .setTimeline(List.of())
        .build();
  }

  @Test
  void saysEachClassOfAnIncidentOnceAndNothingOfTransientOnes() {
    notes.incidents(
        List.of(
            told(IncidentClass.TRANSIENT, IncidentState.OPEN, 10),
            told(IncidentClass.SLOW, IncidentState.OPEN, 20),
            told(IncidentClass.SLOW, IncidentState.OPEN, 21),
            told(IncidentClass.STUCK, IncidentState.OPEN, 30),
            told(IncidentClass.STUCK, IncidentState.RECOVERED, 31)),
        5);

    assertThat(notes.all())
        .containsExactly(
            new Note(
                Duration.ofNanos(15),
                "SLOW data-2 held by node-17/etcd-2: node-lost",
                What.INCIDENT),
            new Note(
                Duration.ofNanos(25),
                "STUCK data-2 held by node-17/etcd-2: node-lost",
                What.INCIDENT));
  }

  @Test
  void keepsTheOrderInWhichThingsBecameKnown() {
    Note first = new Note(Duration.ZERO, "create started", true);
    Note second = new Note(Duration.ofSeconds(9), "churn started", true);

    notes.load(List.of(first));
    notes.incidents(List.of(told(IncidentClass.STUCK, IncidentState.OPEN, 30)), 0);
    notes.load(List.of(first, second));

    assertThat(notes.all())
        .extracting(Note::what)
        .containsExactly(What.STEP, What.INCIDENT, What.STEP);
  }
}
