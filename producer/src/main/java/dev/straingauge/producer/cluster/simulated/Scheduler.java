package dev.straingauge.producer.cluster.simulated;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.SequencedSet;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The scheduler: one pod at a time; the node with the fewest pods, the first of equals. A pod that
 * does not fit is tried again when what it waits for changes: a claim, or room on a node.
 */
final class Scheduler {

  private static final String REPORTER = "default-scheduler";

  /** More than a node takes. */
  private static final long MOST_PODS = 1L << 32;

  private final World world;
  private final Delay cycle;
  private final RandomGenerator among;
  private final Queue<PodState> active = new ArrayDeque<>();
  private final SequencedSet<PodState> withoutRoom = new LinkedHashSet<>();
  private final Map<String, List<PodState>> byClaim = new HashMap<>();
  private boolean busy;

  Scheduler(World world) {
    this.world = world;
    cycle = world.delay(world.profile.latencies().schedule(), "schedule");
    among = world.timeline.random("cluster/schedule-among");
  }

  /** The pod wants a node. */
  void add(PodState pod) {
    active.add(pod);
    if (!busy) {
      busy = true;
      cycle.then(this::next);
    }
  }

  /** The claim is bound, made or gone: whoever waits for it is tried again. */
  void claimChanged(String claim) {
    List<PodState> waiting = byClaim.remove(claim);
    if (waiting != null) {
      for (PodState pod : waiting) {
        pod.waitsFor = null;
        add(pod);
      }
    }
  }

  /** The pod goes away: gives its room back. */
  void remove(PodState pod) {
    withoutRoom.remove(pod);
    if (pod.waitsFor != null) {
      List<PodState> waiting = byClaim.get(pod.waitsFor);
      if (waiting != null && waiting.remove(pod) && waiting.isEmpty()) {
        byClaim.remove(pod.waitsFor);
      }
      pod.waitsFor = null;
    }
    NodeState node = pod.node;
    if (node != null) {
      node.release(pod.claimNames);
      useRoom();
    }
  }

  /** There may be more room than before: for pods, for volumes, or on a node that is back. */
  void useRoom() {
    if (!withoutRoom.isEmpty() && roomiest(withoutRoom.getFirst()).isPresent()) {
      add(withoutRoom.removeFirst());
    }
  }

  private void next() {
    PodState pod = active.remove();
    if (!pod.deleting) {
      schedule(pod);
    }
    useRoom();
    if (active.isEmpty()) {
      busy = false;
    } else {
      cycle.then(this::next);
    }
  }

  private void schedule(PodState pod) {
    List<ClaimState> claims = new ArrayList<>(pod.claimNames.size());
    for (String name : pod.claimNames) {
      ClaimState claim = world.claims.get(name);
      if (claim == null) {
        waitFor(pod, name, "persistentvolumeclaim \"" + name + "\" not found");
        return;
      }
      if (claim.deleting) {
        waitFor(pod, name, "persistentvolumeclaim \"" + name + "\" is being deleted");
        return;
      }
      if (!claim.bound && !world.binder.waitsForConsumer()) {
        waitFor(pod, name, "pod has unbound immediate PersistentVolumeClaims");
        return;
      }
      claims.add(claim);
    }
    if (pod.node == null && !reserve(pod)) {
      return;
    }
    for (ClaimState claim : claims) {
      if (!claim.bound) {
        world.binder.nodeSelected(claim);
        park(pod, claim.name);
        return;
      }
    }
    assign(pod, claims);
  }

  private boolean reserve(PodState pod) {
    Optional<NodeState> node = roomiest(pod);
    if (node.isEmpty()) {
      withoutRoom.add(pod);
      failed(pod, noRoom(pod), "No preemption victims found for incoming pod");
      return false;
    }
    pod.node = node.get();
    node.get().reserve(pod.claimNames);
    return true;
  }

