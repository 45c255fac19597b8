package dev.straingauge.producer.cluster.simulated;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What can be made to go wrong in the simulated cluster. */
public enum FaultKind {
  /** The driver's controller is away: nothing is provisioned or deleted. */
  CONTROLLER_CRASH("controller-crash"),
  /** A share of the claims is provisioned slower by a factor. */
  SLOW_PROVISION("slow-provision"),
  /** Provisioning fails for a share of the claims. */
  FAIL_PROVISION("fail-provision"),
  /** A share of the pods gets its volumes slower by a factor. */
  SLOW_MOUNT("slow-mount"),
  /** Mounting fails for a share of the pods. */
  FAIL_MOUNT("fail-mount"),
  /** A share of the pods created meanwhile is never ready. */
  NEVER_READY("never-ready"),
  /**
   * A share of reads and metadata operations fails with a stale file handle, and that share of
   * verifications with them.
   */
  STALE_HANDLE("stale-handle"),
  /** A share of the volumes is attached slower by a factor. */
  SLOW_ATTACH("slow-attach"),
  /** Attaching fails for a share of the volumes. */
  FAIL_ATTACH("fail-attach"),
  /** A share of the volumes is detached slower by a factor. */
  SLOW_DETACH("slow-detach"),
  /** Detaching fails for a share of the volumes. */
  FAIL_DETACH("fail-detach"),
  /** The storage does not find a share of the volumes when they are to be attached. */
  LOST_VOLUME("lost-volume"),
  /**
   * Control plane and storage forget that a share of the volumes is attached, and attach it to a
   * second node.
   */
  DOUBLE_ATTACH("double-attach"),
  /** A share of the nodes is without power and network. */
  NODE_LOSS("node-loss"),
  /** The same, and the nodes are tainted out-of-service as soon as they are not ready. */
  OUT_OF_SERVICE("out-of-service"),
  /** The same, and their pods are deleted by force once they are evicted. */
  FORCE_DELETE("force-delete"),
  /** A share of the nodes is cordoned and drained. */
  NODE_DRAIN("node-drain"),
  /** The preStop hooks of a share of the pods fail, one second after they began. */
  FAIL_PRESTOP("fail-prestop"),
  /** The containers of a share of the pods take longer to end by a factor, and cannot be killed. */
  SLOW_TERMINATE("slow-terminate"),
  /** Volumes of pods that ended without a preStop hook stay in use: unmounted later by a factor. */
  SLOW_UNMOUNT("slow-unmount"),
  /** The API answers a share of all requests with 429. */
  API_THROTTLING("api-throttling");

  private final String label;

  FaultKind(String label) {
    this.label = label;
  }

  /** Its name in scenario files and in FaultInjected. */
  public String label() {
    return label;
  }

  /** The kind of that name. */
  public static Optional<FaultKind> of(String label) {
    return Stream.of(values()).filter(kind -> kind.label.equals(label)).findFirst();
  }

  /** All names. */
  public static List<String> labels() {
    return Stream.of(values()).map(FaultKind::label).toList();
  }
}
