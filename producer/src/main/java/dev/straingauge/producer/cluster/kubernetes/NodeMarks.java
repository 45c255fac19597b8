package dev.straingauge.producer.cluster.kubernetes;

import dev.straingauge.producer.cluster.ClusterException;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.api.model.TaintBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Cordons and taints nodes for a run, and takes that back. A node that was changed has the run's
 * label, so that it is found after a crash; what others changed on it stays as it is. Blocks;
 * thread-safe.
 */
final class NodeMarks {

  /** What a changed node is called among what a run leaves. */
  static final String KIND = "NodeFault";

  static final String CORDONED = "straingauge.dev/cordoned";
  static final String TAINT = "straingauge.dev/fault";

  private static final int ATTEMPTS = 5;

  private final KubernetesConnection connection;
  private final ObjectRequests requests;
  private final Names names;

  NodeMarks(KubernetesConnection connection, ObjectRequests requests, Names names) {
    this.connection = connection;
    this.requests = requests;
    this.names = names;
  }

  /** The nodes that could be changed: ready, schedulable, and of no run. */
  List<Node> free() {
    return connection.ask("list Node", () -> connection.client().nodes().list().getItems()).stream()
        .filter(node -> !Boolean.TRUE.equals(node.getSpec().getUnschedulable()))
        .filter(node -> Facts.of(node).getReady())
        .filter(
            node ->
                node.getMetadata().getLabels() == null
                    || !node.getMetadata().getLabels().containsKey(Names.RUN))
        .toList();
  }

  /** No new pods on it; false if it is there no more, or cordoned by another. */
  boolean cordon(String name) {
    return change(
        name,
        node ->
            Boolean.TRUE.equals(node.getSpec().getUnschedulable())
                ? Optional.empty()
                : Optional.of(
                    new Change(
                        mark("\"%s\":\"%s\"".formatted(CORDONED, names.runLabel())),
                        "\"spec\":{\"unschedulable\":true}")));
  }

  /** No pods on it that do not bear it; false if it is there no more. */
  boolean taint(String name) {
    return change(
        name,
        node -> {
          List<Taint> taints = others(node);
          taints.add(
              new TaintBuilder()
                  .withKey(TAINT)
                  .withValue(names.runLabel())
                  .withEffect("NoExecute")
                  .build());
          return Optional.of(
              new Change(mark(""), "\"spec\":{\"taints\":%s}".formatted(json(taints))));
        });
  }

  /** Takes back what this run did to it. */
  void undo(String name) {
    change(
        name,
        node -> {
          var annotations = node.getMetadata().getAnnotations();
          boolean cordoned =
              annotations != null && names.runLabel().equals(annotations.get(CORDONED));
          return names.isOurs(node.getMetadata())
              ? Optional.of(
                  new Change(
                      ",\"labels\":{\"%s\":null},\"annotations\":{\"%s\":null}"
                          .formatted(Names.RUN, CORDONED),
                      "\"spec\":{\"taints\":%s%s}"
                          .formatted(
                              json(others(node)), cordoned ? ",\"unschedulable\":null" : "")))
              : Optional.empty();
        });
  }

  private String mark(String annotation) {
    return ",\"labels\":{\"%s\":\"%s\"}%s"
        .formatted(
            Names.RUN,
            names.runLabel(),
            annotation.isEmpty() ? "" : ",\"annotations\":{%s}".formatted(annotation));
  }

  /** All taints but this run's. */
  private List<Taint> others(Node node) {
    List<Taint> taints = new ArrayList<>(Facts.list(node.getSpec().getTaints()));
    taints.removeIf(
        taint -> TAINT.equals(taint.getKey()) && names.runLabel().equals(taint.getValue()));
    return taints;
  }

  private String json(Object value) {
    return connection.client().getKubernetesSerialization().asJson(value);
  }

  /** What is merged into a node: members of its metadata, with a comma before, and of itself. */
  private record Change(String metadata, String members) {}

  private interface Edit {
    /** Empty: nothing is to be done. */
    Optional<Change> of(Node node);
  }

  /** Changes what was read, and nothing that was changed meanwhile. */
  private boolean change(String name, Edit edit) {
    for (int attempt = 1; ; attempt++) {
      Optional<Node> node = read(name);
      Optional<Change> change = node.flatMap(edit::of);
      if (change.isEmpty()) {
        return false;
      }
      try {
        requests.merge(
            "change Node '" + name + "'",
            node.get(),
            ",\"resourceVersion\":\"%s\"%s"
                .formatted(node.get().getMetadata().getResourceVersion(), change.get().metadata()),
            change.get().members(),
            connection.reserve());
        return true;
      } catch (ClusterException e) {
        if (e.reason().equals("NotFound")) {
          return false;
        }
        if (!e.reason().equals("Conflict") || attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  private Optional<Node> read(String name) {
    return connection
        .ask(
            "list Node",
            () ->
                connection
                    .client()
                    .nodes()
                    .list(
                        new ListOptionsBuilder().withFieldSelector("metadata.name=" + name).build())
                    .getItems())
        .stream()
        .findFirst();
  }
}
