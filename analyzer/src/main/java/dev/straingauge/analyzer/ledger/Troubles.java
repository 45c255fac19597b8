package dev.straingauge.analyzer.ledger;

import dev.straingauge.analyzer.ledger.Incident.Group;
import dev.straingauge.event.IncidentClass;
import dev.straingauge.event.IncidentState;
import org.jspecify.annotations.Nullable;

/** What goes wrong beside the wait for an attachment. */
final class Troubles {

  private final Book book;
  private final Stories stories;
  private final Causes causes;

  Troubles(Book book, Stories stories, Causes causes) {
    this.book = book;
    this.stories = stories;
    this.causes = causes;
  }

  /** Volumes that are attached, or need not be, and not mounted; returns when to look again. */
  long mount(PodEntry pod, long now) {
    Incident incident = open(pod, Group.MOUNT);
    long since = mountableSince(pod);
    if (pod.mounted || pod.over) {
      if (incident == null && pod.mounted && since != Entity.NEVER && isMountSlow(pod, since)) {
        incident = beginMount(pod, since);
      }
      if (incident != null) {
        IncidentState how = pod.mounted ? IncidentState.RECOVERED : IncidentState.GONE;
        book.incidents.end(incident, pod, how, now);
      }
      return Entity.NEVER;
    }
    if (since == Entity.NEVER) {
      return Entity.NEVER;
    }
    if (incident == null && (pod.waitsOver & Long.MIN_VALUE) != 0) {
      return Entity.NEVER; // was told
    }
    if (incident == null && now - since >= book.bounds.mount()) {
      incident = beginMount(pod, since);
    }
    if (incident != null) {
      causes.ofMount(incident, pod);
      return Entity.NEVER;
    }
    return since + book.bounds.mount();
  }

  private boolean isMountSlow(PodEntry pod, long since) {
    return pod.mountedAt != Entity.NEVER
        && !pod.mountedUnseen
        && pod.mountedAt - since >= book.bounds.mount()
        && (pod.waitsOver & Long.MIN_VALUE) == 0;
  }

  private @Nullable Incident beginMount(PodEntry pod, long since) {
    pod.waitsOver |= Long.MIN_VALUE; // told: not again when it ends
    book.objects.touch(pod);
    ClaimEntry claim = pod.claims.length == 0 ? null : pod.claims[0];
    Incident incident =
        stories.begin(
            pod, claim, Group.MOUNT, since, IncidentClass.MOUNT_STUCK, since + book.bounds.mount());
    if (incident != null) {
      causes.ofMount(incident, pod);
    }
    return incident;
  }

  /** When the pod had a node and all its volumes were there; {@link Entity#NEVER}: not yet. */
  long mountableSince(PodEntry pod) {
    long since = pod.assignedAt;
    if (since == Entity.NEVER || !book.mayAttach() || !book.attaches()) {
      return since;
    }
    for (ClaimEntry claim : pod.claims) {
      VolumeEntry volume = claim.volume;
      AttachmentEntry mine = volume == null ? null : volume.on(pod.node);
      if (mine == null || !mine.attached || (mine.deleting && !pod.mounted)) {
        return Entity.NEVER;
      }
      since = Math.max(since, mine.attachedAt == Entity.UNSEEN ? since : mine.attachedAt);
    }
    return since;
  }

  /** A pod that is asked to end; returns when to look again. */
  long termination(PodEntry pod, long now) {
    if (pod.deletingAt == Entity.NEVER) {
      return Entity.NEVER;
    }
    Bounds bounds = book.bounds;
    long grace = pod.graceNanos < 0 ? bounds.defaultGrace() : pod.graceNanos;
    long due = pod.deletingAt + grace + bounds.terminationSlack();
    if (now < due) {
      return due;
    }
    Incident incident = open(pod, Group.TERMINATION);
    if (incident == null) {
      ClaimEntry claim = pod.claims.length == 0 ? null : pod.claims[0];
      incident =
          stories.begin(
              pod, claim, Group.TERMINATION, pod.deletingAt, IncidentClass.TERMINATION_SLOW, due);
    }
    if (incident != null) {
      causes.ofTermination(incident, pod);
    }
    return Entity.NEVER;
  }

