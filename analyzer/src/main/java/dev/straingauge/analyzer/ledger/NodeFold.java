package dev.straingauge.analyzer.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import dev.straingauge.event.Change;
import dev.straingauge.event.Custom;
import dev.straingauge.event.Node;
import dev.straingauge.event.ObjectChanged;
import dev.straingauge.schemas.json.Json;

/** What changes of nodes, of their drivers and of StorageClasses mean for the ledger. */
final class NodeFold {

  private static final int MAX_DRIVERS = 100;
  private static final int MAX_JSON = 100_000;
  private static final String OUT_OF_SERVICE = "node.kubernetes.io/out-of-service";

  private final Book book;
  private final Stories stories;

  NodeFold(Book book, Stories stories) {
    this.book = book;
    this.stories = stories;
  }

  /** Returns whether incidents of the node have to be looked at. */
  boolean node(ObjectChanged change, Node facts, long time) {
    boolean gone = change.getChange() == Change.DELETED;
    boolean out = facts.getTaints().stream().anyMatch(taint -> taint.startsWith(OUT_OF_SERVICE));
    NodeEntry node = book.objects.nodeIfRoom(change.getName());
    if (node == null
        || (node.seen
            && node.ready == facts.getReady()
            && node.outOfService == out
            && node.gone == gone)) {
      return false;
    }
    boolean lost = gone || out || !facts.getReady();
    if (lost && !node.isLost()) {
      node.lostAt = time;
    } else if (!lost) {
      node.lostAt = Entity.NEVER;
    }
    node.seen = true;
    node.ready = facts.getReady();
    node.outOfService = out;
    node.gone = gone;
    node.lastSeen = time;
    book.objects.touch(node);
    String state = gone ? "deleted" : out ? "out of service" : lost ? "not ready" : "ready";
    stories.noteNode(node.key, time, "%s is %s".formatted(node.key, state));
    return true;
  }

  void custom(ObjectChanged change, Custom facts) {
    String json = facts.getJson();
    if (json.length() > MAX_JSON) {
      return;
    }
    switch (change.getKind()) {
      case "CSINode" -> drivers(change, json);
      case "StorageClass" ->
          book.storageClass(
              change.getName(), json.contains("\"volumeBindingMode\":\"WaitForFirstConsumer\""));
      default -> {}
    }
  }

  private void drivers(ObjectChanged change, String json) {
    NodeEntry node = book.objects.nodeIfRoom(change.getName());
    if (node == null) {
      return;
    }
    JsonNode drivers;
    try {
      drivers = Json.readObject(json).path("drivers");
    } catch (IllegalArgumentException e) {
      return; // not as our adapters write it: nothing is known
    }
    node.drivers.clear();
    for (JsonNode driver : drivers) {
      if (node.drivers.size() < MAX_DRIVERS) {
        String name = book.objects.shared(Texts.cut(driver.path("name").asText("")));
        node.drivers.put(name, driver.path("volumes").asInt(-1));
      }
    }
    node.driversKnown = change.getChange() != Change.DELETED;
    book.objects.touch(node);
  }
}
