package dev.straingauge.analyzer.ledger;

import static dev.straingauge.event.Change.ADDED;
import static dev.straingauge.event.Change.LISTED;
import static dev.straingauge.event.Change.MODIFIED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.straingauge.event.IncidentClass;
import dev.straingauge.event.IncidentEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Watches of different kinds overtake each other; the changes of one object do not. */
class ArrivalTest {

  /** What the watch of each kind says of one conflict, in its order. */
  private static final List<List<Consumer<Cluster>>> WATCHES =
      List.of(
          List.of(c -> c.claim(LISTED, "data", "pv-data")),
          List.of(c -> c.volume(LISTED, "pv-data", "Bound", "vol-data")),
          List.of(c -> c.attachment(LISTED, "pv-data", "n1", "attached")),
          List.of(
              c -> c.pod(ADDED, "new-0", null, "pending", "data"),
              c -> c.pod(MODIFIED, "new-0", "n2", "pending", "data")),
          List.of(c -> c.node("n1", false)),
          List.of(
              c ->
                  c.event(
                      "FailedAttachVolume",
                      "new-0",
                      "Multi-Attach error for volume \"pv-data\" Volume is already used by pod(s)"
                          + " old-0")));

  @Test
  void everyOrderOfArrivalLeadsToTheSameIncident() {
    List<List<Consumer<Cluster>>> orders = new ArrayList<>();
    interleave(new int[WATCHES.size()], new ArrayList<>(), orders);
    assertThat(orders).hasSize(2_520);
    for (List<Consumer<Cluster>> order : orders) {
      Cluster cluster = new Cluster().at(10);
      order.forEach(step -> step.accept(cluster));
      List<IncidentEvent> incidents =
          cluster
              .at(30)
              .detached("pv-data", "n1")
              .at(40)
              .attached("pv-data", "n2")
              .at(50)
              .incidents();

      assertThat(incidents).hasSize(1);
      IncidentEvent incident = incidents.getFirst();
      assertThat(incident.getKind()).isEqualTo(IncidentClass.TRANSIENT);
      assertThat(Cluster.seconds(incident.getSince())).isEqualTo(10);
      assertThat(Cluster.seconds(incident.getUntil())).isEqualTo(40);
      assertThat(incident.getVolume()).isEqualTo("pv-data");
      assertThat(incident.getCause()).isEqualTo("node-lost");
      assertThat(incident.getHolderNode()).isEqualTo("n1");
    }
  }

  private static void interleave(
      int[] taken, List<Consumer<Cluster>> soFar, List<List<Consumer<Cluster>>> all) {
    boolean done = true;
    for (int i = 0; i < taken.length; i++) {
      if (taken[i] < WATCHES.get(i).size()) {
        done = false;
        List<Consumer<Cluster>> next = new ArrayList<>(soFar);
        next.add(WATCHES.get(i).get(taken[i]));
        taken[i]++;
        interleave(taken, next, all);
        taken[i]--;
      }
    }
    if (done) {
      all.add(soFar);
    }
  }

  @Test
  void whatArrivesAfterItIsOverMakesNoIncidentOfAQuickAttachment() {
    // the pod was quick; its claim is seen five minutes later
    assertThat(
            new Cluster()
                .at(1)
                .pod(ADDED, "a", null, "pending", "data")
                .pod(MODIFIED, "a", "n1", "pending", "data")
                .at(4)
                .attached("pv-data", "n1")
                .pod(MODIFIED, "a", "n1", "ready", "data")
                .at(300)
                .claim(LISTED, "data", "pv-data")
                .volume(LISTED, "pv-data", "Bound", "vol-data")
                .at(600)
                .incidents())
        .isEmpty();
  }
}
