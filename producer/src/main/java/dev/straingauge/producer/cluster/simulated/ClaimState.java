package dev.straingauge.producer.cluster.simulated;

import dev.straingauge.event.Claim;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A PersistentVolumeClaim. */
final class ClaimState extends Tracked {

  final String storageClass;
  final String accessMode;
  long bytes;
  final long createdBy;

  /** Operations that wait for its end. */
  final List<Long> deletedBy = new ArrayList<>(1);

  /** Pods on nodes that use it: they hold the finalizer. */
  final Set<PodState> users = new LinkedHashSet<>();

  @Nullable VolumeState volume;

  /** The volume controller is about to ask for a volume. */
  boolean asked;

  /** The provisioner shall make a volume for it. */
  boolean wanted;

  /** The provisioner is at it. */
  boolean provisioning;

  int failures;
  boolean bound;
  boolean deleting;

  /** Its finalizer is off: it is no longer in the API. */
  boolean gone;

  /** Its creation took effect: it was seen bound, or waiting for its first consumer. */
  boolean settledSeen;

  boolean goneSeen;

  /** What it has by its status; 0 until it is bound. */
  long capacity;

  /** What the storage has made of it; what the file system has is the capacity. */
  long expandedTo;

  /** The resizer is at it. */
  boolean expanding;

  /** Condition of an expansion that is not through. */
  @Nullable String resizing;

  /** What operations have asked for. */
  final Map<Long, Long> expandedBy = new LinkedHashMap<>();

  private @Nullable NodeState resizesOn;
  private int resizesInLife;

  ClaimState(
      String namespace,
      String name,
      long ordinal,
      String storageClass,
      String accessMode,
      long bytes,
      long createdBy) {
    super("PersistentVolumeClaim", namespace, name, ordinal);
    this.storageClass = storageClass;
    this.accessMode = accessMode;
    this.bytes = bytes;
    expandedTo = bytes;
    this.createdBy = createdBy;
  }

  /** Name of the volume made for it. */
  String volumeName() {
    return "pvc-" + uid;
  }

  /** The volume of a claim that pods use. */
  VolumeState madeVolume() {
    VolumeState made = volume;
    if (made == null) {
      throw new IllegalStateException(
          "use claim '" + name + "' on a node: no volume (expected a bound claim)");
    }
    return made;
  }

  /** A node makes its file system larger; null: none does any more. */
  void resizingOn(@Nullable NodeState node) {
    resizesOn = node;
    resizesInLife = node == null ? 0 : node.life;
  }

  /** Whether that node is at it, and has not gone down since. */
  boolean isResizingOn(NodeState node) {
    return resizesOn == node && resizesInLife == node.life;
  }

  @Override
  Object facts() {
    return new Claim(
        bound ? "Bound" : "Pending",
        bound ? volumeName() : null,
        storageClass,
        List.of(accessMode),
        bytes,
        deleting,
        capacity,
        resizing);
  }
}
