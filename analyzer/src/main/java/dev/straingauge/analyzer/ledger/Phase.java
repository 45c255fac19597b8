package dev.straingauge.analyzer.ledger;

import java.util.Locale;

/** The phases in the life of volumes and of the pods that use them, in their order. */
enum Phase {
  /** Claim made (with WaitForFirstConsumer: first pod seen) to bound. */
  PROVISION,
  /** Pod made to assigned to a node. */
  SCHEDULE,
  /** VolumeAttachment made to attached. */
  ATTACH,
  /** Pod assigned and its volumes attached to volumes mounted. */
  MOUNT,
  /** Volumes mounted to pod ready. */
  READY,
  /** Deletion of the pod requested to gone. */
  TERMINATE,
  /** Deletion of the VolumeAttachment requested to gone. */
  DETACH,
  /** Volume released to gone. */
  DELETE;

  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether drivers that attach nothing do not have it. */
  boolean needsAttachment() {
    return this == ATTACH || this == DETACH;
  }
}
