package dev.straingauge.analyzer.ledger;

import dev.straingauge.analyzer.ledger.Incident.Group;
import dev.straingauge.event.IncidentClass;
import dev.straingauge.event.IncidentState;
import org.jspecify.annotations.Nullable;

/**
 * The wait of a pod that has a node for one of its volumes to be attached there: no incident if it
 * is short and nobody else has the volume. Where another node has an RWO volume it is TRANSIENT at
 * once, whatever the cause; then time decides.
 */
final class Waits {

  private final Book book;
  private final Stories stories;
  private final Causes causes;

  Waits(Book book, Stories stories, Causes causes) {
    this.book = book;
    this.stories = stories;
    this.causes = causes;
  }

  /** Looks at all volumes of the pod; returns when to look again. */
  long look(PodEntry pod, long now) {
    long next = Entity.NEVER;
    if (pod.node != null && book.attaches()) {
      for (int i = 0; i < pod.claims.length; i++) {
        if ((pod.waitsOver & (1L << i)) == 0) {
          next = Math.min(next, look(pod, i, now));
        }
      }
    }
    return next;
  }

  private long look(PodEntry pod, int index, long now) {
    ClaimEntry claim = pod.claims[index];
    VolumeEntry volume = claim.volume;
    String node = pod.node;
    if (volume == null || node == null) {
      return Entity.NEVER;
    }
    AttachmentEntry mine = volume.on(node);
    boolean attached = mine != null && mine.attached && !mine.deleting;
    boolean done = attached || pod.mounted;
    Incident incident = open(pod, volume);
    boolean lost = !done && Texts.isLost(Causes.errorOf(mine, pod));
    boolean conflict = pod.toldConflict || (volume.isExclusive() && volume.notOn(node) != null);
    long end = done ? endOf(pod, mine, now) : now;
    boolean known = incident != null;
    incident = worsen(incident, pod, claim, end, conflict && !done, lost, volume, done);
    if (incident != null && !(done && known)) {
      causes.ofWait(incident, pod, volume, incident.kind == IncidentClass.LOST_VOLUME && lost);
    }
    if (done || pod.over) {
      pod.waitsOver |= 1L << index;
      book.objects.touch(pod);
      if (incident != null) {
        end(incident, pod, mine, attached, end);
      }
      return Entity.NEVER;
    }
    return nextBound(pod, now, conflict);
  }

  /** When it was over, which may have been told before what links the two. */
  private static long endOf(PodEntry pod, @Nullable AttachmentEntry mine, long now) {
    long attachedAt =
        mine == null || mine.attachedAt == Entity.UNSEEN ? Entity.NEVER : mine.attachedAt;
    long end = Math.min(attachedAt, pod.mountedAt);
    return end == Entity.NEVER ? now : Math.max(end, pod.assignedAt);
  }

  private @Nullable Incident worsen(
      @Nullable Incident known,
      PodEntry pod,
      ClaimEntry claim,
      long now,
      boolean conflict,
      boolean lost,
      VolumeEntry volume,
      boolean done) {
    Bounds bounds = book.bounds;
    long since = pod.assignedAt;
    long age = now - since;
    Incident incident = known;
    if (conflict) {
      incident = atLeast(incident, pod, claim, IncidentClass.TRANSIENT, now);
    }
    if (age >= bounds.slow()) {
      incident = atLeast(incident, pod, claim, IncidentClass.SLOW, since + bounds.slow());
    }
    if (age >= bounds.stuck()) {
      incident = atLeast(incident, pod, claim, IncidentClass.STUCK, since + bounds.stuck());
    }
    if (!done && conflict && age >= bounds.deadlock() && causes.isHeldForGood(volume, pod)) {
      incident = atLeast(incident, pod, claim, IncidentClass.DEADLOCK, now);
    }
    if (lost) {
      incident = atLeast(incident, pod, claim, IncidentClass.LOST_VOLUME, now);
    }
    return incident;
  }

  private @Nullable Incident atLeast(
      @Nullable Incident known, PodEntry pod, ClaimEntry claim, IncidentClass kind, long at) {
    if (known != null) {
      book.incidents.worsen(known, kind, at);
      return known;
    }
    return stories.begin(pod, claim, Group.WAIT, pod.assignedAt, kind, at);
  }

  private void end(
      Incident incident, PodEntry pod, @Nullable AttachmentEntry mine, boolean attached, long now) {
    boolean unseen = attached && mine != null && mine.attachedAt == Entity.UNSEEN;
    IncidentState how =
        pod.over && !attached
            ? IncidentState.GONE
            : unseen ? IncidentState.UNSEEN : IncidentState.RECOVERED;
    book.incidents.end(incident, pod, how, now);
  }

  private long nextBound(PodEntry pod, long now, boolean conflict) {
    Bounds bounds = book.bounds;
    long age = now - pod.assignedAt;
    long next = Entity.NEVER;
    if (age < bounds.slow()) {
      next = bounds.slow();
    } else if (age < bounds.stuck()) {
      next = bounds.stuck();
    }
    if (conflict && age < bounds.deadlock()) {
      next = Math.min(next, bounds.deadlock());
    }
    return next == Entity.NEVER ? next : pod.assignedAt + next;
  }

  private static @Nullable Incident open(PodEntry pod, VolumeEntry volume) {
    if (pod.hasIncidents()) {
      for (Incident incident : pod.incidents()) {
        if (incident.group == Group.WAIT && incident.volume.equals(volume.key)) {
          return incident;
        }
      }
    }
    return null;
  }
}
