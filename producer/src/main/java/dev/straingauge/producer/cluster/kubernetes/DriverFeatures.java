package dev.straingauge.producer.cluster.kubernetes;

import dev.straingauge.producer.cluster.kubernetes.SnapshotApi.SnapshotClass;

/**
 * What the driver of a run can do beyond volumes, as far as its classes say so.
 *
 * @param whyNoExpansion why claims cannot be expanded; empty: they can
 * @param snapshotClass the class that snapshots are made with
 */
record DriverFeatures(String whyNoExpansion, SnapshotClass snapshotClass) {

  boolean expands() {
    return whyNoExpansion.isEmpty();
  }
}
