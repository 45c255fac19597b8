package dev.straingauge.analyzer.ledger;

import dev.straingauge.analyzer.ledger.Incident.Group;
import dev.straingauge.event.IncidentClass;
import dev.straingauge.event.IncidentState;
import org.jspecify.annotations.Nullable;

/** Opens incidents with what is known already, and tells them what happens next. */
final class Stories {

  private final Book book;

  Stories(Book book) {
    this.book = book;
  }

  /** Opens an incident about a pod and one of its volumes; null if there is no room. */
  @Nullable Incident begin(
      PodEntry pod,
      @Nullable ClaimEntry claim,
      Group group,
      long since,
      IncidentClass kind,
      long kindSince) {
    VolumeEntry volume = claim == null ? null : claim.volume;
    Incident incident =
        book.incidents.begin(
            pod, group, since, volume == null ? "" : volume.key, pod.uid, kind, kindSince);
    if (incident != null) {
      incident.namespace = pod.namespace();
      incident.pod = pod.name();
      incident.podUid = pod.uid;
      incident.node = pod.node == null ? "" : pod.node;
      incident.claim = claim == null ? "" : claim.name();
      incident.blind = book.gaps.isBlind(Gaps.POD, pod.lastSeen);
      past(incident, pod);
      if (volume != null) {
        past(incident, volume);
      }
    }
    return incident;
  }

  /** Ends all incidents of a pod, or a claim, that is gone. */
  void gone(Entity owner, IncidentState how, long at) {
    for (Incident incident : owner.incidents()) {
      boolean ended = incident.group == Group.TERMINATION && how == IncidentState.GONE;
      book.incidents.end(incident, owner, ended ? IncidentState.RECOVERED : how, at);
    }
  }

  void note(Entity owner, long at, String about, String text) {
    if (owner.hasIncidents()) {
      for (Incident incident : owner.incidents()) {
        note(incident, at, about, text);
      }
    }
  }

  /** Tells those who wait for the volume, or suffer from it, and those who use the claim. */
  void noteAll(VolumeEntry volume, long at, String about, String text) {
    note(volume, at, about, text);
    ClaimEntry claim = volume.claim;
    if (claim != null) {
      claim.pods.forEach(pod -> note(pod, at, about, text));
    }
  }

  /** Tells those who share a claim with the pod, and itself. */
  void noteSharers(PodEntry pod, long at, String text) {
    note(pod, at, "pod", text);
    for (ClaimEntry claim : pod.claims) {
      if (claim.exclusive) {
        for (PodEntry other : claim.pods) {
          if (other != pod) {
            note(other, at, "pod", text);
          }
        }
      }
    }
  }

  /** Tells the incidents that the node has a part in. */
  void noteNode(String node, long at, String text) {
    for (Incident incident : book.incidents.all()) {
      if (incident.isOpen() && incident.concernsNode(node)) {
        note(incident, at, "node", text);
      }
    }
  }

  /** A watch was blind: open incidents may have missed what happened. */
  void blind(String kind, long from, long at) {
    for (Incident incident : book.incidents.all()) {
      if (incident.isOpen()) {
        incident.blind = true;
        String span = from > 0 && from <= at ? " for %d ms".formatted((at - from) / 1_000_000) : "";
        note(incident, at, "watch", "the watch of " + kind + " was blind" + span);
      }
    }
  }

  private void note(Incident incident, long at, String about, String text) {
    incident.note(at, about, text);
    book.incidents.grown(incident);
  }

  private static void past(Incident incident, PodEntry pod) {
    if (pod.madeAt != Entity.UNSEEN) {
      incident.note(pod.madeAt, "pod", pod.name() + " made");
    }
    if (pod.assignedAt != Entity.NEVER) {
      incident.note(pod.assignedAt, "pod", pod.name() + " assigned to " + pod.node);
    }
    if (pod.deletingAt != Entity.NEVER) {
      incident.note(pod.deletingAt, "pod", pod.name() + " asked to end");
    }
    Note note = pod.note;
    if (note != null) {
      incident.note(note.at(), "event", note.reason() + ": " + note.text());
    }
  }

  private static void past(Incident incident, VolumeEntry volume) {
    for (AttachmentEntry one : volume.attachments) {
      past(incident, one.madeAt, "attachment to %s made".formatted(one.node));
      past(incident, one.attachedAt, "attached to " + one.node);
      past(incident, one.deletingAt, "detach from %s asked for".formatted(one.node));
    }
  }

  private static void past(Incident incident, long at, String text) {
    if (at != Entity.NEVER && at != Entity.UNSEEN) {
      incident.note(at, "attachment", text);
    }
  }
}
