package dev.straingauge.analyzer.ledger;

import dev.straingauge.event.Evidence;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The likely cause of an incident, in one word, with what supports it. What objects say counts
 * before what texts say. A finding that names a culprit stays when later ones do not.
 */
final class Causes {

  private static final List<String> VAGUE =
      List.of("unknown", "slow-attach", "slow-detach", "holder-ending", "holder-running");

  private final Book book;

  Causes(Book book) {
    this.book = book;
  }

  /** Why {@code pod} waits for {@code volume}. */
  void ofWait(Incident incident, PodEntry pod, VolumeEntry volume, boolean lost) {
    String assigned = pod.node;
    String node = assigned == null ? "" : assigned;
    AttachmentEntry mine = volume.on(node);
    AttachmentEntry other = volume.isExclusive() ? volume.notOn(node) : null;
    if (other == null && mine != null && mine.deleting) {
      other = mine; // has to go before it can come again
    }
    incident.node = node;
    if (lost) {
      lost(incident, volume, errorOf(mine, pod));
      return;
    }
    NodeEntry own = book.objects.findNode(node);
    if (own != null && own.isLost()) {
      found(incident, "node-lost", nodeLost(own));
      return;
    }
    if (other != null) {
      heldBy(incident, pod, volume, other);
    } else if (incident.holderNode.isEmpty()) {
      notHeld(incident, pod, volume, mine);
    }
  }

  private void heldBy(
      Incident incident, PodEntry waiting, VolumeEntry volume, AttachmentEntry other) {
    incident.holderNode = other.node;
    PodEntry holder = holder(volume, other.node, waiting);
    if (holder != null) {
      incident.holderPod = holder.name();
    } else if (incident.holderPod.isEmpty()) {
      incident.holderPod = told(waiting.note);
    }
    NodeEntry node = book.objects.findNode(other.node);
    if (node != null && node.isLost()) {
      found(incident, node.gone ? "node-deleted" : "node-lost", nodeLost(node));
    } else if (holder != null && holder.hookFailed) {
      found(incident, "hook-failed", evidence(holder.note, "preStop hook failed"));
    } else if (holder != null && !isEnding(holder)) {
      found(
          incident,
          "holder-running",
          new Evidence(
              seenAt(holder.assignedAt),
              "pod %s runs on %s and is not about to end".formatted(holder.name(), other.node)));
    } else if (Texts.isThrottled(other.detachError)) {
      found(incident, "throttling", new Evidence(null, "detach: " + other.detachError));
    } else if (other.detachError != null) {
      found(incident, "detach-failed", new Evidence(null, "detach: " + other.detachError));
    } else if (holder != null) {
      found(
          incident,
          "holder-ending",
          new Evidence(
              seenAt(holder.deletingAt), "pod %s is asked to end".formatted(holder.name())));
    } else if (other.deleting) {
      found(
          incident,
          "slow-detach",
          new Evidence(seenAt(other.deletingAt), "detach from %s asked for".formatted(other.node)));
    } else {
      found(
          incident,
          "slow-detach",
          new Evidence(null, "no pod on %s, detach not yet asked for".formatted(other.node)));
    }
  }

  private void notHeld(
      Incident incident, PodEntry pod, VolumeEntry volume, @Nullable AttachmentEntry mine) {
    String error = errorOf(mine, pod);
    NodeEntry node = book.objects.findNode(pod.node);
    if (Texts.isDriverMissing(error) || lacksDriver(node, volume)) {
      found(
          incident,
          "driver-missing",
          new Evidence(null, error.isEmpty() ? "CSINode does not name the driver" : error));
    } else if (Texts.isLimit(error) || isFull(node, volume, mine)) {
      found(
          incident,
          "attach-limit",
          new Evidence(null, error.isEmpty() ? "as many volumes as its CSINode allows" : error));
    } else if (Texts.isThrottled(error)) {
      found(incident, "throttling", new Evidence(null, error));
    } else if (Texts.isInUse(error)) {
      found(incident, "detach-failed", new Evidence(null, error));
    } else if (!error.isEmpty()) {
      found(incident, "attach-failed", new Evidence(null, error));
    } else if (mine != null) {
      found(
          incident,
          "slow-attach",
          new Evidence(seenAt(mine.madeAt), "attach asked for, no error told"));
    }
  }

  private void lost(Incident incident, VolumeEntry volume, String error) {
    String named = Texts.lostHandle(error);
    boolean differs = named != null && !volume.handle.isEmpty() && !named.equals(volume.handle);
    found(
        incident,
        differs ? "handle-mismatch" : "volume-not-found",
        new Evidence(null, error),
        new Evidence(
            null,
            "handle of the PersistentVolume: "
                + (volume.handle.isEmpty() ? "not seen" : volume.handle)));
  }

  /** Why an RWO volume is on two nodes. */
  void ofViolation(Incident incident, VolumeEntry volume, AttachmentEntry first) {
    NodeEntry node = book.objects.findNode(first.node);
    if (node != null && node.isLost()) {
      found(incident, "forced-detach", nodeLost(node));
    } else if (first.deleting) {
      found(
          incident,
          "slow-detach",
          new Evidence(seenAt(first.deletingAt), "detach from %s asked for".formatted(first.node)));
    }
  }