  /** A preStop hook of the pod has failed. */
  void hook(PodEntry pod, long at) {
    if (!pod.hookFailed) {
      pod.hookFailed = true;
      ClaimEntry claim = pod.claims.length == 0 ? null : pod.claims[0];
      Incident incident = stories.begin(pod, claim, Group.HOOK, at, IncidentClass.HOOK_FAILED, at);
      if (incident != null) {
        causes.ofTermination(incident, pod);
      }
    }
  }

  /** Something on the volume of the pod is stale. */
  void stale(PodEntry pod, @Nullable ClaimEntry claim, long at) {
    if (open(pod, Group.STALE) == null) {
      Incident incident =
          stories.begin(pod, claim, Group.STALE, at, IncidentClass.STALE_HANDLE, at);
      if (incident != null) {
        incident.cause = "stale-handle";
      }
    }
  }

  boolean isStale(PodEntry pod) {
    return open(pod, Group.STALE) != null;
  }

  /** A preStop hook of a pod had failed before it was gone. */
  void hook(GonePod pod, Note note) {
    if (!pod.hookFailed) {
      pod.hookFailed = true;
      late(pod, Group.HOOK, IncidentClass.HOOK_FAILED, "hook-failed", note);
    }
  }

  /** Something on the volume of a pod was stale before it was gone. */
  void stale(GonePod pod, Note note) {
    if (!pod.stale) {
      pod.stale = true;
      late(pod, Group.STALE, IncidentClass.STALE_HANDLE, "stale-handle", note);
    }
  }

  /** It is over when it is heard of; when it began is known no better. */
  private void late(GonePod pod, Group group, IncidentClass kind, String cause, Note note) {
    book.objects.touch(pod);
    Incident incident =
        book.incidents.begin(pod, group, note.at(), pod.volume, pod.uid, kind, note.at());
    if (incident != null) {
      incident.namespace = pod.namespace();
      incident.pod = pod.name();
      incident.podUid = pod.uid;
      incident.node = pod.node;
      incident.claim = pod.claim;
      incident.cause = cause;
      incident.note(pod.lastSeen, "pod", pod.name() + " gone");
      incident.note(note.at(), "event", note.reason() + ": " + note.text());
      book.incidents.end(incident, pod, IncidentState.GONE, note.at());
    }
  }

  /** Somebody found the files of the claim stale, on whatever pod. */
  void stale(ClaimEntry claim, long at, String text) {
    if (open(claim, Group.STALE) == null) {
      Incident incident = begin(claim, Group.STALE, at, IncidentClass.STALE_HANDLE, at);
      if (incident != null) {
        incident.cause = "stale-handle";
        incident.note(at, "claim", text);
      }
    }
  }

  /** A claim that should be a volume and is not; returns when to look again. */
  long provision(ClaimEntry claim, long now) {
    Incident incident = open(claim, Group.PROVISION);
    if (claim.bound) {
      if (incident != null) {
        book.incidents.end(incident, claim, IncidentState.RECOVERED, now);
      }
      return Entity.NEVER;
    }
    long since = book.wantedSince(claim);
    if (since == Entity.NEVER || since == Entity.UNSEEN || !claim.seen || claim.deleting) {
      return Entity.NEVER;
    }
    if (incident == null && now - since < book.bounds.provision()) {
      return since + book.bounds.provision();
    }
    if (incident == null) {
      incident =
          begin(
              claim,
              Group.PROVISION,
              since,
              IncidentClass.PROVISION_STUCK,
              since + book.bounds.provision());
    }
    if (incident != null) {
      causes.ofProvision(incident, claim);
    }
    return Entity.NEVER;
  }

