package dev.straingauge.producer.cluster.simulated;

import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Nodes that are lost and come back, and what the control plane makes of it with its defaults: not
 * ready after the grace period, pods evicted after their toleration. A pod of a lost node stays
 * until the node is back, unless the node is out of service: then the garbage collector of pods
 * deletes it by force.
 */
final class NodeLife {

  private static final long SECOND = 1_000_000_000L;

  /** {@code --node-monitor-grace-period}, and how often the node controller looks. */
  private static final long GRACE_NANOS = 50 * SECOND;

  private static final long MONITOR_NANOS = 5 * SECOND;

  /** {@code --default-unreachable-toleration-seconds}. */
  private static final long TOLERATION_NANOS = 300 * SECOND;

  private static final long COLLECT_NANOS = 20 * SECOND;

  private static final String UNREACHABLE = "node.kubernetes.io/unreachable=:";
  private static final List<String> LOST =
      List.of(UNREACHABLE + "NoExecute", UNREACHABLE + "NoSchedule");
  private static final List<String> OUT_OF_SERVICE =
      List.of(
          "node.kubernetes.io/out-of-service=nodeshutdown:NoExecute",
          UNREACHABLE + "NoExecute",
          UNREACHABLE + "NoSchedule");

  private final World world;
  private final RandomGenerator random;
  private long upAgainNanos;

  NodeLife(World world) {
    this.world = world;
    random = world.timeline.random("cluster/node-life");
  }

  /** The node is silent until then; one that is silent already stays so, if that is longer. */
  void lose(NodeState node, long untilNanos, FaultKind how) {
    node.downUntilNanos = Math.max(node.downUntilNanos, untilNanos);
    upAgainNanos = Math.max(upAgainNanos, untilNanos);
    world.timeline.at(untilNanos, () -> bringBack(node));
    if (!node.down) {
      node.down = true;
      world.kubelet.down(node);
      long noticed = GRACE_NANOS + random.nextLong(MONITOR_NANOS);
      world.after(noticed, world.kubelet.onNode(node, () -> notReady(node, how)));
    }
  }

  /** When the last lost node is back; in the past if none is away. */
  long upAgainNanos() {
    return upAgainNanos;
  }

  private void notReady(NodeState node, FaultKind how) {
    boolean outOfService = how == FaultKind.OUT_OF_SERVICE;
    node.ready = false;
    node.outOfService = outOfService;
    node.taints = outOfService ? OUT_OF_SERVICE : LOST;
    world.modified(node);
    for (PodState pod : podsOf(node)) {
      if (pod.ready) {
        pod.ready = false;
        world.modified(pod);
      }
      world.events.warning(pod, "NodeNotReady", "node-controller", "Node is not ready");
    }
    world.path.nodeChanged(node);
    world.after(
        outOfService ? 0 : TOLERATION_NANOS, world.kubelet.onNode(node, () -> evict(node, how)));
    if (outOfService) {
      collect(node);
    }
  }

  /** Nothing new comes to the node, and what is there is evicted. */
  void drain(NodeState node) {
    node.unschedulable = true;
    world.modified(node);
    podsOf(node).forEach(world.kubelet::delete);
  }

  /** The node takes pods again. */
  void uncordon(NodeState node) {
    node.unschedulable = false;
    world.modified(node);
    world.scheduler.useRoom();
  }

  private void evict(NodeState node, FaultKind how) {
    for (PodState pod : podsOf(node)) {
      if (!pod.deleting) {
        world.events.normal(
            pod,
            "TaintManagerEviction",
            "taint-eviction-controller",
            "Marking for deletion Pod " + pod.namespace + "/" + pod.name);
        world.kubelet.delete(pod);
      }
      if (how == FaultKind.FORCE_DELETE) {
        world.kubelet.deleteByForce(pod);
      }
    }
  }

  private void collect(NodeState node) {
    long now = world.timeline.nowNanos();
    world.timeline.at(
        (now / COLLECT_NANOS + 1) * COLLECT_NANOS,
        world.kubelet.onNode(
            node,
            () -> {
              podsOf(node).stream()
                  .filter(pod -> pod.deleting)
                  .forEach(world.kubelet::deleteByForce);
              collect(node);
            }));
  }

  private void bringBack(NodeState node) {
    if (!node.down || world.timeline.nowNanos() < node.downUntilNanos) {
      return;
    }
    node.down = false;
    node.outOfService = false;
    node.taints = List.of();
    if (!node.ready) {
      node.ready = true;
      world.modified(node);
    }
    world.kubelet.up(node);
    world.path.nodeChanged(node);
    world.scheduler.useRoom();
  }

  private List<PodState> podsOf(NodeState node) {
    return world.pods.values().stream().filter(pod -> pod.assigned && pod.node == node).toList();
  }
}
