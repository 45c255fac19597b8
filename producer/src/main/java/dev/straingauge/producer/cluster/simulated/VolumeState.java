package dev.straingauge.producer.cluster.simulated;

import dev.straingauge.event.PersistentVolume;
import java.util.HashMap;
import java.util.Map;

/** A PersistentVolume and what the file system holds in it. */
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

  /** SHA-256 of the files in it, by the operation that wrote them. */
  final Map<Long, String> files = new HashMap<>();

  VolumeState(
      ClaimState claim, long ordinal, String fileSystem, String driver, String reclaimPolicy) {
    super("PersistentVolume", null, claim.volumeName(), ordinal);
    this.claim = claim;
    this.driver = driver;
    this.reclaimPolicy = reclaimPolicy;
    handle = fileSystem + "::fsap-" + Uids.accessPoint(ordinal);
  }

  boolean isRetained() {
    return reclaimPolicy.equals("Retain");
  }

  @Override
  Object facts() {
    return new PersistentVolume(phase, claim.name, driver, handle, reclaimPolicy, deleting);
  }
}
