package dev.straingauge.producer.cluster.simulated;

import dev.straingauge.producer.cluster.simulated.DriverProfile.Clients;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The external attacher beside the driver's controller, and the storage behind both: attaches and
 * detaches what VolumeAttachments ask for, with a bounded number of workers and requests, and
 * repeats what failed with back-off. After a crash it lists what is there and begins anew. The
 * storage itself never has an RWO volume on two nodes, unless a fault makes it forget one.
 */
final class Attacher {

  private final World world;
  private final Attaching attaching;
  private final ApiClient client;
  private final Delay notice;
  private final Delay attach;
  private final Delay detach;
  private final BackOff backOff;
  private final Workers workers;
  private final Releases releases;
  private int lives = 1;
  private boolean up = true;

  Attacher(World world, Attaching attaching) {
    this.world = world;
    this.attaching = attaching;
    client = new ApiClient(world, Clients::attacher, "attacher");
    notice = world.delay(world.profile.latencies().watch(), "attacher");
    attach = world.delay(attaching.attach(), "attach");
    detach = world.delay(attaching.detach(), "detach");
    backOff =
        new BackOff(
            world.profile.backOffs().controllerFirst(), world.profile.backOffs().controllerMax());
    workers = new Workers(attaching.workers());
    releases = new Releases(world, client, attaching.workers());
  }

  /** The VolumeAttachment is new, or shall go. While the attacher is away, its restart finds it. */
  void changed(AttachmentState attachment) {
    notice.then(inThisLife(() -> enqueue(attachment)));
  }

  /** A volume that shall go has changed: it is let go when nothing attaches it any more. */
  void changed(VolumeState volume) {
    if (up) {
      releases.changed(volume);
    }
  }

  /** The VolumeAttachment is out of the API. */
  void remove(AttachmentState attachment) {
    attachment.gone = true;
    attachment.node.attachments.remove(attachment);
    attachment.volume.attachmentObjects.remove(attachment);
    world.attachments.remove(attachment);
    world.deleted(attachment, () -> {});
    world.scheduler.useRoom();
    changed(attachment.volume);
  }

  /** The controller with the attacher is away until {@link #restart}. */
  void crash() {
    up = false;
    lives++;
    workers.reset();
    releases.crash();
    client.reset();
  }

  /** Lists what is there and begins anew. */
  void restart() {
    up = true;
    for (AttachmentState attachment : List.copyOf(world.attachments)) {
      attachment.queued = false;
      attachment.inWork = false;
      attachment.again = false;
      attachment.failures = 0;
      enqueue(attachment);
    }
    releases.restart();
  }

  private void enqueue(AttachmentState attachment) {
    if (!up || attachment.gone) {
      return;
    }
    if (attachment.inWork) {
      attachment.again = true;
    } else if (!attachment.queued) {
      attachment.queued = true;
      workers.start(() -> begin(attachment));
    }
  }

  private void begin(AttachmentState attachment) {
    attachment.queued = false;
    attachment.inWork = true;
    if (attachment.deleting) {
      call(attachment, detach, world.faults.detachFactor(attachment.volume));
    } else if (attachment.attached || attachment.gone) {
      end(attachment);
    } else {
      addFinalizers(attachment);
    }
  }

  private void addFinalizers(AttachmentState attachment) {
    VolumeState volume = attachment.volume;
    client.request(
        volume.attacherFinalizer ? 0 : 1,
        inThisLife(
            () -> {
              if (!volume.attacherFinalizer) {
                volume.attacherFinalizer = true;
                world.modified(volume);
              }
              client.request(
                  attachment.finalizer ? 0 : 1,
                  inThisLife(
                      () -> {
                        if (attachment.gone) {
                          end(attachment);
                          return;
                        }
                        if (!attachment.finalizer) {
                          attachment.finalizer = true;
                          world.modified(attachment);
                        }
                        call(attachment, attach, world.faults.attachFactor(volume));
                      }));
            }));
  }

  /** What the sidecar gives up goes on in the storage; the next call waits for the rest of it. */
  private void call(AttachmentState attachment, Delay duration, double factor) {
    long now = world.timeline.nowNanos();
    boolean attaches = duration == attach;
    if (attachment.doneNanos == 0) {
      attachment.doneNanos = now + duration.next(factor);
    }
    long timeout = attaching.callTimeout().toNanos();
    long left = Math.max(1, attachment.doneNanos - now);
    world.after(
        Math.min(left, timeout),
        inThisLife(
            () -> {
              if (left > timeout) {
                failed(attachment, attaches, "DeadlineExceeded desc = context deadline exceeded");
                return;
              }
              attachment.doneNanos = 0;
              String error = attaches ? attachError(attachment) : detachError(attachment);
              if (attaches && world.faults.losesVolume(attachment.volume)) {
                failed(
                    attachment,
                    true,
                    "NotFound desc = [ControllerPublishVolume] Volume "
                        + attachment.volume.handle
                        + " not found");
              } else if (error != null) {
                failed(attachment, attaches, "Internal desc = " + error);
              } else if (attaches) {
                attached(attachment);
              } else {
                detached(attachment);
              }
            }));
  }

  private @Nullable String attachError(AttachmentState attachment) {
    VolumeState volume = attachment.volume;
    String what =
        "Could not attach volume \""
            + volume.handle
            + "\" to node \""
            + attachment.node.name
            + "\": ";
    if (volume.isForOneNode()
        && volume.isPublishedElsewhere(attachment.node)
        && !world.faults.attachesTwice(volume)) {
      return what + "VolumeInUse: " + volume.handle + " is already attached to an instance";
    }
    return world.faults.failsAttach(volume) || attach.chance(attaching.attachErrors())
        ? what + "InternalError: An internal error occurred"
        : null;
  }

  private @Nullable String detachError(AttachmentState attachment) {
    return world.faults.failsDetach(attachment.volume) || detach.chance(attaching.detachErrors())
        ? "Could not detach volume \""
            + attachment.volume.handle
            + "\" from node \""
            + attachment.node.name
            + "\": InternalError: An internal error occurred"
        : null;
  }

  private void attached(AttachmentState attachment) {
    attachment.volume.publishedOn.add(attachment.node);
    client.request(
        inThisLife(
            () -> {
              attachment.failures = 0;
              attachment.attached = true;
              attachment.attachError = null;
              world.modified(attachment);
              end(attachment);
            }));
  }

  /** The finalizer goes first; the patch of the status then finds the object gone. */
  private void detached(AttachmentState attachment) {
    attachment.volume.publishedOn.remove(attachment.node);
    client.request(
        inThisLife(
            () -> {
              remove(attachment);
              client.request(inThisLife(() -> end(attachment)));
            }));
  }

  private void failed(AttachmentState attachment, boolean attaches, String codeAndText) {
    String error = "rpc error: code = " + codeAndText;
    client.request(
        inThisLife(
            () -> {
              if (attaches) {
                attachment.attachError = error;
              } else {
                attachment.detachError = error;
              }
              world.modified(attachment);
              attachment.failures++;
              world.after(
                  backOff.afterNanos(attachment.failures), inThisLife(() -> enqueue(attachment)));
              end(attachment);
            }));
  }

  private void end(AttachmentState attachment) {
    attachment.inWork = false;
    workers.done();
    if (attachment.again) {
      attachment.again = false;
      enqueue(attachment);
    }
  }

  /** What a dead attacher had begun does not end. */
  private Runnable inThisLife(Runnable task) {
    int life = lives;
    return () -> {
      if (life == lives && up) {
        task.run();
      }
    };
  }
}
