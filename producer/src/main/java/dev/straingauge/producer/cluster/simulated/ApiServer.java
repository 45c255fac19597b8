package dev.straingauge.producer.cluster.simulated;

import dev.straingauge.producer.cluster.Cluster.Accepted;
import dev.straingauge.producer.cluster.ClusterException;
import dev.straingauge.producer.cluster.Intent;
import dev.straingauge.producer.stage.Promise;

/**
 * Takes intents or refuses them. What one operation asks for twice is there once, as with
 * server-side apply.
 */
final class ApiServer {

  private final World world;
  private final Verifier verifier;
  private final Delay answer;
  private final SetRequests sets;
  private boolean closing;

  ApiServer(World world, Verifier verifier) {
    this.world = world;
    this.verifier = verifier;
    answer = world.delay(world.profile.latencies().api(), "api");
    sets = new SetRequests(world);
  }

  Promise<Accepted> submit(Intent intent) {
    long operation = intent.operationId();
    boolean open = world.effects.isOpen(operation);
    boolean before = world.effects.cameAbout(operation);
    world.effects.renew(operation);
    return answered(
        () -> {
          try {
            if (closing) {
              throw refused(
                  "Closing",
                  "",
                  "submit operation " + operation,
                  "the cluster is being cleaned up",
                  "it before");
            }
            if (before) {
              world.effects.complete(operation, 0);
            } else {
              accept(intent, open);
            }
          } catch (ClusterException e) {
            world.effects.fail(operation, e);
            throw e;
          }
        });
  }

  /** Runs {@code change} when the request arrives and answers it. */
  Promise<Accepted> answered(Runnable change) {
    Promise<Accepted> accepted = new Promise<>();
    arrive(
        () -> {
          try {
            change.run();
          } catch (ClusterException e) {
            accepted.fail(e);
            return;
          }
          accepted.complete(new Accepted(world.effects.now(), 0));
        });
    return accepted;
  }

  /** What is answered with 429 is sent again after the time that the answer names. */
  private void arrive(Runnable request) {
    world.after(
        (world.api.isBounded() ? world.api.takeNanos() : 0) + answer.next(),
        () -> {
          if (world.faults.throttles()) {
            world.after(Faults.RETRY_AFTER_NANOS, () -> arrive(request));
          } else {
            request.run();
          }
        });
  }

  /** From now on nothing is taken. */
  void close() {
    closing = true;
  }

  private void accept(Intent intent, boolean repeated) {
    switch (intent) {
      case Intent.CreateClaim create -> createClaim(create);
      case Intent.CreatePod create -> createPod(create);
      case Intent.DeletePod delete -> deletePod(delete, repeated);
      case Intent.DeleteClaim delete -> deleteClaim(delete, repeated);
      case Intent.ExpandClaim expand -> expand(expand);
      case Intent.CreateSnapshot create -> createSnapshot(create);
      case Intent.DeleteSnapshot delete -> deleteSnapshot(delete, repeated);
      case Intent.VerifyReadWrite verify -> verify(verify, repeated);
      case Intent.CrashController crash -> crash(crash, repeated);
      case Intent.CreateSet create -> sets.create(create);
      case Intent.UpdateSet update -> sets.update(update, repeated);
      case Intent.PutEntries put -> sets.put(put, repeated);
      case Intent.CheckEntries check -> sets.check(check, repeated);
    }
  }

  private void createClaim(Intent.CreateClaim create) {
    String what = "create claim '" + create.claim() + "'";
    if (create.bytes() <= 0) {
      throw refused("Invalid", "422", what, create.bytes() + " bytes requested", "a positive size");
    }
    ClaimState existing = world.claims.get(create.claim());
    if (existing == null) {
      ClaimState claim =
          new ClaimState(
              world.scenario.target().namespace(),
              create.claim(),
              world.nextOrdinal(),
              world.scenario.target().storageClass().name(),
              world.scenario.target().accessMode(),
              create.bytes(),
              create.operationId());
      world.claims.put(claim.name, claim);
      world.added(claim);
      world.binder.added(claim);
      world.scheduler.claimChanged(claim.name);
    } else if (existing.createdBy != create.operationId()) {
      throw refused("AlreadyExists", "409", what, "it exists", "none of that name");
    } else if (existing.settledSeen) {
      world.effects.complete(create.operationId(), 0);
    }
  }

  private void createPod(Intent.CreatePod create) {
    String what = "create pod '" + create.pod() + "'";
    if (create.claims().isEmpty()) {
      throw refused("Invalid", "422", what, "no claims", "at least one");
    }
    PodState existing = world.pods.get(create.pod());
    if (existing == null) {
      PodState pod =
          new PodState(
              world.scenario.target().namespace(),
              create.pod(),
              world.nextOrdinal(),
              create.claims(),
              create.operationId());
      pod.neverReady = world.faults.neverReady(pod);
      world.pods.put(pod.name, pod);
      world.added(pod);
      world.scheduler.add(pod);
    } else if (existing.createdBy != create.operationId()) {
      throw refused("AlreadyExists", "409", what, "it exists", "none of that name");
    } else if (existing.readySeen) {
      world.effects.complete(create.operationId(), 0);
    }
  }

