package dev.straingauge.schemas.config;

import java.time.Duration;

/**
 * Bounds of the attachment ledger: after which time a wait is an incident, and how much is followed
 * (contract A5, A6).
 *
 * @param slowAfter a wait for an attachment is SLOW; up to then it is TRANSIENT if another node has
 *     the volume, and no incident otherwise
 * @param stuckAfter it is STUCK
 * @param deadlockAfter it is a DEADLOCK if the pod that has the volume runs and is not about to end
 * @param violationAfter an RWO volume that is attached to two nodes for so long is a VIOLATION.
 *     Watches of two objects overtake each other by less
 * @param provisionAfter a claim that is wanted and not bound is PROVISION_STUCK
 * @param mountAfter a pod whose volumes are attached and not mounted is MOUNT_STUCK
 * @param terminationSlack a pod that is there so long after its grace period is TERMINATION_SLOW
 * @param defaultGrace grace period of a pod that does not tell its own
 * @param relistAfter what a watch that was lost does not list again within that is gone
 * @param maxLive volumes, claims and pods followed at once, of each kind
 * @param maxIncidents incidents followed at once
 */
public record LedgerConfig(
    Duration slowAfter,
    Duration stuckAfter,
    Duration deadlockAfter,
    Duration violationAfter,
    Duration provisionAfter,
    Duration mountAfter,
    Duration terminationSlack,
    Duration defaultGrace,
    Duration relistAfter,
    int maxLive,
    int maxIncidents) {

  /** Bounds that fit Kubernetes' own time constants; see docs/guide/incidents.md. */
  public static final LedgerConfig DEFAULT =
      new LedgerConfig(
          Duration.ofSeconds(60),
          Duration.ofMinutes(6),
          Duration.ofSeconds(60),
          Duration.ofSeconds(1),
          Duration.ofMinutes(2),
          Duration.ofSeconds(123),
          Duration.ofSeconds(15),
          Duration.ofSeconds(30),
          Duration.ofSeconds(30),
          200_000,
          10_000);

  /**
   * @throws IllegalArgumentException if a bound is negative or above 84 h, {@code stuckAfter} below
   *     {@code slowAfter}, or a number below 1
   */
  public LedgerConfig {
    Duration[] bounds = {
      slowAfter,
      stuckAfter,
      deadlockAfter,
      violationAfter,
      provisionAfter,
      mountAfter,
      terminationSlack,
      defaultGrace,
      relistAfter
    };
    for (Duration bound : bounds) {
      if (bound.isNegative() || bound.compareTo(Duration.ofHours(84)) > 0) {
        throw new IllegalArgumentException(
            "configure the ledger: a bound of %s (expected 0 to 84 h)".formatted(bound));
      }
    }
    if (stuckAfter.compareTo(slowAfter) < 0 || maxLive < 1 || maxIncidents < 1) {
      throw new IllegalArgumentException(
          "configure the ledger: slowAfter %s, stuckAfter %s, maxLive %d, maxIncidents %d (expected stuckAfter at least slowAfter, numbers at least 1)"
              .formatted(slowAfter, stuckAfter, maxLive, maxIncidents));
    }
  }
}