  /** Why the volumes of a pod are not mounted. */
  void ofMount(Incident incident, PodEntry pod) {
    NodeEntry node = book.objects.findNode(pod.node);
    Note note = pod.note;
    String said = note == null ? "" : note.text();
    if (node != null && node.isLost()) {
      found(incident, "node-lost", nodeLost(node));
    } else if (Texts.isStale(said)) {
      found(incident, "stale-handle", evidence(pod.note, ""));
    } else if (Texts.isThrottled(said)) {
      found(incident, "throttling", evidence(pod.note, ""));
    } else if (Texts.isDriverMissing(said)) {
      found(incident, "driver-missing", evidence(pod.note, ""));
    } else if (note != null && note.reason().startsWith("Failed")) {
      found(incident, "mount-failed", evidence(note, ""));
    }
  }

  /** Why a claim is no volume. */
  void ofProvision(Incident incident, ClaimEntry claim) {
    Note note = claim.note;
    if (note != null) {
      boolean throttled = Texts.isThrottled(note.text());
      found(incident, throttled ? "throttling" : "provision-failed", evidence(note, ""));
    }
  }

  /** Why a pod does not end. */
  void ofTermination(Incident incident, PodEntry pod) {
    NodeEntry node = book.objects.findNode(pod.node);
    if (node != null && node.isLost()) {
      found(incident, "node-lost", nodeLost(node));
    } else if (pod.hookFailed) {
      found(incident, "hook-failed", evidence(pod.note, "preStop hook failed"));
    }
  }

  /** The pod on {@code node} that has the volume: one that runs before others, then by name. */
  @Nullable PodEntry holder(VolumeEntry volume, String node, @Nullable PodEntry waiting) {
    ClaimEntry claim = volume.claim;
    PodEntry found = null;
    if (claim != null) {
      for (PodEntry pod : claim.pods) {
        if (pod != waiting
            && pod.seen
            && !pod.over
            && node.equals(pod.node)
            && (found == null || comesBefore(pod, found))) {
          found = pod;
        }
      }
    }
    return found;
  }

  /** Whether a pod that runs, and is not about to end, has the volume elsewhere. */
  boolean isHeldForGood(VolumeEntry volume, PodEntry waiting) {
    for (AttachmentEntry one : volume.attachments) {
      if (!one.node.equals(waiting.node)) {
        PodEntry holder = holder(volume, one.node, waiting);
        NodeEntry node = book.objects.findNode(one.node);
        if (holder != null
            && !isEnding(holder)
            && holder.mounted
            && (node == null || !node.isLost())) {
          return true;
        }
      }
    }
    return false;
  }

  static String errorOf(@Nullable AttachmentEntry mine, PodEntry pod) {
    String error = mine == null ? null : mine.attachError;
    if (error != null) {
      return error;
    }
    Note said = pod.note;
    return said == null || Texts.isConflict(said.text()) ? "" : said.text();
  }

  private static boolean comesBefore(PodEntry one, PodEntry other) {
    return isEnding(one) == isEnding(other) ? one.key.compareTo(other.key) < 0 : isEnding(other);
  }

  private static boolean isEnding(PodEntry pod) {
    return pod.deletingAt != Entity.NEVER;
  }

  private static boolean lacksDriver(@Nullable NodeEntry node, VolumeEntry volume) {
    return node != null
        && node.driversKnown
        && !volume.driver.isEmpty()
        && !node.drivers.containsKey(volume.driver);
  }

  private static boolean isFull(
      @Nullable NodeEntry node, VolumeEntry volume, @Nullable AttachmentEntry mine) {
    Integer most = node == null ? null : node.drivers.get(volume.driver);
    return node != null
        && most != null
        && most >= 0
        && node.attachments - (mine == null ? 0 : 1) >= most;
  }

  private static Evidence nodeLost(NodeEntry node) {
    String what =
        node.gone ? " is deleted" : node.outOfService ? " is out of service" : " is not ready";
    return new Evidence(seenAt(node.lostAt), "node " + node.key + what);
  }

  private static Evidence evidence(@Nullable Note note, String otherwise) {
    return note == null
        ? new Evidence(null, otherwise)
        : new Evidence(
            note.at(), note.reason() + (note.text().isEmpty() ? "" : ": " + note.text()));
  }

  /** The first pod that Kubernetes' own event names as the holder. */
  private static String told(@Nullable Note note) {
    List<String> users = note == null ? List.of() : Texts.users(note.text());
    return users.isEmpty() ? "" : users.getFirst();
  }

  private static @Nullable Long seenAt(long at) {
    return at == Entity.NEVER || at == Entity.UNSEEN ? null : at;
  }

  private void found(Incident incident, String cause, Evidence... evidence) {
    boolean vague = VAGUE.contains(cause) && !VAGUE.contains(incident.cause);
    List<Evidence> cut = new ArrayList<>();
    for (Evidence one : evidence) {
      cut.add(new Evidence(one.getAt(), Texts.cut(one.getText())));
    }
    if (vague || (cause.equals(incident.cause) && cut.equals(incident.evidence))) {
      return;
    }
    boolean another = !cause.equals(incident.cause);
    incident.cause = cause;
    incident.evidence = cut;
    if (another && incident.tellsCauses()) {
      book.incidents.changed(incident);
    } else {
      book.incidents.grown(incident);
    }
  }
}
