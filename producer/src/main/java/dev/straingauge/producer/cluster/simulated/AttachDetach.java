package dev.straingauge.producer.cluster.simulated;

import dev.straingauge.producer.cluster.simulated.DriverProfile.Clients;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import java.util.random.RandomGenerator;

/**
 * The attach/detach controller of the control plane. It wants a volume attached where pods that use
 * it are assigned, and nowhere else; it detaches what the node no longer reports as in use, an RWO
 * volume before it attaches it elsewhere; it does one thing at a time per volume, and learns how a
 * VolumeAttachment went by looking at it from time to time, as Kubernetes does.
 */
final class AttachDetach {

  /** Of the controller's loop. */
  private static final long PERIOD_NANOS = 100_000_000L;

  /** A VolumeAttachment that says nothing for so long has failed. */
  private static final long GIVE_UP_NANOS = 120_000_000_000L;

  /** After so long a volume is detached from a node that is not ready, whatever it reports. */
  private static final long FORCE_NANOS = 360_000_000_000L;

  private final World world;
  private final Attacher attacher;
  private final AttachEvents events;
  private final Delay reaction;
  private final ApiClient client;
  private final BackOff backOff;
  private final RandomGenerator jitter;
  private final SequencedSet<VolumeState> toLookAt = new LinkedHashSet<>();
  private boolean awake;

  AttachDetach(World world, Attaching attaching, Attacher attacher) {
    this.world = world;
    this.attacher = attacher;
    events = new AttachEvents(world.events, attaching.waitingText());
    reaction = world.delay(world.profile.latencies().controller(), "attach-detach");
    client = new ApiClient(world, Clients::controllers, "attach-detach");
    backOff =
        new BackOff(world.profile.backOffs().mountFirst(), world.profile.backOffs().mountMax());
    jitter = world.timeline.random("cluster/attach-detach-jitter");
  }

  /** The pod has a node: its volumes are wanted there. */
  void assigned(PodState pod, NodeState node) {
    reaction.then(
        () -> {
          if (!pod.terminated && !pod.gone) {
            for (ClaimState claim : pod.claims) {
              VolumeState volume = claim.madeVolume();
              volume.wanted.computeIfAbsent(node, n -> new VolumeState.Wanted()).pods.add(pod);
              lookAt(volume);
            }
          }
        });
  }

  /** The containers of the pod have ended, or the pod is gone: it wants nothing any more. */
  void ended(PodState pod) {
    reaction.then(
        () -> {
          NodeState node = pod.node;
          for (ClaimState claim : pod.claims) {
            VolumeState volume = claim.madeVolume();
            VolumeState.Wanted wanted = volume.wanted.get(node);
            if (wanted != null && wanted.pods.remove(pod) && wanted.pods.isEmpty()) {
              volume.wanted.remove(node);
              lookAt(volume);
            }
          }
        });
  }

  /** What the node reports, or whether it is ready, has changed. */
  void nodeChanged(NodeState node) {
    node.attachments.forEach(attachment -> lookAt(attachment.volume));
  }

  private void lookAt(VolumeState volume) {
    toLookAt.add(volume);
    if (!awake) {
      awake = true;
      long now = world.timeline.nowNanos();
      world.timeline.at((now / PERIOD_NANOS + 1) * PERIOD_NANOS, this::reconcile);
    }
  }

  private void reconcile() {
    awake = false;
    List<VolumeState> volumes = List.copyOf(toLookAt);
    toLookAt.clear();
    volumes.forEach(this::reconcile);
  }

  private void reconcile(VolumeState volume) {
    if (volume.busy) {
      return; // looked at again when that is over
    }
    if (world.timeline.nowNanos() < volume.notBeforeNanos) {
      world.timeline.at(volume.notBeforeNanos, () -> lookAt(volume));
      return;
    }
    for (AttachmentState attachment : List.copyOf(volume.attachments.values())) {
      if (volume.wanted.containsKey(attachment.node)) {
        attachment.unwantedNanos = -1;
      } else if (!volume.busy && mayDetach(attachment)) {
        detach(attachment);
      }
    }
    for (NodeState node : List.copyOf(volume.wanted.keySet())) {
      if (!volume.busy) {
        attachIfPossible(volume, node);
      }
    }
  }

