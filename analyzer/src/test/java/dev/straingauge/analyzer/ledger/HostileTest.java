package dev.straingauge.analyzer.ledger;

import static dev.straingauge.event.Change.ADDED;
import static dev.straingauge.event.Change.LISTED;
import static dev.straingauge.event.Change.MODIFIED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.straingauge.analyzer.fold.Collected;
import dev.straingauge.analyzer.fold.EventLog;
import dev.straingauge.event.Attachment;
import dev.straingauge.event.Custom;
import dev.straingauge.event.IncidentEvent;
import dev.straingauge.event.KubernetesEventSeen;
import dev.straingauge.event.Pod;
import dev.straingauge.event.Summary;
import dev.straingauge.event.WriterOutcome;
import dev.straingauge.schemas.codec.Codec;
import dev.straingauge.schemas.topic.Topic;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Whatever a cluster tells, the ledger goes on and its results stay small. */
class HostileTest {

  @Test
  void aTextOfAMegabyteIsCut() {
    List<IncidentEvent> incidents =
        IncidentsTest.moved()
            .at(11)
            .event("FailedAttachVolume", "new-0", "x".repeat(1_000_000))
            .attachment(MODIFIED, "pv-data", "n1", "attached deleting", null, "y".repeat(1_000_000))
            .at(12)
            .incidents();

    assertThat(incidents).hasSize(1);
    assertThat(new Codec().encode(incidents.getFirst()).length).isLessThan(20_000);
  }

  @Test
  void controlCharactersStayWhatTheyAre() {
    String note = "\u001b[31mred\u0000\r\n";
    assertThat(
            IncidentsTest.moved()
                .at(11)
                .event("FailedAttachVolume", "new-0", note)
                .at(12)
                .incidents()
                .getFirst()
                .getTimeline())
        .extracting(entry -> entry.getText())
        .contains("FailedAttachVolume: " + note);
  }

  @Test
  void aForeignNamespaceIsAnotherWorld() {
    assertThat(
            new Cluster()
                .at(1)
                .bound("data")
                .at(2)
                .runs("a", "n1", "data")
                .at(3)
                .change(
                    "Pod",
                    "foreign",
                    "b",
                    "uid-b",
                    ADDED,
                    new Pod(
                        "Pending", "n2", false, false, List.of("data"), null, false, null, null))
                .at(600)
                .incidents())
        .isEmpty();
  }

  @Test
  void objectsWithoutAUidAreTakenByTheirName() {
    List<IncidentEvent> incidents =
        new Cluster()
            .at(1)
            .bound("data")
            .at(2)
            .runs("old-0", "n1", "data")
            .at(10)
            .podOf(ADDED, "new-0", "", "n2", "pending", "data")
            .at(12)
            .event("FailedAttachVolume", "Pod", "new-0", "", "boom")
            .at(20)
            .incidents();

    assertThat(incidents).hasSize(1);
    assertThat(incidents.getFirst().getTimeline())
        .extracting(entry -> entry.getText())
        .contains("FailedAttachVolume: boom");
  }

  @Test
  void theEventsOwnTimeOf1970SaysNothing() {
    Cluster cluster = IncidentsTest.moved().at(11);
    EventLog log = EventLog.begin();
    KubernetesEventSeen old =
        new KubernetesEventSeen(
            "", "FailedMount", "Warning", "x", "Pod", "ns", "new-0", "", "kubelet", 1, 0L);
    log.write(old);
    assertThat(Collected.of(log.cleanup(0).end(WriterOutcome.COMPLETED).events()).letters())
        .isZero();
    assertThat(cluster.incidents().getFirst().getTimeline())
        .allMatch(entry -> entry.getAt() >= EventLog.EPOCH);
  }

  @Test
  void foreignJsonIsNotUnderstoodAndDoesNoHarm() {
    Cluster cluster = IncidentsTest.moved();
    for (String json : List.of("", "{", "[]", "{\"drivers\":7}", "{\"drivers\":[7,{}]}")) {
      cluster.change("CSINode", null, "n1", "x", LISTED, new Custom(json));
      cluster.change("StorageClass", null, "block", "x", LISTED, new Custom(json));
    }
    assertThat(cluster.at(12).incidents()).hasSize(1);
  }

  @Test
  void anInlineVolumeIsNotFollowed() {
    Collected out =
        new Cluster()
            .at(1)
            .change(
                "VolumeAttachment",
                null,
                "va",
                "uid",
                ADDED,
                new Attachment("", "n1", false, null, null, false))
            .at(2)
            .end();
    assertThat(Cluster.phase(out, "attach").getOpen()).isZero();
  }

  @Test
  void whatIsBeyondTheLimitIsCountedAndSaid() {
    EventLog log =
        EventLog.begin(
            0,
            "{\"analysis\":{\"ledger\":{\"maxLive\":6,\"maxIncidents\":1}},\"plan\":{},\"rules\":[]}",
            1);
    Cluster cluster = new Cluster(log);
    IntStream.range(0, 4).forEach(i -> cluster.at(i).bound("c" + i).runs("old" + i, "n1", "c" + i));
    IntStream.range(0, 4).forEach(i -> cluster.at(10 + i).waits("new" + i, "n2", "c" + i));
    Collected out = cluster.at(30).end();
    Summary summary = out.summary();

    assertThat(summary.getLedgerBeyond()).as("two changes of two pods").isEqualTo(4);
    assertThat(summary.getIncidentsBeyond()).isPositive();
    assertThat(summary.getAudit().getResult())
        .contains("changes of objects beyond the limit of the ledger")
        .contains("incidents beyond the limit");
    assertThat(out.of(Topic.INCIDENTS, IncidentEvent.class)).isNotEmpty();
  }

  @Test
  void aThousandLinesOfAStoryAreThirtyTwo() {
    Cluster cluster = IncidentsTest.moved();
    for (int i = 0; i < 1_000; i++) {
      cluster.event("FailedMount", "new-0", "try " + i);
    }
    IncidentEvent incident = cluster.at(12).incidents().getFirst();

    assertThat(incident.getTimeline()).hasSize(32);
    assertThat(incident.getTimelineBeyond()).isEqualTo(972);
  }
}
