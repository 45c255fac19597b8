package dev.straingauge.producer.cluster.simulated;

import dev.straingauge.producer.cluster.simulated.SnapshotState.Content;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The snapshot controller of the cluster, and the external snapshotter beside the driver's
 * controller: the one makes and deletes VolumeSnapshotContents, the other has the driver do what
 * they say, and begins anew after a crash.
 */
final class Snapshotter {

  private static final int WORKERS = 10; // default of the external snapshotter
  private static final String REPORTER = "snapshot-controller";

  private final World world;
  private final @Nullable Snapshotting snapshotting;
  private final ApiClient controller;
  private final ApiClient client;
  private final Delay notice;
  private final Delay create;
  private final Delay delete;
  private final BackOff backOff;
  private final Workers workers = new Workers(WORKERS);
  private int lives = 1;
  private boolean up = true;

  Snapshotter(World world, @Nullable Snapshotting snapshotting) {
    this.world = world;
    this.snapshotting = snapshotting;
    Latency none = world.profile.latencies().api(); // of a driver that has no snapshots
    controller = world.sidecar("snapshot-controller");
    client = world.sidecar("snapshotter");
    notice = world.delay(world.profile.latencies().watch(), "snapshotter");
    create = world.delay(snapshotting == null ? none : snapshotting.create(), "snapshot");
    delete = world.delay(snapshotting == null ? none : snapshotting.delete(), "delete-snapshot");
    backOff =
        new BackOff(
            world.profile.backOffs().controllerFirst(), world.profile.backOffs().controllerMax());
  }

  /** Whether the driver has it. */
  boolean isThere() {
    return snapshotting != null;
  }

  /** The VolumeSnapshot is new. */
  void added(SnapshotState snapshot) {
    notice.then(() -> bind(snapshot));
  }

  /** The VolumeSnapshot shall go. */
  void delete(SnapshotState snapshot) {
    if (!snapshot.deleting) {
      snapshot.deleting = true;
      world.modified(snapshot);
      notice.then(() -> release(snapshot));
    }
  }

  void crash() {
    up = false;
    lives++;
    workers.reset();
    client.reset();
  }

  void restart() {
    up = true;
    for (SnapshotState snapshot : List.copyOf(world.snapshots.values())) {
      Content content = snapshot.content;
      if (content != null && !content.gone && (content.deleting || !content.ready)) {
        changed(content);
      }
    }
  }

  /** Only of a claim that has a volume; until then it is tried again. */
  private void bind(SnapshotState snapshot) {
    if (snapshot.deleting) {
      return;
    }
    ClaimState claim = world.claims.get(snapshot.claim);
    if (claim == null || !claim.bound) {
      world.events.warning(
          snapshot,
          "SnapshotContentCreationFailed",
          REPORTER,
          "Failed to create snapshot content with error the source claim "
              + snapshot.claim
              + " is not bound");
      snapshot.failures++;
      world.after(backOff.afterNanos(snapshot.failures), () -> bind(snapshot));
      return;
    }
    controller.request(
        3, // finalizers of the snapshot and of its claim, the content
        () -> {
          if (snapshot.deleting) {
            return;
          }
          Content content = new Content(snapshot, world.nextOrdinal(), world.profile.csiDriver());
          snapshot.content = content;
          world.added(content);
          say(
              snapshot,
              "CreatingSnapshot",
              "Waiting for a snapshot %s to be created by the CSI driver.");
          changed(content);
          controller.request(() -> world.modified(snapshot));
        });
  }

  /** The content is new, or shall go: the driver's part. */
  private void changed(Content content) {
    notice.then(
        inThisLife(
            () ->
                workers.start(
                    () -> {
                      if (content.deleting) {
                        delete.then(inThisLife(() -> drop(content)));
                      } else {
                        create.then(inThisLife(() -> made(content)));
                      }
                    })));
  }

  private void made(Content content) {
    client.request(
        inThisLife(
            () -> {
              workers.done();
              content.ready = true;
              world.modified(content);
              notice.then(() -> ready(content.snapshot));
            }));
  }

  private void ready(SnapshotState snapshot) {
    controller.request(
        () -> {
          snapshot.ready = true;
          world.modified(
              snapshot,
              () -> {
                snapshot.readySeen = true;
                world.effects.complete(snapshot.createdBy, 0);
              });
          say(
              snapshot,
              "SnapshotCreated",
              "Snapshot %s was successfully created by the CSI driver.");
          say(snapshot, "SnapshotReady", "Snapshot %s is ready to use.");
          if (snapshot.deleting) {
            release(snapshot);
          }
        });
  }

  /** What the driver is making is made first. */
  private void release(SnapshotState snapshot) {
    Content content = snapshot.content;
    if (content == null) {
      gone(snapshot);
    } else if (snapshot.ready && !content.deleting) {
      controller.request(
          2, // an annotation of the content, its deletion
          () -> {
            if (!content.deleting) {
              content.deleting = true;
              world.modified(content);
              changed(content);
            }
          });
    }
  }

  private void drop(Content content) {
    client.request(
        inThisLife(
            () -> {
              workers.done();
              content.gone = true;
              world.deleted(content, () -> {});
              notice.then(() -> controller.request(() -> gone(content.snapshot)));
            }));
  }

  private void gone(SnapshotState snapshot) {
    if (world.snapshots.remove(snapshot.name) == null) {
      return;
    }
    world.deleted(
        snapshot,
        () -> {
          if (!snapshot.readySeen) {
            world.cannotComeAbout(snapshot.createdBy, snapshot, "ready to use");
          }
          snapshot.deletedBy.forEach(operation -> world.effects.complete(operation, 0));
          snapshot.deletedBy.clear();
        });
  }

  private void say(SnapshotState snapshot, String reason, String text) {
    String note = text.replace("%s", snapshot.namespace + "/" + snapshot.name);
    controller.event(() -> world.events.normal(snapshot, reason, REPORTER, note));
  }

  /** What a dead snapshotter had begun does not end. */
  private Runnable inThisLife(Runnable task) {
    int life = lives;
    return () -> {
      if (life == lives && up) {
        task.run();
      }
    };
  }
}