  private boolean mayDetach(AttachmentState attachment) {
    long now = world.timeline.nowNanos();
    if (attachment.unwantedNanos < 0) {
      attachment.unwantedNanos = now;
      world.timeline.at(now + FORCE_NANOS, () -> lookAt(attachment.volume));
    }
    NodeState node = attachment.node;
    boolean force = !node.ready && now - attachment.unwantedNanos >= FORCE_NANOS;
    return force || node.outOfService || !node.reported.contains(attachment.volume);
  }

  private void attachIfPossible(VolumeState volume, NodeState node) {
    AttachmentState mine = volume.attachments.get(node);
    if (mine != null && mine.gone) {
      volume.attachments.remove(node);
      mine = null;
    }
    if (mine != null && mine.known) {
      return;
    }
    boolean elsewhere =
        volume.attachments.values().stream().anyMatch(one -> one.known && one.node != node);
    if (elsewhere && volume.isForOneNode() && !world.faults.attachesTwice(volume)) {
      events.waiting(volume, node);
      return;
    }
    volume.busy = true;
    if (mine != null) {
      await(mine, Awaited.ATTACHED);
    } else {
      client.request(() -> create(volume, node));
    }
  }

  private void create(VolumeState volume, NodeState node) {
    AttachmentState attachment = new AttachmentState(volume, node, world.nextOrdinal());
    volume.attachments.put(node, attachment);
    node.attachments.add(attachment);
    volume.attachmentObjects.add(attachment);
    world.attachments.add(attachment);
    world.added(attachment);
    attacher.changed(attachment);
    await(attachment, Awaited.ATTACHED);
  }

  private void detach(AttachmentState attachment) {
    attachment.volume.busy = true;
    attachment.node.attached.remove(attachment.volume);
    client.request(
        2, // the node's status, and the deletion
        () -> {
          attachment.known = false;
          if (attachment.finalizer && !attachment.deleting) {
            attachment.deleting = true;
            world.modified(attachment);
            attacher.changed(attachment);
          } else if (!attachment.finalizer && !attachment.gone) {
            attacher.remove(attachment);
          }
          await(attachment, Awaited.DETACHED);
        });
  }

  private void await(AttachmentState attachment, Awaited what) {
    look(attachment, what, world.timeline.nowNanos() + GIVE_UP_NANOS, PERIOD_NANOS * 5);
  }

  /**
   * Looks now and again: each time a twentieth later, up to 7 s, and up to a tenth of that more.
   */
  private void look(AttachmentState attachment, Awaited what, long until, long waitNanos) {
    String error = what.error(attachment);
    if (what.isOver(attachment)) {
      over(attachment);
    } else if (error != null) {
      failed(attachment, what, error);
    } else if (world.timeline.nowNanos() >= until) {
      failed(attachment, what, what.timedOut(attachment));
    } else {
      long pause = waitNanos + (long) (jitter.nextDouble() * 0.1 * waitNanos);
      long next = Math.min(waitNanos + waitNanos / 20, 7_000_000_000L);
      world.after(pause, () -> look(attachment, what, until, next));
    }
  }

  private void over(AttachmentState attachment) {
    VolumeState volume = attachment.volume;
    volume.busy = false;
    volume.attachFailures = 0;
    if (attachment.gone) {
      volume.attachments.remove(attachment.node);
    } else {
      attachment.known = true;
      events.attached(volume, attachment.node);
      client.request(
          () -> {
            if (attachment.known) {
              attachment.node.attached.add(volume);
              world.path.attached(attachment.node, volume);
            }
          });
    }
    lookAt(volume);
  }

  /** No event tells of a detachment that failed. */
  private void failed(AttachmentState attachment, Awaited what, String error) {
    VolumeState volume = attachment.volume;
    if (what == Awaited.ATTACHED) {
      events.failed(volume, attachment.node, error);
    }
    volume.busy = false;
    volume.attachFailures++;
    volume.notBeforeNanos = world.timeline.nowNanos() + backOff.afterNanos(volume.attachFailures);
    lookAt(volume);
  }
}
