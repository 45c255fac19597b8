package dev.straingauge.producer.cluster.simulated;

import dev.straingauge.producer.cluster.ClusterException;
import dev.straingauge.producer.cluster.simulated.DriverProfile.Clients;
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
  private final Delay notice;
  private final Delay answer;
  private final BackOff backOff;
  private final Workers creating;
  private final Workers deleting;
  private final Set<ClaimState> inWork = new LinkedHashSet<>();
  private final List<Runnable> waitingForRestart = new ArrayList<>();
  private final ApiClient client;
  private String reporter;
  private int lives = 1;
  private boolean up = true;
  private long upAgainNanos;

  Provisioner(World world) {
    this.world = world;
    create = world.delay(world.profile.latencies().provision(), "provision");
    delete = world.delay(world.profile.latencies().delete(), "delete");
    notice = world.delay(world.profile.latencies().watch(), "provisioner-volumes");
    answer = world.delay(world.profile.latencies().api(), "provisioner-volumes-answer");
    backOff =
        new BackOff(
            world.profile.backOffs().controllerFirst(), world.profile.backOffs().controllerMax());
    creating = new Workers(world.profile.limits().provisionWorkers());
    deleting = new Workers(world.profile.limits().deleteWorkers());
    client = new ApiClient(world, Clients::provisioner, "provisioner");
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

  /** The volume shall go: takes the provisioner's finalizer off it. */
  void release(VolumeState volume) {
    client.request(
        inThisLife(
            () -> {
              volume.provisionerFinalizer = false;
              world.binder.finalizerGone(volume);
              if (notice.next() > answer.next() / 2) {
                deleting.start(this::deleteInVain);
              }
            }));
  }

  /**
   * It was told that its finalizer is off before its watch has shown that, looks at the volume
   * again, and so deletes what it has deleted: to no effect, but it takes its time and a request.
   * As in {@code syncVolume} of sig-storage-lib-external-provisioner 13.0.0.
   */
  private void deleteInVain() {
    delete.then(inThisLife(() -> client.request(inThisLife(deleting::done))));
  }

  /** The controller is away until then, or longer if an earlier crash lasts longer. */
  void crash(long untilNanos) {
    up = false;
    lives++;
    creating.reset();
    deleting.reset();
    client.reset();
    List<ClaimState> lost = List.copyOf(inWork);
    inWork.clear();
    for (ClaimState claim : lost) {
      claim.provisioning = false;
      world.binder.checkGone(claim);
    }
    world.path.crash();
    world.resizer.crash();
    world.snapshotter.crash();
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
    world.path.restart();
    world.resizer.restart();
    world.snapshotter.restart();
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
    event(
        claim,
        "Provisioning",
        "External provisioner is provisioning volume for claim \""
            + claim.namespace
            + "/"
            + claim.name
            + "\"");
    create.then(world.faults.provisionFactor(claim), inThisLife(() -> finish(claim)));
  }

  private void finish(ClaimState claim) {
    boolean failed =
        world.faults.failsProvision(claim) || create.chance(world.profile.errors().provision());
    Optional<Refusal> refusal = Refusal.of(world, claim, failed);
    if (refusal.isEmpty()) {
      client.request(inThisLife(() -> made(claim)));
      return;
    }
    over(claim);
    if (claim.gone) {
      world.binder.checkGone(claim);
      world.watch.nudge();
    } else {
      failed(claim, refusal.get());
    }
    creating.done();
  }

  private void made(ClaimState claim) {
    over(claim);
    world.binder.provisioned(claim);
    event(claim, "ProvisioningSucceeded", "Successfully provisioned volume " + claim.volumeName());
    creating.done();
  }

  private void over(ClaimState claim) {
    claim.provisioning = false;
    inWork.remove(claim);
  }

  private void failed(ClaimState claim, Refusal refusal) {
    String error = refusal.error();
    warning(
        claim,
        "ProvisioningFailed",
        "failed to provision volume with StorageClass \"" + claim.storageClass + "\": " + error);
    if (refusal.code().equals("ResourceExhausted")) {
      world.effects.fail(
          claim.createdBy,
          new ClusterException(
              refusal.reason(),
              refusal.code(),
              "provision claim '%s': %s (expected room for one more volume)"
                  .formatted(claim.name, error)));
    }
    claim.failures++;
    world.after(backOff.afterNanos(claim.failures), inThisLife(() -> provision(claim)));
  }

  private void attemptDelete(VolumeState volume) {
    Optional<NodeState> attachedTo = world.path.attachedTo(volume);
    if (attachedTo.isPresent()) {
      deleteFailed(
          volume,
          "persistentvolume "
              + volume.name
              + " is still attached to node "
              + attachedTo.get().name);
      deleting.done();
      return;
    }
    delete.then(
        inThisLife(
            () -> {
              if (delete.chance(world.profile.errors().delete())) {
                deleteFailed(
                    volume,
                    "rpc error: code = Internal desc = "
                        + world.storage.deleteFailed(volume.handle));
                deleting.done();
              } else {
                client.request(
                    inThisLife(
                        () -> {
                          world.path.delete(volume);
                          deleting.done();
                        }));
              }
            }));
  }

  private void deleteFailed(VolumeState volume, String error) {
    warning(volume, "VolumeFailedDelete", error);
    volume.failures++;
    world.after(backOff.afterNanos(volume.failures), inThisLife(() -> delete(volume)));
  }

  /** Events wait for the client's limit like all else. */
  private void event(Tracked regarding, String reason, String note) {
    String from = reporter;
    client.event(() -> world.events.normal(regarding, reason, from, note));
  }

  private void warning(Tracked regarding, String reason, String note) {
    String from = reporter;
    client.event(() -> world.events.warning(regarding, reason, from, note));
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
}