  private void deletePod(Intent.DeletePod delete, boolean repeated) {
    PodState pod = world.pods.get(delete.pod());
    if (pod != null) {
      if (!pod.deletedBy.contains(delete.operationId())) {
        pod.deletedBy.add(delete.operationId());
      }
      world.kubelet.delete(pod);
    } else if (!repeated) {
      throw refused(
          "NotFound", "404", "delete pod '" + delete.pod() + "'", "not found", "it exists");
    }
  }

  private void deleteClaim(Intent.DeleteClaim delete, boolean repeated) {
    ClaimState claim = world.claims.get(delete.claim());
    if (claim != null) {
      if (!claim.deletedBy.contains(delete.operationId())) {
        claim.deletedBy.add(delete.operationId());
      }
      world.binder.delete(claim);
    } else if (!repeated) {
      throw refused(
          "NotFound", "404", "delete claim '" + delete.claim() + "'", "not found", "it exists");
    }
  }

  private void expand(Intent.ExpandClaim expand) {
    String what = "expand claim '" + expand.claim() + "'";
    if (!world.resizer.isThere()) {
      throw refused("Unsupported", "", what, "driver has no expansion", "a driver that has it");
    }
    ClaimState claim = world.claims.get(expand.claim());
    if (claim == null) {
      throw refused("NotFound", "404", what, "not found", "it exists");
    }
    if (!claim.bound || expand.bytes() < claim.bytes) {
      throw refused(
          "Invalid",
          "422",
          what,
          claim.bound ? "it asks for " + claim.bytes + " bytes" : "not bound",
          "a bound claim that asks for less");
    }
    claim.expandedBy.put(expand.operationId(), expand.bytes());
    if (expand.bytes() > claim.bytes) {
      claim.bytes = expand.bytes();
      world.modified(claim);
      world.resizer.raised(claim);
    } else if (claim.capacity >= expand.bytes() && claim.resizing == null) {
      world.effects.complete(expand.operationId(), 0);
    }
  }

  private void createSnapshot(Intent.CreateSnapshot create) {
    String what = "create snapshot '" + create.snapshot() + "'";
    if (!world.snapshotter.isThere()) {
      throw refused("Unsupported", "", what, "driver has no snapshots", "a driver that has them");
    }
    SnapshotState existing = world.snapshots.get(create.snapshot());
    if (existing == null) {
      SnapshotState snapshot =
          new SnapshotState(
              world.scenario.target().namespace(),
              create.snapshot(),
              world.nextOrdinal(),
              create.claim(),
              world.profile.name() + "-snapshots",
              create.operationId());
      world.snapshots.put(snapshot.name, snapshot);
      world.added(snapshot);
      world.snapshotter.added(snapshot);
    } else if (existing.createdBy != create.operationId()) {
      throw refused("AlreadyExists", "409", what, "it exists", "none of that name");
    } else if (existing.readySeen) {
      world.effects.complete(create.operationId(), 0);
    }
  }

  private void deleteSnapshot(Intent.DeleteSnapshot delete, boolean repeated) {
    SnapshotState snapshot = world.snapshots.get(delete.snapshot());
    if (snapshot != null) {
      if (!snapshot.deletedBy.contains(delete.operationId())) {
        snapshot.deletedBy.add(delete.operationId());
      }
      world.snapshotter.delete(snapshot);
    } else if (!repeated) {
      throw refused(
          "NotFound",
          "404",
          "delete snapshot '" + delete.snapshot() + "'",
          "not found",
          "it exists");
    }
  }

  private void verify(Intent.VerifyReadWrite verify, boolean repeated) {
    String what = "verify claim '" + verify.claim() + "'";
    PodState writer = servingPod(what, verify.writerPod(), verify.claim());
    PodState reader = servingPod(what, verify.readerPod(), verify.claim());
    ClaimState claim = world.claims.get(verify.claim());
    VolumeState volume = claim == null ? null : claim.volume;
    if (volume == null) {
      throw refused("NotFound", "404", what, "no volume", "a bound claim");
    }
    if (!repeated) {
      verifier.start(verify, volume, writer, reader);
    }
  }

  private PodState servingPod(String what, String name, String claim) {
    PodState pod = world.pods.get(name);
    if (pod == null) {
      throw refused("NotFound", "404", what, "pod '" + name + "' not found", "two ready pods");
    }
    if (!pod.isServing() || !pod.claimNames.contains(claim)) {
      throw refused(
          "NotReady", "", what, "pod '" + name + "' is not ready on it", "two ready pods");
    }
    return pod;
  }

  private void crash(Intent.CrashController crash, boolean repeated) {
    long operation = crash.operationId();
    if (!repeated) {
      long until = world.timeline.nowNanos() + world.profile.restart().toNanos();
      world.faults.crashed(until);
      world.provisioner.crash(until);
      world.provisioner.whenRestarted(() -> world.effects.complete(operation, 0));
    }
  }

  static ClusterException refused(
      String reason, String code, String what, String found, String expected) {
    return new ClusterException(reason, code, what + ": " + found + " (expected " + expected + ")");
  }
}
