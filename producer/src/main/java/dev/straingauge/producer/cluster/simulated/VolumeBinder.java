package dev.straingauge.producer.cluster.simulated;

import dev.straingauge.producer.cluster.simulated.DriverProfile.Clients;
import java.util.List;

/**
 * The PersistentVolume controller and the protection of claims in use: binds, finalizes, releases.
 */
final class VolumeBinder {

  private static final String REPORTER = "persistentvolume-controller";

  private final World world;
  private final Delay sync;
  private final Delay notice;
  private final boolean waitsForConsumer;
  private final ApiClient client;
  private final ApiClient protection;
  private final String waiting;
  private boolean dropsRetained;

  VolumeBinder(World world) {
    this.world = world;
    sync = world.delay(world.profile.latencies().controller(), "controller");
    notice = world.delay(world.profile.latencies().watch(), "provisioner-claims");
    var storageClass = world.scenario.target().storageClass();
    waitsForConsumer = storageClass.volumeBindingMode().equals("WaitForFirstConsumer");
    client = new ApiClient(world, Clients::controllers, "volume-binder");
    protection = new ApiClient(world, Clients::controllers, "volume-protection");
    waiting =
        "Waiting for a volume to be created either by the external provisioner '"
            + world.profile.csiDriver()
            + "' or manually by the system administrator. If volume creation is delayed, please"
            + " verify that the provisioner is running and correctly registered.";
  }

  /** Claims are provisioned only when a pod that uses them has a node. */
  boolean waitsForConsumer() {
    return waitsForConsumer;
  }

  /** The claim is new. */
  void added(ClaimState claim) {
    sync.then(
        () -> {
          if (claim.deleting) {
            return;
          }
          if (waitsForConsumer) {
            world.events.normal(
                claim,
                "WaitForFirstConsumer",
                REPORTER,
                "waiting for first consumer to be created before binding",
                () -> settled(claim));
          } else {
            want(claim);
          }
        });
  }

  /** A pod that uses the claim has a node. */
  void nodeSelected(ClaimState claim) {
    if (!claim.asked) {
      want(claim);
    }
  }

  /** The provisioner has made the volume of the claim, which may be gone by now. */
  void provisioned(ClaimState claim) {
    long ordinal = world.nextOrdinal();
    VolumeState volume =
        new VolumeState(
            claim,
            ordinal,
            world.storage.handle(ordinal),
            world.profile.csiDriver(),
            world.scenario.target().storageClass().reclaimPolicy());
    claim.volume = volume;
    world.path.made(volume);
    world.volumes.put(volume.name, volume);
    world.added(volume);
    sync.then(() -> bind(claim, volume));
  }

  /** The claim is to go: at once, or when no pod uses it any more. */
  void delete(ClaimState claim) {
    if (!claim.deleting) {
      claim.deleting = true;
      world.modified(claim);
      sync.then(() -> finish(claim));
    }
  }

  /** A pod that used the claim is gone. */
  void unused(ClaimState claim) {
    if (claim.deleting && claim.users.isEmpty()) {
      sync.then(() -> finish(claim));
    }
  }

  /** A volume that shall go and is not bound needs no protection any more. */
  void unprotect(VolumeState volume) {
    sync.then(
        () ->
            protection.request(
                () -> {
                  volume.protectionFinalizer = false;
                  finalizerGone(volume);
                }));
  }

  /** A volume that shall go has lost a finalizer: it goes when that was the last. */
  void finalizerGone(VolumeState volume) {
    if (volume.deleting
        && !volume.provisionerFinalizer
        && !volume.protectionFinalizer
        && !volume.attacherFinalizer
        && world.volumes.containsKey(volume.name)) {
      deleted(volume);
    }
    world.path.changed(volume);
  }

  /** The volume is out of the API. */
  void deleted(VolumeState volume) {
    world.volumes.remove(volume.name);
    world.deleted(
        volume,
        () -> {
          volume.goneSeen = true;
          checkGone(volume.claim);
        });
  }

  /** From now on retained volumes go as well, without their data. */
  void dropRetained() {
    dropsRetained = true;
    List.copyOf(world.volumes.values()).forEach(this::dropIfReleased);
  }

  /** Tells those who wait for the end of the claim, if claim and volume are gone. */
  void checkGone(ClaimState claim) {
    VolumeState volume = claim.volume;
    if (claim.goneSeen
        && !claim.provisioning
        && (volume == null || volume.isRetained() || volume.goneSeen)) {
      claim.deletedBy.forEach(operation -> world.effects.complete(operation, 0));
      claim.deletedBy.clear();
    }
  }

  private void want(ClaimState claim) {
    claim.asked = true;
    client.request( // an annotation of the claim; the provisioner need not wait for the event
        () -> {
          sayWaiting(claim);
          if (world.profile.clients() == null) {
            provision(claim);
          } else {
            notice.then(() -> provision(claim));
            sync.then(() -> lookAgain(claim));
          }
        });
  }

  private void sayWaiting(ClaimState claim) {
    client.event(() -> world.events.normal(claim, "ExternalProvisioning", REPORTER, waiting));
  }

  /** Its own annotation is a change of the claim: it looks again, and says the same again. */
  private void lookAgain(ClaimState claim) {
    if (!claim.bound && !claim.deleting) {
      sayWaiting(claim);
    }
  }

  private void provision(ClaimState claim) {
    claim.wanted = true;
    world.provisioner.provision(claim);
  }

  private void bind(ClaimState claim, VolumeState volume) {
    client.request(
        () -> {
          if (claim.gone) {
            release(volume);
            return;
          }
          volume.phase = "Bound";
          world.modified(volume);
          client.request(2, () -> bound(claim, volume)); // the claim, and its status
        });
  }

  private void bound(ClaimState claim, VolumeState volume) {
    if (claim.gone) {
      release(volume);
      return;
    }
    claim.bound = true;
    claim.capacity = claim.bytes;
    world.modified(claim, () -> settled(claim));
    world.scheduler.claimChanged(claim.name);
  }

  private void settled(ClaimState claim) {
    claim.settledSeen = true;
    world.effects.complete(claim.createdBy, 0);
  }

  private void finish(ClaimState claim) {
    if (claim.gone || !claim.users.isEmpty()) {
      return;
    }
    claim.gone = true;
    world.claims.remove(claim.name);
    world.deleted(
        claim,
        () -> {
          claim.goneSeen = true;
          if (!claim.settledSeen) {
            world.cannotComeAbout(claim.createdBy, claim, "Bound");
          }
          claim
              .expandedBy
              .keySet()
              .forEach(operation -> world.cannotComeAbout(operation, claim, "expanded"));
          checkGone(claim);
        });
    world.scheduler.claimChanged(claim.name);
    if (claim.volume != null && claim.bound) {
      release(claim.volume);
    }
  }

  private void release(VolumeState volume) {
    volume.phase = "Released";
    world.modified(volume);
    if (volume.isRetained()) {
      if (dropsRetained) {
        dropIfReleased(volume);
      }
    } else {
      world.provisioner.delete(volume);
    }
  }

  private void dropIfReleased(VolumeState volume) {
    if (volume.isRetained() && volume.phase.equals("Released") && !volume.deleting) {
      volume.deleting = true;
      sync.then(() -> world.path.delete(volume));
    }
  }
}
