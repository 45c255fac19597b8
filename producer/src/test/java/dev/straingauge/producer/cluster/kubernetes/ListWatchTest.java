package dev.straingauge.producer.cluster.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.straingauge.event.Change;
import dev.straingauge.event.ObjectChanged;
import dev.straingauge.event.WatchGap;
import dev.straingauge.producer.cluster.kubernetes.Observed.Item;
import io.fabric8.kubernetes.api.model.ListOptions;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.mockwebserver.http.MockResponse;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ListWatchTest {

  private static final String NODES = "/api/v1/nodes";

  private final FakeApi api = new FakeApi();
  private final BlockingQueue<SpecificRecord> written = new LinkedBlockingQueue<>();
  private final Observed observed = new Observed(written::add, System::nanoTime);
  private final ListWatch<Node> watch =
      new ListWatch<>(
          "Node",
          api.connection,
          api.connection.client().resources(Node.class),
          new ListOptions(),
          node -> !node.getMetadata().getName().startsWith("foreign"),
          new Sink());

  @AfterEach
  void close() throws IOException {
    watch.close();
    api.close();
  }

  @Test
  void goesOnWhereALostWatchWas() throws InterruptedException {
    api.on("GET", NODES, list(10, node("a", 5, true), node("foreign", 6, true)))
        .on("WATCH", NODES, events(event("MODIFIED", node("a", 11, false))))
        .on("WATCH", NODES, events(event("MODIFIED", node("a", 12, true))));

    watch.start();

    assertThat(change()).isEqualTo("a LISTED");
    assertThat(change()).isEqualTo("a MODIFIED");
    assertThat(change()).isEqualTo("a MODIFIED");
    assertThat(api.requests.get(1).getPath()).contains("resourceVersion=10", "allowWatchBookmarks");
    assertThat(api.requests.get(2).getPath()).contains("resourceVersion=11");
  }

  @Test
  void listsAgainWhenTheServerHasForgottenThePlaceAndSaysSo() throws InterruptedException {
    api.on("GET", NODES, list(10, node("a", 5, true), node("b", 6, true)))
        .on(
            "WATCH",
            NODES,
            events(
                "{\"type\":\"ERROR\",\"object\":{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"code\":410,\"reason\":\"Expired\",\"message\":\"too"
                    + " old\"}}\n"))
        .on("GET", NODES, list(90, node("b", 80, false), node("c", 81, true)))
        .on("WATCH", NODES, events(event("DELETED", node("c", 91, true))));

    watch.start();

    assertThat(change()).isEqualTo("a LISTED");
    assertThat(change()).isEqualTo("b LISTED");
    SpecificRecord gap = next();
    assertThat(gap)
        .isInstanceOfSatisfying(
            WatchGap.class, g -> assertThat(g.getTo()).isGreaterThanOrEqualTo(g.getFrom()));
    assertThat(change()).isEqualTo("a DELETED");
    assertThat(change()).isEqualTo("b LISTED");
    assertThat(change()).isEqualTo("c LISTED");
    assertThat(change()).isEqualTo("c DELETED");
  }

  @Test
  void listsAgainWhenTheServerDoesNotEvenBeginTheWatchThere() throws InterruptedException {
    api.on("GET", NODES, list(10, node("a", 5, true)))
        .on("WATCH", NODES, FakeApi.status(410, "Expired", "too old resource version: 10"))
        .on("GET", NODES, list(90, node("c", 81, true)))
        .on("WATCH", NODES, events(event("DELETED", node("c", 91, true))));

    watch.start();

    assertThat(change()).isEqualTo("a LISTED");
    assertThat(next()).isInstanceOf(WatchGap.class);
    assertThat(change()).isEqualTo("a DELETED");
    assertThat(change()).isEqualTo("c LISTED");
  }

  @Test
  void saysThatItSawNothingForAWhile() throws InterruptedException {
    api.on("GET", NODES, list(10, node("a", 5, true)))
        .on("WATCH", NODES, events(""))
        .on("WATCH", NODES, FakeApi.status(503, "ServiceUnavailable", "etcd"))
        .on("WATCH", NODES, FakeApi.status(503, "ServiceUnavailable", "etcd"))
        .on("WATCH", NODES, FakeApi.status(503, "ServiceUnavailable", "etcd"))
        .on("WATCH", NODES, events(event("MODIFIED", node("a", 11, false))));

    watch.start();

    assertThat(change()).isEqualTo("a LISTED");
    assertThat(next()).isInstanceOf(WatchGap.class);
    assertThat(change()).isEqualTo("a MODIFIED");
  }

  private String change() throws InterruptedException {
    SpecificRecord record = next();
    assertThat(record).isInstanceOf(ObjectChanged.class);
    ObjectChanged changed = (ObjectChanged) record;
    return changed.getName() + " " + changed.getChange();
  }

  private SpecificRecord next() throws InterruptedException {
    return Optional.ofNullable(written.poll(20, TimeUnit.SECONDS))
        .orElseThrow(() -> new AssertionError("nothing was written"));
  }

  private static MockResponse list(int version, String... nodes) {
    return FakeApi.json(
        200,
        "{\"kind\":\"NodeList\",\"apiVersion\":\"v1\",\"metadata\":{\"resourceVersion\":\"%d\"},\"items\":[%s]}"
            .formatted(version, String.join(",", nodes)));
  }

  private static MockResponse events(String lines) {
    return FakeApi.json(200, lines);
  }

  private static String event(String type, String node) {
    return "{\"type\":\"%s\",\"object\":%s}\n".formatted(type, node);
  }

  private static String node(String name, int version, boolean ready) {
    return ("{\"kind\":\"Node\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"%s\",\"uid\":\"u-%s\",\"resourceVersion\":\"%d\"},"
                + "\"spec\":{},\"status\":{\"conditions\":[{\"type\":\"Ready\",\"status\":\"%s\"}]}}")
        .formatted(name, name, version, ready ? "True" : "False");
  }

  private final class Sink implements ListWatch.Sink<Node> {

    @Override
    public void listed(List<Node> all, boolean again) {
      observed.listed("Node", all.stream().map(this::item).toList(), again, false);
    }

    @Override
    public void changed(Watcher.Action action, Node node) {
      if (action == Watcher.Action.DELETED) {
        observed.deleted("Node", node.getMetadata());
      } else {
        observed.changed("Node", item(node), Change.MODIFIED, false);
      }
    }

    @Override
    public void resumed() {
      observed.resumed("Node");
    }

    @Override
    public void lost(long sinceNanos) {
      observed.lost("Node", sinceNanos);
    }

    private Item item(Node node) {
      String name = node.getMetadata().getName();
      return new Item(node, name, name, Facts.of(node));
    }
  }
}
