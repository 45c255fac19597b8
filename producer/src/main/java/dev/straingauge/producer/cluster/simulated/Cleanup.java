package dev.straingauge.producer.cluster.simulated;

import dev.straingauge.event.CleanupOfKind;
import dev.straingauge.producer.stage.Promise;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Deletes everything of the run, then the storage class, and waits until the watches have seen it
 * gone: at most until nothing has gone for 30 minutes, counted from the return of a controller or a
 * node that is away.
 */
final class Cleanup {

  private static final long LIMIT_NANOS = 30 * 60 * 1_000_000_000L;
  private static final int NAMES = 100;
  private static final String ATTACHMENT = "VolumeAttachment";
  private static final String SNAPSHOT = "VolumeSnapshot";
  private static final String SNAPSHOT_CONTENT = "VolumeSnapshotContent";
  private static final List<String> KINDS =
      List.of(
          "PersistentVolume",
          "PersistentVolumeClaim",
          "Pod",
          "StatefulSet",
          "StorageClass",
          ATTACHMENT,
          SNAPSHOT,
          SNAPSHOT_CONTENT);

  private final World world;
  private final Promise<List<CleanupOfKind>> certificate = new Promise<>();
  private boolean classGoing;

  Cleanup(World world) {
    this.world = world;
  }

  /** The books of each kind; nothing is written after it is complete. */
  Promise<List<CleanupOfKind>> certificate() {
    return certificate;
  }

  void start() {
    world.watch.afterEach(this::check);
    long limit =
        Math.max(
                Math.max(world.timeline.nowNanos(), world.provisioner.upAgainNanos()),
                world.nodeLife.upAgainNanos())
            + LIMIT_NANOS;
    world.timeline.at(limit, this::finishIfStuck);
    List.copyOf(world.sets.values()).forEach(world.statefulSets::delete);
    List.copyOf(world.pods.values()).forEach(world.kubelet::delete);
    List.copyOf(world.snapshots.values()).forEach(world.snapshotter::delete);
    List.copyOf(world.claims.values()).forEach(world.binder::delete);
    world.binder.dropRetained();
    check();
  }

  private void check() {
    if (!world.pods.isEmpty()
        || !world.claims.isEmpty()
        || !world.volumes.isEmpty()
        || !world.attachments.isEmpty()
        || !world.snapshots.isEmpty()
        || world.provisioner.isBusy()) {
      return;
    }
    Tracked storageClass = world.storageClass;
    if (storageClass != null && !classGoing) {
      classGoing = true;
      world.deleted(storageClass, () -> world.storageClass = null);
    }
    if (world.watch.underway() == 0) {
      finish();
    }
  }

  private void finishIfStuck() {
    long limit = world.lastGoneNanos + LIMIT_NANOS;
    if (world.timeline.nowNanos() < limit) {
      world.timeline.at(limit, this::finishIfStuck);
    } else {
      finish();
    }
  }

  private void finish() {
    if (!certificate.isDone()) {
      world.watch.close();
      certificate.complete(KINDS.stream().filter(this::isMade).map(this::ofKind).toList());
    }
  }

  private boolean isMade(String kind) {
    return switch (kind) {
      case ATTACHMENT -> world.profile.attachRequired();
      case "StatefulSet" -> world.scenario.sets().isPresent();
      case SNAPSHOT, SNAPSHOT_CONTENT -> world.snapshotter.isThere();
      default -> true;
    };
  }

  private CleanupOfKind ofKind(String kind) {
    List<String> names = left(kind);
    long created = world.tally.createdOf(kind);
    long deleted = world.tally.deletedOf(kind);
    return new CleanupOfKind(
        kind,
        created,
        deleted,
        created - deleted,
        names.stream().sorted().limit(NAMES).toList(),
        created == deleted ? null : reason());
  }

  private List<String> left(String kind) {
    return switch (kind) {
      case "Pod" -> names(world.pods.values());
      case "StatefulSet" -> names(world.sets.values());
      case "PersistentVolumeClaim" -> names(world.claims.values());
      case "PersistentVolume" -> names(world.volumes.values());
      case ATTACHMENT -> names(world.attachments);
      case SNAPSHOT -> names(world.snapshots.values());
      case SNAPSHOT_CONTENT ->
          names(
              world.snapshots.values().stream()
                  .flatMap(snapshot -> Stream.ofNullable(snapshot.content))
                  .filter(content -> !content.gone)
                  .toList());
      default -> names(optional(world.storageClass));
    };
  }

  private String reason() {
    if (!world.provisioner.isUp()) {
      return "the controller is away";
    }
    return world.nodes.stream().anyMatch(node -> node.down) ? "a node is away" : "not gone in time";
  }

  private static List<Tracked> optional(@Nullable Tracked object) {
    return object == null ? List.of() : List.of(object);
  }

  private static List<String> names(Collection<? extends Tracked> objects) {
    List<String> names = new ArrayList<>(objects.size());
    objects.forEach(object -> names.add(object.name));
    return names;
  }
}
