package dev.straingauge.producer.cluster.simulated;

import java.util.List;

/**
 * What kubelets report of themselves: every status period, and a little more, the volumes in use. A
 * volume is mounted only after it was reported since it came into use, and after the attach/detach
 * controller has said that it is attached.
 */
final class NodeReports {

  /** Of the volume manager's loop. */
  private static final long PERIOD_NANOS = 100_000_000L;

  private static final double JITTER = 0.04;

  private final World world;
  private final AttachDetach controller;
  private final long statusNanos;
  private final long spreadNanos;
  private final Delay notice;

  NodeReports(World world, Attaching attaching, AttachDetach controller) {
    this.world = world;
    this.controller = controller;
    statusNanos = attaching.statusPeriod().toNanos();
    spreadNanos = attaching.statusSpread().toNanos();
    notice = world.delay(world.profile.latencies().watch(), "node-reports");
  }

  /** The pod uses the volume on its node; {@code attached} runs when it can be mounted. */
  void use(PodState pod, NodeState node, VolumeState volume, Runnable attached) {
    NodeState.Use use = node.inUse.computeIfAbsent(volume, v -> new NodeState.Use());
    use.pods.add(pod);
    use.waiting.add(
        () -> {
          if (!pod.deleting) {
            attached.run();
          }
        });
    if (use.confirmed) {
      goOn(node, volume);
    } else {
      schedule(node);
    }
  }

  /** The node's status says now that the volume is attached. */
  void attached(NodeState node, VolumeState volume) {
    notice.then(world.kubelet.onNode(node, () -> goOn(node, volume)));
  }

  /** The pod has unmounted the volume. */
  void unused(PodState pod, NodeState node, VolumeState volume) {
    NodeState.Use use = node.inUse.get(volume);
    if (use != null && use.pods.remove(pod) && use.pods.isEmpty()) {
      node.inUse.remove(volume);
      schedule(node);
    }
  }

  /** The node's kubelet has begun: it reports at once. */
  void restarted(NodeState node) {
    report(node);
  }

  /**
   * At the next turn of the volume manager's loop it sees that the volume is attached, at the one
   * after that it mounts.
   */
  private void goOn(NodeState node, VolumeState volume) {
    long now = world.timeline.nowNanos();
    world.timeline.at(
        (now / PERIOD_NANOS + 1) * PERIOD_NANOS,
        world.kubelet.onNode(
            node,
            () -> {
              NodeState.Use use = node.inUse.get(volume);
              if (use != null && use.confirmed && node.attached.contains(volume)) {
                List<Runnable> waiting = List.copyOf(use.waiting);
                use.waiting.clear();
                waiting.forEach(
                    mount -> world.after(PERIOD_NANOS, world.kubelet.onNode(node, mount)));
              }
            }));
  }

  private void schedule(NodeState node) {
    if (!node.reportDue && !node.down) {
      node.reportDue = true;
      world.timeline.at(
          nextReport(node),
          world.kubelet.onNode(
              node,
              () -> {
                node.reportDue = false;
                report(node);
              }));
    }
  }

  /** The kubelet's clock goes on whether or not there is news. */
  private long nextReport(NodeState node) {
    if (node.nextReportNanos == 0) {
      node.nextReportNanos = node.startNanos + (long) (node.random.nextDouble() * spreadNanos);
    }
    while (node.nextReportNanos <= world.timeline.nowNanos()) {
      node.nextReportNanos +=
          statusNanos + (long) (node.random.nextDouble() * JITTER * statusNanos);
    }
    return node.nextReportNanos;
  }

  private void report(NodeState node) {
    boolean changed = !node.reported.equals(node.inUse.keySet());
    if (changed) {
      node.reported.clear();
      node.reported.addAll(node.inUse.keySet());
      world.modified(node);
      controller.nodeChanged(node);
    }
    node.inUse.forEach(
        (volume, use) -> {
          if (!use.confirmed) {
            use.confirmed = true;
            goOn(node, volume);
          }
        });
  }
}
