package dev.straingauge.producer.cluster.simulated;

import static org.assertj.core.api.Assertions.assertThat;

import dev.straingauge.event.KubernetesEventSeen;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;

class EventRecorderTest {

  private final QueueTimeline timeline = new QueueTimeline(1);
  private final List<SpecificRecord> written = new ArrayList<>();
  private final World world = new World(Plans.scenario(), Plans.fixed(), timeline, written::add);
  private final Tracked object = new CustomState("Thing", "thing-1", world.nextOrdinal(), "{}");

  @Test
  void countsUpTheSameText() {
    say("again", 3, 1);

    assertThat(seen()).extracting(KubernetesEventSeen::getNewOccurrences).containsExactly(1, 1, 1);
    assertThat(seen())
        .extracting(KubernetesEventSeen::getUid)
        .containsOnly(seen().getFirst().getUid());
  }

  @Test
  void combinesTheTenthDifferentTextOfAReason() {
    for (int i = 1; i <= 12; i++) {
      say("text " + i, 1, 1);
    }

    assertThat(seen()).extracting(KubernetesEventSeen::getNote).element(8).isEqualTo("text 9");
    assertThat(seen().subList(9, 12))
        .extracting(KubernetesEventSeen::getNote)
        .containsExactly(
            "(combined from similar events): text 10",
            "(combined from similar events): text 11",
            "(combined from similar events): text 12");
    assertThat(seen().subList(9, 12).stream().map(KubernetesEventSeen::getUid).distinct())
        .as("one event that counts up")
        .hasSize(1);
  }

  @Test
  void beginsAnewAfterTenMinutesOfSilence() {
    for (int i = 1; i <= 9; i++) {
      say("text " + i, 1, 1);
    }
    timeline.runFor(601);
    say("text 10", 1, 1);

    assertThat(seen().getLast().getNote()).isEqualTo("text 10");
  }

  @Test
  void dropsWhatComesTooOftenAndTellsItsCountLater() {
    say("again", 40, 1);
    assertThat(seen()).as("25 at once, none in 40 s").hasSize(25);
    timeline.runFor(300);
    say("again", 1, 1);

    assertThat(seen()).hasSize(26);
    assertThat(seen().getLast().getNewOccurrences()).as("15 dropped and itself").isEqualTo(16);
  }

  private void say(String note, int times, int secondsApart) {
    for (int i = 0; i < times; i++) {
      world.events.warning(object, "FailedMount", "kubelet", note);
      timeline.runFor(secondsApart);
    }
  }

  private List<KubernetesEventSeen> seen() {
    return written.stream()
        .filter(KubernetesEventSeen.class::isInstance)
        .map(KubernetesEventSeen.class::cast)
        .toList();
  }
}
