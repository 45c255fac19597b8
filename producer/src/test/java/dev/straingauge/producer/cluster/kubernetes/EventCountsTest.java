package dev.straingauge.producer.cluster.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.straingauge.event.KubernetesEventSeen;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.EventSeriesBuilder;
import io.fabric8.kubernetes.api.model.MicroTime;
import org.junit.jupiter.api.Test;

class EventCountsTest {

  private final EventCounts counts = new EventCounts();

  @Test
  void tellsHowOftenAnOldEventHappenedSinceItWasSeen() {
    assertThat(counts.seen(old("u1", 1), "pod-1").orElseThrow().getNewOccurrences()).isEqualTo(1);
    assertThat(counts.seen(old("u1", 4), "pod-1").orElseThrow().getNewOccurrences()).isEqualTo(3);
    assertThat(counts.seen(old("u1", 4), "pod-1")).as("listed again").isEmpty();
    assertThat(counts.seen(old("u1", 2), "pod-1")).as("an older state").isEmpty();
    assertThat(counts.seen(old("u2", 2), "pod-1").orElseThrow().getNewOccurrences()).isEqualTo(2);
  }

  @Test
  void readsTheNewApisSeriesAndFields() {
    KubernetesEventSeen first = counts.seen(fresh(0), "pod-1").orElseThrow();
    KubernetesEventSeen second = counts.seen(fresh(5), "pod-1").orElseThrow();

    assertThat(first.getNewOccurrences()).isEqualTo(1);
    assertThat(first.getReporter()).isEqualTo("default-scheduler");
    assertThat(first.getEventTime()).isEqualTo(1_795_245_912_123_456_000L);
    assertThat(second.getNewOccurrences()).isEqualTo(4);
    assertThat(second.getEventTime()).isEqualTo(1_795_245_973_000_000_000L);
  }

  @Test
  void stripsWhatTheRecorderAddedToTheText() {
    Event event = old("u1", 1);
    event.setMessage("(combined from similar events): AttachVolume.Attach succeeded for \"v\" ");

    assertThat(counts.seen(event, "pod-1").orElseThrow().getNote())
        .isEqualTo("AttachVolume.Attach succeeded for \"v\"");
  }

  private static Event old(String uid, int count) {
    return new EventBuilder()
        .withNewMetadata()
        .withUid(uid)
        .endMetadata()
        .withType("Warning")
        .withReason("FailedMount")
        .withMessage("MountVolume.SetUp failed")
        .withNewSource()
        .withComponent("kubelet")
        .endSource()
        .withNewInvolvedObject()
        .withKind("Pod")
        .withName("sg-1-pod-1")
        .endInvolvedObject()
        .withCount(count)
        .withLastTimestamp("2026-11-21T07:45:12Z")
        .build();
  }

  private static Event fresh(int series) {
    return new EventBuilder()
        .withNewMetadata()
        .withUid("u3")
        .endMetadata()
        .withReason("FailedScheduling")
        .withReportingComponent("default-scheduler")
        .withEventTime(new MicroTime("2026-11-21T07:25:12.123456Z"))
        .withSeries(
            series == 0
                ? null
                : new EventSeriesBuilder()
                    .withCount(series)
                    .withLastObservedTime(new MicroTime("2026-11-21T07:26:13.000000Z"))
                    .build())
        .withNewInvolvedObject()
        .withKind("Pod")
        .withName("sg-1-pod-1")
        .endInvolvedObject()
        .build();
  }
}
