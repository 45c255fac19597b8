package dev.straingauge.producer.cluster.simulated;

import dev.straingauge.event.Node;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/** A Node, its room and its work. */
final class NodeState extends Tracked {

  final Workers mounts;

  /** When it began, and the draws of its own clock. */
  final long startNanos;

  final RandomGenerator random;

  /** Pods that it has or keeps room for. */
  int pods;

  /** How many of them use each claim, by name. */
  final Map<String, Integer> claims = new TreeMap<>();

  /** Pods that can do I/O. */
  int serving;

  /** Condition Ready, as the API has it. */
  boolean ready = true;

  /** Sorted. */
  List<String> taints = List.of();

  boolean outOfService;

  /** Cordoned. */
  boolean unschedulable;

  /** Silent: no power, no network; and until when. */
  boolean down;

  long downUntilNanos;

  /** Rises when it goes down and when it comes back. */
  int life;

  /** VolumeAttachments that name it. */
  final Set<AttachmentState> attachments = new LinkedHashSet<>();

  /** {@code status.volumesAttached}. */
  final Set<VolumeState> attached = new HashSet<>();

  /** {@code status.volumesInUse}. */
  final Set<VolumeState> reported = new LinkedHashSet<>();

  /** What the kubelet has mounted or is about to mount. */
  final Map<VolumeState, Use> inUse = new LinkedHashMap<>();

  /** What it mounts now, if its driver stages. */
  final Set<VolumeState> staging = new HashSet<>();

  boolean reportDue;
  long nextReportNanos;

  NodeState(String name, long ordinal, int mountsAtOnce, long startNanos, RandomGenerator random) {
    super("Node", null, name, ordinal);
    mounts = new Workers(mountsAtOnce);
    this.startNanos = startNanos;
    this.random = random;
  }

  /** A pod with these claims takes room. */
  void reserve(List<String> claimNames) {
    pods++;
    claimNames.forEach(claim -> claims.merge(claim, 1, Integer::sum));
  }

  /** It gives the room back. */
  void release(List<String> claimNames) {
    pods--;
    claimNames.forEach(claim -> claims.computeIfPresent(claim, (c, n) -> n == 1 ? null : n - 1));
  }

  /** Volumes that count against its limit if a pod with these claims came: attached or to be. */
  int volumesWith(List<String> claimNames) {
    int count = claims.size();
    for (AttachmentState attachment : attachments) {
      if (!claims.containsKey(attachment.volume.claim.name)) {
        count++;
      }
    }
    for (String claim : new LinkedHashSet<>(claimNames)) {
      if (!claims.containsKey(claim)
          && attachments.stream().noneMatch(one -> one.volume.claim.name.equals(claim))) {
        count++;
      }
    }
    return count;
  }

  @Override
  Object facts() {
    return new Node(
        ready,
        unschedulable,
        taints,
        reported.stream().map(VolumeState::uniqueName).sorted().toList());
  }

  /** Who uses a volume here, and whether the API was told. */
  static final class Use {
    final Set<PodState> pods = new LinkedHashSet<>();
    final List<Runnable> waiting = new ArrayList<>();
    boolean confirmed;
  }
}
