package dev.straingauge.producer.cluster.simulated;

import dev.straingauge.producer.cluster.ClusterException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The driver's controller with its external provisioner: makes and deletes volumes, each with a
 * bounded number of workers, repeats what failed with back-off. After a crash it lists what is open
 * and begins anew; what was in work is lost and repeated.
 */
final class Provisioner {

  private final World world;
  private final Delay create;
  private final Delay delete;
  private final BackOff backOff;
  private final Workers creating;
  private final Workers deleting;
  private final Set<ClaimState> inWork = new LinkedHashSet<>();
  private final List<Runnable> waitingForRestart = new ArrayList<>();
  private final String fileSystem;
  private String reporter;
  private int lives = 1;
  private boolean up = true;
  private long upAgainNanos;

  Provisioner(World world) {
    this.world = world;
    create = world.delay(world.profile.latencies().provision(), "provision");
    delete = world.delay(world.profile.latencies().delete(), "delete");
    backOff =
        new BackOff(
            world.profile.backOffs().controllerFirst(), world.profile.backOffs().controllerMax());
    creating = new Workers(world.profile.limits().provisionWorkers());
    deleting = new Workers(world.profile.limits().deleteWorkers());
    fileSystem = FileSystem.of(world.scenario.target().storageClass());
    reporter = reporter();
  }

  /** Makes a volume for the claim; while the controller is away, its restart finds the claim. */
  void provision(ClaimState claim) {
    if (up) {
      creating.start(() -> attempt(claim));
    }
  }

  /** Deletes a released volume; while the controller is away, its restart finds the volume. */
  void delete(VolumeState volume) {
    if (up) {
      deleting.start(() -> attemptDelete(volume));
    }
  }

  /** The controller is away until then, or longer if an earlier crash lasts longer. */
  void crash(long untilNanos) {
    up = false;
    lives++;
    creating.reset();
    deleting.reset();
    List<ClaimState> lost = List.copyOf(inWork);
    inWork.clear();
    for (ClaimState claim : lost) {
      claim.provisioning = false;
      world.binder.checkGone(claim);
    }
    world.watch.nudge();
    upAgainNanos = Math.max(upAgainNanos, untilNanos);
    world.timeline.at(upAgainNanos, this::restart);
  }

  /** When the controller runs again at the latest; in the past if it runs. */
  long upAgainNanos() {
    return upAgainNanos;
  }

  boolean isUp() {
    return up;
  }

  /** Whether it makes a volume now. */
  boolean isBusy() {
    return !inWork.isEmpty();
  }

  /** Runs {@code then} at the next restart. */
  void whenRestarted(Runnable then) {
    waitingForRestart.add(then);
  }

  private void restart() {
    if (up || world.timeline.nowNanos() < upAgainNanos) {
      return;
    }
    up = true;
    reporter = reporter();
    for (ClaimState claim : world.claims.values()) {
      if (claim.wanted && claim.volume == null) {
        claim.failures = 0;
        provision(claim);
      }
    }
    for (VolumeState volume : world.volumes.values()) {
      if (volume.phase.equals("Released") && !volume.isRetained()) {
        volume.failures = 0;
        delete(volume);
      }
    }
    List<Runnable> waiting = List.copyOf(waitingForRestart);
    waitingForRestart.clear();
    waiting.forEach(Runnable::run);
  }

  private void attempt(ClaimState claim) {
    if (claim.deleting) {
      creating.done();
      return;
    }
    claim.provisioning = true;
    inWork.add(claim);
    world.events.normal(
        claim,
        "Provisioning",
        reporter,
        "External provisioner is provisioning volume for claim \""
            + claim.namespace
            + "/"
            + claim.name
            + "\"");
    create.then(world.faults.provisionFactor(claim), inThisLife(() -> finish(claim)));
  }

  private void finish(ClaimState claim) {
    claim.provisioning = false;
    inWork.remove(claim);
    Optional<Refusal> refusal = refusal(claim);
    if (refusal.isEmpty()) {
      world.binder.provisioned(claim);
      world.events.normal(
          claim,
          "ProvisioningSucceeded",
          reporter,
          "Successfully provisioned volume " + claim.volumeName());
    } else if (claim.gone) {
      world.binder.checkGone(claim);
      world.watch.nudge();
    } else {
      failed(claim, refusal.get());
    }
    creating.done();
  }

  private Optional<Refusal> refusal(ClaimState claim) {
    if (world.faults.failsProvision(claim) || create.chance(world.profile.errors().provision())) {
      return Optional.of(
          new Refusal(
              "InternalServerError",
              "Internal",
              "Failed to create Access point in File System "
                  + fileSystem
                  + " : Failed to create access point: InternalServerError: An internal error"
                  + " occurred"));
    }
    int limit = world.profile.limits().accessPoints();
    if (world.volumes.size() >= limit) {
      return Optional.of(
          new Refusal(
              "AccessPointLimitExceeded",
              "ResourceExhausted",
              "Failed to create Access point in File System "
                  + fileSystem
                  + " : AccessPointLimitExceeded: You have reached the maximum number of access"
                  + " points ("
                  + limit
                  + ")"));
    }
    return Optional.empty();
  }

  private void failed(ClaimState claim, Refusal refusal) {
    String error = "rpc error: code = " + refusal.code + " desc = " + refusal.description;
    world.events.warning(
        claim,
        "ProvisioningFailed",
        reporter,
        "failed to provision volume with StorageClass \"" + claim.storageClass + "\": " + error);
    if (refusal.code.equals("ResourceExhausted")) {
      world.effects.fail(
          claim.createdBy,
          new ClusterException(
              refusal.reason,
              refusal.code,
              "provision claim '%s': %s (expected room for one more volume)"
                  .formatted(claim.name, error)));
    }
    claim.failures++;
    world.after(backOff.afterNanos(claim.failures), inThisLife(() -> provision(claim)));
  }

  private void attemptDelete(VolumeState volume) {
    delete.then(
        inThisLife(
            () -> {
              if (delete.chance(world.profile.errors().delete())) {
                deleteFailed(volume);
              } else {
                world.binder.deleted(volume);
              }
              deleting.done();
            }));
  }

  private void deleteFailed(VolumeState volume) {
    world.events.warning(
        volume,
        "VolumeFailedDelete",
        reporter,
        "rpc error: code = Internal desc = Failed to Delete volume "
            + volume.handle
            + ": ThrottlingException: Rate exceeded");
    volume.failures++;
    world.after(backOff.afterNanos(volume.failures), inThisLife(() -> delete(volume)));
  }

  /** What a dead controller had begun does not end. */
  private Runnable inThisLife(Runnable task) {
    int life = lives;
    return () -> {
      if (life == lives) {
        task.run();
      }
    };
  }

  private String reporter() {
    return world.profile.csiDriver()
        + "_"
        + world.profile.controller()
        + "-"
        + lives
        + "_"
        + Uids.of(world.nextOrdinal());
  }

  private record Refusal(String reason, String code, String description) {}
}
