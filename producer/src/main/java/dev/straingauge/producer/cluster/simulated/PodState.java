package dev.straingauge.producer.cluster.simulated;

import dev.straingauge.event.Pod;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A Pod with one container. */
final class PodState extends Tracked {

  /** In the order of the intent. */
  final List<String> claimNames;

  final long createdBy;

  /** Operations that wait for its end. */
  final List<Long> deletedBy = new ArrayList<>(1);

  private final List<String> sortedClaims;

  /** Room is taken for it; {@link #assigned} once it is bound to the node. */
  @Nullable NodeState node;

  boolean assigned;

  /** The claim that the scheduler waits for. */
  @Nullable String waitsFor;

  /** By position in {@link #claimNames}; set when it is assigned. */
  List<ClaimState> claims = List.of();

  int mounted;
  int mounting;
  boolean readyToStart;
  boolean running;
  boolean ready;
  boolean deleting;
  boolean terminated;
  boolean gone;
  boolean readySeen;

  /** A fault keeps it from ever being ready. */
  boolean neverReady;

  /** The set that it is a member of, its number there and what it has of the set's template. */
  @Nullable SetState set;

  int member;
  String revision = "";

  /** Its preStop hook has run to its end. */
  boolean stoppedInOrder;

  PodState(String namespace, String name, long ordinal, List<String> claimNames, long createdBy) {
    super("Pod", namespace, name, ordinal);
    this.claimNames = claimNames;
    this.createdBy = createdBy;
    sortedClaims = claimNames.stream().sorted().toList();
  }

  /** It can do I/O. */
  boolean isServing() {
    NodeState at = node;
    return ready && !deleting && (at == null || !at.down);
  }

  /** Its node has lost all that it had done for it. */
  void forgetProgress() {
    mounted = 0;
    mounting = 0;
    readyToStart = false;
    running = false;
    ready = false;
    terminated = false;
  }

  @Override
  void hasChanged(World world) {
    if (set != null) {
      world.statefulSets.memberChanged(this);
    }
  }

  @Override
  Object facts() {
    NodeState at = node;
    return new Pod(
        phase(),
        assigned && at != null ? at.name : null,
        ready,
        readyToStart,
        sortedClaims,
        reason(),
        deleting,
        set == null ? Termination.GRACE_NANOS : set.settings.gracePeriod().toNanos(),
        set == null ? null : "StatefulSet/" + set.name);
  }

  /** Our containers end with code 0 when they are told to. */
  private String phase() {
    if (!running) {
      return "Pending";
    }
    return terminated ? "Succeeded" : "Running";
  }

  private @Nullable String reason() {
    if (!running) {
      return assigned ? "ContainerCreating" : null;
    }
    return terminated ? "Completed" : null;
  }
}
