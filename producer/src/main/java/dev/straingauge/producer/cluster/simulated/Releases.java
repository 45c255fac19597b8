package dev.straingauge.producer.cluster.simulated;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How the external attacher lets go of volumes that shall be deleted. It takes its finalizer off by
 * the place that the finalizer had in the list when it last saw the volume. The provisioner and
 * Kubernetes take theirs off at the same time, so a request that had to wait for the client's limit
 * finds another list: it is refused (422), and made again as soon as a change of the volume was
 * seen, and after a back-off. A request for a volume that went meanwhile is as much of a waste
 * (404). As in {@code SyncNewOrUpdatedPersistentVolume} of external-attacher 4.12.0.
 */
final class Releases {

  private static final int NOT_THERE = -1;

  private final World world;
  private final ApiClient client;
  private final Delay notice;
  private final BackOff backOff;
  private final Workers workers;
  private final Map<VolumeState, Item> items = new LinkedHashMap<>();

  /** What the attacher knows of a volume, and whether it is at it. */
  private static final class Item {
    int seenPlace = NOT_THERE;
    long seenNanos;
    boolean queued;
    boolean inWork;
    boolean again;
    int failures;
  }

  /**
   * @param client the attacher's, with its limit
   * @param workerCount at once
   */
  Releases(World world, ApiClient client, int workerCount) {
    this.world = world;
    this.client = client;
    notice = world.delay(world.profile.latencies().watch(), "attacher-volumes");
    backOff =
        new BackOff(
            world.profile.backOffs().controllerFirst(), world.profile.backOffs().controllerMax());
    workers = new Workers(workerCount);
  }

  /** The volume has changed, or one of its attachments is gone: seen a moment later. */
  void changed(VolumeState volume) {
    int place = place(volume);
    if (!volume.deleting || (place == NOT_THERE && !items.containsKey(volume))) {
      return;
    }
    Item item = items.computeIfAbsent(volume, v -> new Item());
    item.seenNanos = Math.max(world.timeline.nowNanos() + notice.next(), item.seenNanos);
    world.timeline.at(
        item.seenNanos,
        () -> {
          if (items.get(volume) == item) {
            item.seenPlace = place;
            if (place != NOT_THERE) {
              enqueue(volume, item);
            } else if (!item.inWork) {
              items.remove(volume);
            }
          }
        });
  }

  /** The attacher has ended, and knows nothing any more. */
  void crash() {
    items.clear();
    workers.reset();
  }

  /** Lists what is there. */
  void restart() {
    List.copyOf(world.volumes.values()).forEach(this::changed);
  }

  private void enqueue(VolumeState volume, Item item) {
    if (item.inWork) {
      item.again = true;
    } else if (!item.queued) {
      item.queued = true;
      workers.start(() -> begin(volume, item));
    }
  }

  private void begin(VolumeState volume, Item item) {
    item.queued = false;
    item.inWork = true;
    int place = item.seenPlace;
    if (place == NOT_THERE || !volume.attachmentObjects.isEmpty()) {
      end(volume, item);
      return;
    }
    client.request(
        () -> {
          if (items.get(volume) != item) {
            return; // it was asked for by a process that has ended
          }
          if (place == place(volume)) {
            item.failures = 0;
            volume.attacherFinalizer = false;
            world.binder.finalizerGone(volume);
          } else {
            item.failures++;
            world.after(
                backOff.afterNanos(item.failures),
                () -> {
                  if (items.get(volume) == item) {
                    enqueue(volume, item);
                  }
                });
          }
          end(volume, item);
        });
  }

  private void end(VolumeState volume, Item item) {
    item.inWork = false;
    workers.done();
    if (item.seenPlace == NOT_THERE) {
      items.remove(volume);
    } else if (item.again) {
      item.again = false;
      enqueue(volume, item);
    }
  }

  /** Finalizers are in the order in which they came: provisioner, Kubernetes, attacher. */
  private int place(VolumeState volume) {
    if (!volume.attacherFinalizer || !world.volumes.containsKey(volume.name)) {
      return NOT_THERE;
    }
    return (volume.provisionerFinalizer ? 1 : 0) + (volume.protectionFinalizer ? 1 : 0);
  }
}
