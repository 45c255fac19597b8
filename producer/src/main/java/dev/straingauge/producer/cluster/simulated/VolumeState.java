package dev.straingauge.producer.cluster.simulated;

import dev.straingauge.event.PersistentVolume;
import dev.straingauge.schemas.config.Scenario.Target;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** A PersistentVolume, what the storage holds in it, and where it is attached. */
final class VolumeState extends Tracked {

  final ClaimState claim;
  final String handle;
  final String driver;
  final String reclaimPolicy;

  /** Pending, Bound or Released. */
  String phase = "Pending";

  boolean deleting;
  int failures;
  boolean goneSeen;

  /**
   * Finalizers of the provisioner, of Kubernetes (pv-protection) and of the attacher; never on
   * where clients have no limit, the last two only where volumes are attached.
   */
  boolean provisionerFinalizer;

  boolean protectionFinalizer;
  boolean attacherFinalizer;

  /** SHA-256 of the files in it, by the operation that wrote them. */
  final Map<Long, String> files = new HashMap<>();

  /** Where pods want it, in the order in which they came. */
  final Map<NodeState, Wanted> wanted = new LinkedHashMap<>();

  /** Its VolumeAttachments, until the attach/detach controller knows that they are gone. */
  final Map<NodeState, AttachmentState> attachments = new LinkedHashMap<>();

  /** Those that are in the API. */
  final Set<AttachmentState> attachmentObjects = new LinkedHashSet<>();

  /** Where the storage has it. */
  final Set<NodeState> publishedOn = new LinkedHashSet<>();

  /** The attach/detach controller is at it; failures in a row; no new try before. */
  boolean busy;

  int attachFailures;
  long notBeforeNanos;

  VolumeState(ClaimState claim, long ordinal, String handle, String driver, String reclaimPolicy) {
    super("PersistentVolume", null, claim.volumeName(), ordinal);
    this.claim = claim;
    this.handle = handle;
    this.driver = driver;
    this.reclaimPolicy = reclaimPolicy;
  }

  boolean isRetained() {
    return reclaimPolicy.equals("Retain");
  }

  /** Whether one node has it at a time. */
  boolean isForOneNode() {
    return claim.accessMode.equals(Target.RWO);
  }

  boolean isPublishedElsewhere(NodeState node) {
    return publishedOn.stream().anyMatch(one -> one != node);
  }

  /** As nodes report it. */
  String uniqueName() {
    return "kubernetes.io/csi/" + driver + "^" + handle;
  }

  @Override
  Object facts() {
    return new PersistentVolume(phase, claim.name, driver, handle, reclaimPolicy, deleting);
  }

  /** Pods that want it on one node. */
  static final class Wanted {
    final Set<PodState> pods = new LinkedHashSet<>();

    /** That it has to wait was said. */
    boolean reported;
  }
}
