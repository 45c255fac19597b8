package dev.straingauge.producer.cluster.simulated;

import dev.straingauge.event.Node;
import java.util.List;

/** A Node, its room and its work. */
final class NodeState extends Tracked {

  final Workers mounts;

  /** Pods that it has or keeps room for. */
  int pods;

  /** Pods that can do I/O. */
  int serving;

  NodeState(String name, long ordinal, int mountsAtOnce) {
    super("Node", null, name, ordinal);
    mounts = new Workers(mountsAtOnce);
  }

  @Override
  Object facts() {
    return new Node(true, false, List.of(), List.of());
  }
}
