package dev.straingauge.archiver.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.straingauge.archiver.page.NodeFold.Place;
import dev.straingauge.archiver.page.NodeFold.Stretch;
import dev.straingauge.event.Attachment;
import dev.straingauge.event.Change;
import dev.straingauge.event.Custom;
import dev.straingauge.event.Node;
import dev.straingauge.event.ObjectChanged;
import dev.straingauge.event.PersistentVolume;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NodeFoldTest {

  private static final long SECOND = 1_000_000_000L;

  /** Ten columns of a second each, the first at second 100. */
  private final NodeFold nodes = new NodeFold(new RunTime(100 * SECOND, 10 * SECOND, SECOND));

  @Test
  void countsTheMostVolumesThatWereAttachedAtATimeInEachColumn() {
    attached("a", "n1", true, 99); // before the run
    attached("b", "n1", true, 103);
    attached("b", "n1", true, 104); // said again
    attached("c", "n1", true, 104);
    attached("b", "n1", false, 104);
    attached("c", "n1", false, 106);
    attached("d", "n1", false, 107); // nobody saw it attached
    attached("e", "n1", true, 120); // after the run
    nodes.end();

    Place node = nodes.nodes().getFirst();
    assertThat(IntStream.range(0, 10).map(node::most))
        .containsExactly(1, 1, 1, 2, 3, 2, 2, 1, 1, 1);
    assertThat(node.most()).isEqualTo(3);
    assertThat(node.attached()).isEqualTo(1);
    assertThat(node.attachments()).isEqualTo(3);
  }

  @Test
  void tellsWhenANodeWasNotReadyAndTakesOneThatIsDeletedForSuch() {
    ready("n1", true, 100);
    ready("n1", false, 102);
    ready("n1", false, 103);
    ready("n1", true, 105);
    nodes.add(change("Node", "n1", Change.DELETED, facts(true)), 108 * SECOND);
    nodes.end();

    assertThat(nodes.nodes().getFirst().notReady())
        .containsExactly(
            new Stretch(102 * SECOND, 105 * SECOND), new Stretch(108 * SECOND, 110 * SECOND));
    assertThat(nodes.nodes().getFirst().notReadyNanos()).isEqualTo(5 * SECOND);
  }

  @Test
  void putsThoseFirstThatWereNotReadyThenThoseWithTheMostVolumes() {
    ready("unused", true, 100);
    attached("a", "few", true, 101);
    attached("b", "many", true, 101);
    attached("c", "many", true, 102);
    attached("d", "lost", true, 101);
    ready("lost", false, 105);
    nodes.end();

    assertThat(nodes.nodes())
        .extracting(Place::name)
        .containsExactly("lost", "many", "few", "unused");
    assertThat(nodes.nodes().stream().filter(Place::wasUsed)).hasSize(3);
  }

  @Test
  void countsWhatIsAttachedToMoreNodesThanItFollows() {
    for (int i = 0; i < NodeFold.MOST_NODES + 2; i++) {
      attached("v" + i, "n" + i, true, 101);
    }
    nodes.end();

    assertThat(nodes.nodes()).hasSize(NodeFold.MOST_NODES);
    assertThat(nodes.beyond()).isEqualTo(2);
  }

  @Test
  void tellsHowManyVolumesTheDriverOfTheRunMayAttach() {
    csi(
        "n1",
        "{\"drivers\":[{\"name\":\"other\",\"volumes\":9},{\"name\":\"block\",\"volumes\":25}]}");
    csi(
        "n2",
        "{\"drivers\":[{\"name\":\"block\",\"allocatable\":{\"count\":39},\"nodeID\":\"n2\"}]}");
    csi("n3", "{\"drivers\":[{\"name\":\"block\",\"volumes\":null}]}");
    csi("n4", "{\"drivers\":");
    csi("n5", "{\"drivers\":[{\"name\":\"block\",\"volumes\":1e99}]}");
    assertThat(nodes.nodes()).extracting(nodes::limit).containsOnly(OptionalInt.empty());

    volume("block");

    assertThat(nodes.nodes())
        .extracting(node -> node.name() + " " + nodes.limit(node).orElse(-1))
        .containsExactly("n1 25", "n2 39", "n3 -1", "n4 -1", "n5 -1");
    volume("another");
    assertThat(nodes.nodes()).extracting(nodes::limit).containsOnly(OptionalInt.empty());
  }

  private void csi(String name, String json) {
    nodes.add(change("CSINode", name, Change.LISTED, new Custom(json)), 100 * SECOND);
  }

  private void volume(String driver) {
    PersistentVolume facts = new PersistentVolume("Bound", null, driver, "h", "Delete", false);
    nodes.add(change("PersistentVolume", "pv-" + driver, Change.ADDED, facts), 101 * SECOND);
  }

  private void attached(String uid, String node, boolean attached, long second) {
    Attachment facts = new Attachment("pv-" + uid, node, attached, null, null, false);
    nodes.add(change("VolumeAttachment", uid, Change.MODIFIED, facts), second * SECOND);
  }

  private void ready(String name, boolean ready, long second) {
    nodes.add(change("Node", name, Change.MODIFIED, facts(ready)), second * SECOND);
  }

  private static Node facts(boolean ready) {
    return new Node(ready, false, List.of(), List.of());
  }

  private static ObjectChanged change(String kind, String name, Change change, Object facts) {
    return ObjectChanged.newBuilder()
        .setKind(kind)
        .setName(name)
        .setUid(name)
        .setResourceVersion("1")
        .setChange(change)
        .setFacts(facts)
        .build();
  }
}
