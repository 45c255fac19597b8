package dev.straingauge.producer.cluster.simulated;

import java.time.Duration;

/**
 * How a driver's volumes are attached: what the storage takes, and what the control plane between
 * it and the pods adds. Immutable.
 *
 * @param volumesPerNode what CSINode allows the scheduler to put on a node, at least 1
 * @param workers VolumeAttachments that the external attacher works on at once, at least 1
 * @param callTimeout when a sidecar gives a call up; the storage goes on with it
 * @param statusPeriod how often a kubelet reports {@code volumesInUse}
 * @param statusSpread within which time the kubelets of all nodes began: how far their reports are
 *     apart
 * @param attach ControllerPublishVolume
 * @param detach ControllerUnpublishVolume
 * @param attachErrors share of ControllerPublishVolume calls that fail without any fault, in [0,1)
 * @param detachErrors likewise of ControllerUnpublishVolume
 * @param waitingText how Kubernetes names an attachment that has to wait
 */
record Attaching(
    int volumesPerNode,
    int workers,
    Duration callTimeout,
    Duration statusPeriod,
    Duration statusSpread,
    Latency attach,
    Latency detach,
    double attachErrors,
    double detachErrors,
    WaitingText waitingText) {

  Attaching {
    if (volumesPerNode < 1 || workers < 1) {
      throw new IllegalArgumentException(
          "make a profile's attaching: volumesPerNode %d, workers %d (expected at least 1)"
              .formatted(volumesPerNode, workers));
    }
  }

  /** Both wordings are in the field: Kubernetes changed its own in 2026. */
  enum WaitingText {
    /** Up to 1.36.3. */
    MULTI_ATTACH(
        "Multi-Attach error",
        "Volume is already exclusively attached to one node and can't be attached to another"),
    /** Of later releases. */
    WAITING_FOR_DETACH(
        "Waiting for detach",
        "Volume is already exclusively attached to one node, waiting on detach before it can be"
            + " attached to another node");

    private final String prefix;
    private final String attached;

    WaitingText(String prefix, String attached) {
      this.prefix = prefix;
      this.attached = attached;
    }

    /** No pod that is known uses the volume. */
    String attachedElsewhere(String volume) {
      return prefix + " for volume \"" + volume + "\" " + attached;
    }

    /** Pods on another node use it. */
    String usedBy(String volume, String pods) {
      return prefix + " for volume \"" + volume + "\" Volume is already used by pod(s) " + pods;
    }
  }
}
