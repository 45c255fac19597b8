package dev.straingauge.cli.summary;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.straingauge.archiver.report.IncidentsJson;
import dev.straingauge.cli.documents.SchemaFiles;
import dev.straingauge.cli.terminal.Style;
import dev.straingauge.event.Evidence;
import dev.straingauge.event.IncidentClass;
import dev.straingauge.event.IncidentEvent;
import dev.straingauge.event.IncidentState;
import dev.straingauge.event.TimelineEntry;
import java.util.List;
import org.junit.jupiter.api.Test;

class IncidentLinesTest {

  private static final long START = 1_767_225_600_000_000_000L;
  private static final long SECOND = 1_000_000_000L;

  private static ObjectNode document() {
    IncidentEvent incident =
        IncidentEvent.newBuilder()
            .setIncidentId("i-0123456789ab")
            .setSequence(3)
            .setAt(START + 601 * SECOND)
            .setKind(IncidentClass.STUCK)
            .setState(IncidentState.RUN_ENDED)
            .setSince(START + 260 * SECOND)
            .setUntil(START + 600 * SECOND)
            .setKindSince(START + 620 * SECOND)
            .setVolume("pvc-1")
            .setClaim("data-2")
            .setNamespace("ns")
            .setPod("etcd-2")
            .setPodUid("uid")
            .setNode("node-22")
            .setHolderPod("etcd-2")
            .setHolderNode("node-17")
            .setCause("node-lost")
            .setEvidence(List.of(new Evidence(START + 248 * SECOND, "node node-17 is not ready")))
            .setTimeline(
                List.of(
                    new TimelineEntry(START + 260 * SECOND, "pod", "etcd-2 assigned to node-22"),
                    new TimelineEntry(START + 300 * SECOND, "watch", "blind")))
            .setTimelineBeyond(4)
            .setBlind(true)
            .build();
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    document.put("schema", "straingauge.incident/1").put("verdict", "NONE").put("exitCode", 0);
    document.putArray("errors");
    document.put("run", "quickstart/20261121074512");
    document.set("incident", IncidentsJson.of(incident, START));
    return document;
  }

  @Test
  void tellsTheStoryOfOne() {
    assertThat(IncidentLines.story(document().path("incident"), 120))
        .containsExactly(
            "STUCK  i-0123456789ab  data-2  04:20 → end of the run",
            "  volume pvc-1 · claim data-2 · pod etcd-2 on node-22",
            "  held by node-17/etcd-2",
            "  likely cause: node-lost",
            "    04:08 node node-17 is not ready",
            "  ? a watch was blind in between: more may have happened",
            "  at     about  seen",
            "  04:20  pod    etcd-2 assigned to node-22",
            "  05:00  watch  blind",
            "  … and 4 more");
  }

  @Test
  void whatEventsSaySteersNoTerminal() {
    String evil = "\u001b[2J\u009b31m\u202e\u0007\r\nfake line";
    ObjectNode document = document();
    ObjectNode incident = (ObjectNode) document.path("incident");
    incident.put("pod", evil).put("cause", evil);
    ((ObjectNode) incident.path("evidence").path(0)).put("text", evil);
    ((ObjectNode) incident.path("timeline").path(0)).put("text", evil);
    Style style = new Style(true, false);

    String shown =
        IncidentLines.story(incident, 120).stream().map(style::line).collect(joining("|"));

    assertThat(shown).contains("fake line").doesNotContainPattern("[\\p{Cc}\u202e]");
  }

  @Test
  void holdsTheSchemaOfItsDocument() {
    SchemaFiles.hold(document());
  }
}