  private Optional<NodeState> roomiest(PodState pod) {
    if (pod.set != null) {
      return roomiestOfEquals(pod);
    }
    @Nullable NodeState best = null;
    for (NodeState node : world.nodes) {
      if ((best == null || node.pods < best.pods) && hindrance(pod, node).isEmpty()) {
        best = node;
      }
    }
    return Optional.ofNullable(best);
  }

  /**
   * Away from other members of its set, as by default spreading, then by pods; of equals any, as
   * kube-scheduler chooses.
   */
  private Optional<NodeState> roomiestOfEquals(PodState pod) {
    @Nullable NodeState best = null;
    long bestScore = Long.MAX_VALUE;
    int equals = 0;
    for (NodeState node : world.nodes) {
      long score = node.pods + (hasSibling(pod, node) ? MOST_PODS : 0);
      if (score > bestScore || hindrance(pod, node).isPresent()) {
        continue;
      }
      equals = score < bestScore ? 1 : equals + 1;
      if (score < bestScore || among.nextInt(equals) == 0) {
        best = node;
      }
      bestScore = score;
    }
    return Optional.ofNullable(best);
  }

  private static boolean hasSibling(PodState pod, NodeState node) {
    SetState set = pod.set;
    if (set != null) {
      for (PodState member : set.members) {
        if (member != null && !member.equals(pod) && node.equals(member.node)) {
          return true;
        }
      }
    }
    return false;
  }

  /** Why the pod can't go to that node, in the scheduler's words. */
  private Optional<String> hindrance(PodState pod, NodeState node) {
    if (!node.ready) {
      return Optional.of("node(s) had untolerated taint(s)");
    }
    if (node.unschedulable) {
      return Optional.of("node(s) were unschedulable");
    }
    if (node.pods >= world.profile.limits().podsPerNode()) {
      return Optional.of("Too many pods");
    }
    Attaching attaching = world.profile.attaching();
    return attaching != null && node.volumesWith(pod.claimNames) > attaching.volumesPerNode()
        ? Optional.of("node(s) exceed max volume count")
        : Optional.empty();
  }

  /** As {@code 3 Too many pods, 1 node(s) exceed max volume count}, sorted. */
  private String noRoom(PodState pod) {
    Map<String, Integer> reasons = new TreeMap<>();
    for (NodeState node : world.nodes) {
      hindrance(pod, node).ifPresent(reason -> reasons.merge(reason, 1, Integer::sum));
    }
    return reasons.entrySet().stream()
        .map(reason -> reason.getValue() + " " + reason.getKey())
        .sorted()
        .collect(Collectors.joining(", "));
  }

  private void assign(PodState pod, List<ClaimState> claims) {
    NodeState node = pod.node;
    if (node == null) {
      throw new IllegalStateException(
          "assign pod '" + pod.name + "': no node (expected a reserved one)");
    }
    pod.assigned = true;
    pod.claims = claims;
    for (ClaimState claim : claims) {
      claim.users.add(pod);
    }
    world.modified(pod);
    world.events.normal(
        pod,
        "Scheduled",
        REPORTER,
        "Successfully assigned " + pod.namespace + "/" + pod.name + " to " + node.name);
    world.kubelet.assigned(pod, node);
  }

  private void waitFor(PodState pod, String claim, String why) {
    park(pod, claim);
    failed(pod, why, "Preemption is not helpful for scheduling");
  }

  private void park(PodState pod, String claim) {
    pod.waitsFor = claim;
    byClaim.computeIfAbsent(claim, c -> new ArrayList<>(2)).add(pod);
  }

  private void failed(PodState pod, String why, String preemption) {
    int nodes = world.nodes.size();
    world.events.warning(
        pod,
        "FailedScheduling",
        REPORTER,
        "0/%d nodes are available: %s. preemption: 0/%d nodes are available: %d %s."
            .formatted(nodes, why, nodes, nodes, preemption));
  }
}
