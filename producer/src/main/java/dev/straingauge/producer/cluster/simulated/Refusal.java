package dev.straingauge.producer.cluster.simulated;

import java.util.Optional;

/**
 * Why a volume was not made.
 *
 * @param reason one word
 * @param code of gRPC
 * @param description of the gRPC error
 */
record Refusal(String reason, String code, String description) {

  /** None if there is room, unless the call {@code failed} for a reason of its own. */
  static Optional<Refusal> of(World world, ClaimState claim, boolean failed) {
    if (failed) {
      return Optional.of(
          new Refusal(
              "InternalServerError", "Internal", world.storage.createFailed(claim.volumeName())));
    }
    int limit = world.profile.limits().volumes();
    return world.volumes.size() >= limit
        ? Optional.of(
            new Refusal(
                world.storage.quotaReason(),
                "ResourceExhausted",
                world.storage.quotaExhausted(limit)))
        : Optional.empty();
  }

  /** As the sidecar words it. */
  String error() {
    return "rpc error: code = " + code + " desc = " + description;
  }
}