  private @Nullable Incident begin(
      ClaimEntry claim, Group group, long since, IncidentClass kind, long kindSince) {
    VolumeEntry volume = claim.volume;
    Incident incident =
        book.incidents.begin(
            claim, group, since, volume == null ? "" : volume.key, claim.uid, kind, kindSince);
    if (incident != null) {
      incident.namespace = claim.namespace();
      incident.claim = claim.name();
      if (claim.madeAt != Entity.UNSEEN) {
        incident.note(claim.madeAt, "claim", claim.name() + " made");
      }
      Note note = claim.note;
      if (note != null) {
        incident.note(note.at(), "event", note.reason() + ": " + note.text());
      }
    }
    return incident;
  }

  /** An RWO volume that two nodes have; returns when to look again. */
  long violation(VolumeEntry volume, long now) {
    AttachmentEntry first = null;
    AttachmentEntry second = null;
    for (AttachmentEntry one : volume.attachments) {
      boolean there = one.attached && !book.gaps.isDoubtful(Gaps.ATTACHMENT, one.lastSeen);
      if (there && (first == null || comesBefore(one, first))) {
        second = first;
        first = one;
      } else if (there && (second == null || comesBefore(one, second))) {
        second = one;
      }
    }
    Incident incident = open(volume, Group.VIOLATION);
    if (first == null || second == null || !volume.isExclusive()) {
      return apart(volume, incident, now);
    }
    if (volume.sharedSince == Entity.NEVER) {
      volume.sharedSince = now;
      book.objects.touch(volume);
    }
    if (incident == null && now - volume.sharedSince < book.bounds.violation()) {
      return volume.sharedSince + book.bounds.violation();
    }
    if (incident == null) {
      begin(volume, first, second);
    }
    return Entity.NEVER;
  }

  private long apart(VolumeEntry volume, @Nullable Incident incident, long now) {
    if (volume.sharedSince != Entity.NEVER) {
      volume.sharedSince = Entity.NEVER;
      book.objects.touch(volume);
    }
    if (incident != null) {
      book.incidents.end(incident, volume, IncidentState.RECOVERED, now);
    }
    return Entity.NEVER;
  }

  private void begin(VolumeEntry volume, AttachmentEntry first, AttachmentEntry second) {
    PodEntry pod = causes.holder(volume, second.node, null);
    Incident incident =
        book.incidents.begin(
            volume,
            Group.VIOLATION,
            volume.sharedSince,
            volume.key,
            pod == null ? "" : pod.uid,
            IncidentClass.VIOLATION,
            volume.sharedSince + book.bounds.violation());
    if (incident == null) {
      return;
    }
    PodEntry holder = causes.holder(volume, first.node, pod);
    ClaimEntry claim = volume.claim;
    incident.claim = claim == null ? "" : claim.name();
    incident.namespace = claim == null ? "" : claim.namespace();
    incident.pod = pod == null ? "" : pod.name();
    incident.podUid = pod == null ? "" : pod.uid;
    incident.node = second.node;
    incident.holderNode = first.node;
    incident.holderPod = holder == null ? "" : holder.name();
    causes.ofViolation(incident, volume, first);
    for (AttachmentEntry one : volume.attachments) {
      if (one.attachedAt != Entity.UNSEEN && one.attachedAt != Entity.NEVER) {
        incident.note(one.attachedAt, "attachment", "attached to " + one.node);
      }
    }
  }

  private static boolean comesBefore(AttachmentEntry one, AttachmentEntry other) {
    return one.attachedAt != other.attachedAt
        ? one.attachedAt < other.attachedAt
        : one.node.compareTo(other.node) < 0;
  }

  private static @Nullable Incident open(Entity owner, Group group) {
    if (owner.hasIncidents()) {
      for (Incident incident : owner.incidents()) {
        if (incident.group == group) {
          return incident;
        }
      }
    }
    return null;
  }
}
