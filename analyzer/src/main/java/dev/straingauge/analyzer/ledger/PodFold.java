package dev.straingauge.analyzer.ledger;

import dev.straingauge.event.Change;
import dev.straingauge.event.IncidentState;
import dev.straingauge.event.ObjectChanged;
import dev.straingauge.event.Pod;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What changes of pods mean for the ledger. */
final class PodFold {

  /** Pods of one claim that are followed. */
  private static final int MAX_PODS = 10_000;

  private final Book book;
  private final Stories stories;
  private final Troubles troubles;

  PodFold(Book book, Stories stories, Troubles troubles) {
    this.book = book;
    this.stories = stories;
    this.troubles = troubles;
  }

  /** Returns the pod if there is something to look at. */
  @Nullable PodEntry fold(ObjectChanged change, String key, Pod facts, long time) {
    boolean deleted = change.getChange() == Change.DELETED;
    PodEntry pod = book.objects.findPod(key);
    if (pod != null && !pod.uid.equals(change.getUid())) {
      if (deleted) {
        book.phases.of(Phase.TERMINATE).notObserved();
        return null; // an older one of that name
      }
      gone(pod, IncidentState.UNSEEN, time);
      pod = null;
    }
    if (deleted) {
      if (pod == null) {
        book.phases.of(Phase.TERMINATE).notObserved();
      } else {
        apply(pod, facts, change.getChange(), false, time);
      }
      return pod;
    }
    boolean first = pod == null;
    if (pod == null) {
      pod = begin(change, key, facts, time);
    }
    if (pod != null) {
      apply(pod, facts, change.getChange(), first, time);
    }
    return pod;
  }

  private @Nullable PodEntry begin(ObjectChanged change, String key, Pod facts, long time) {
    if (!book.objects.hasRoomForPod(key)) {
      return null;
    }
    PodEntry pod = new PodEntry(key, change.getUid());
    pod.seen = true;
    pod.madeAt = change.getChange() == Change.ADDED ? time : Entity.UNSEEN;
    pod.claims = claims(facts, change.getNamespace());
    for (ClaimEntry claim : pod.claims) {
      claim.pods.add(pod);
      if (claim.wantedAt == Entity.NEVER) {
        claim.wantedAt = time;
        book.objects.touch(claim);
      }
    }
    book.objects.put(pod);
    return pod;
  }

  private ClaimEntry[] claims(Pod facts, @Nullable String namespace) {
    List<String> first =
        facts.getClaims().subList(0, Math.min(PodEntry.MAX_CLAIMS, facts.getClaims().size()));
    List<ClaimEntry> all = new ArrayList<>(first.size());
    for (String name : new LinkedHashSet<>(first)) {
      ClaimEntry claim = book.objects.claimIfRoom(book.objects.key(namespace, name));
      if (claim != null && claim.pods.size() < MAX_PODS) {
        all.add(claim);
      }
    }
    return all.toArray(ClaimEntry[]::new);
  }

  private void apply(PodEntry pod, Pod facts, Change change, boolean first, long time) {
    boolean seen = change != Change.LISTED;
    assigned(pod, facts, seen, first, time);
    mounted(pod, facts, seen, first, time);
    if (facts.getReady() && !pod.wasReady) {
      pod.wasReady = true;
      if (!first || seen) {
        ready(pod, seen && !first ? time : Entity.UNSEEN);
      }
    }
    pod.ready = facts.getReady();
    pod.running = facts.getPhase().equals("Running");
    pod.over = facts.getPhase().equals("Failed") || facts.getPhase().equals("Succeeded");
    Long grace = facts.getGraceNanos();
    pod.graceNanos = grace == null || grace < 0 ? -1 : grace;
    if (facts.getDeleting() && pod.deletingAt == Entity.NEVER && change != Change.DELETED) {
      pod.deletingAt = time;
      pod.deletingUnseen = !seen || first;
      stories.noteSharers(pod, time, pod.name() + " asked to end");
    }
    pod.lastSeen = time;
    book.objects.touch(pod);
  }

  private void assigned(PodEntry pod, Pod facts, boolean seen, boolean first, long time) {
    String node = facts.getNode();
    if (node == null || pod.assignedAt != Entity.NEVER || node.length() > Objects.MAX_NAME) {
      return;
    }
    NodeEntry known = book.objects.nodeIfRoom(node);
    pod.node = known == null ? node : known.key;
    pod.assignedAt = time;
    pod.assignedUnseen = !seen || first;
    if (!first) {
      book.phases.of(Phase.SCHEDULE).ended(pod.madeAt, seen ? time : Entity.UNSEEN);
    } else if (seen) {
      book.phases.of(Phase.SCHEDULE).notObserved();
    }
    stories.note(pod, time, "pod", pod.name() + " assigned to " + node);
  }

  private void mounted(PodEntry pod, Pod facts, boolean seen, boolean first, long time) {
    boolean now =
        facts.getReadyToStartContainers()
            || facts.getReady()
            || facts.getPhase().equals("Running")
            || facts.getPhase().equals("Succeeded");
    if (!now || pod.mounted) {
      return;
    }
    long since = troubles.mountableSince(pod);
    pod.mounted = true;
    pod.mountedAt = time;
    pod.mountedUnseen = !seen || first;
    if (!first) {
      if (since == Entity.NEVER) {
        book.phases.of(Phase.MOUNT).reordered();
      } else {
        book.phases
            .of(Phase.MOUNT)
            .ended(pod.assignedUnseen ? Entity.UNSEEN : since, seen ? time : Entity.UNSEEN);
      }
    } else if (seen) {
      book.phases.of(Phase.MOUNT).notObserved();
    }
    stories.noteSharers(pod, time, pod.name() + " has its volumes mounted");
  }

  /** Mounted and ready in one: no phase between them was seen. */
  private void ready(PodEntry pod, long at) {
    boolean one = pod.mountedAt == at || pod.mountedUnseen;
    book.phases.of(Phase.READY).ended(one ? Entity.UNSEEN : pod.mountedAt, at);
  }

  /** The pod is gone. */
  void gone(PodEntry pod, IncidentState how, long time) {
    boolean blind = how == IncidentState.UNSEEN;
    if (pod.deletingAt != Entity.NEVER) {
      book.phases
          .of(Phase.TERMINATE)
          .ended(pod.deletingUnseen ? Entity.UNSEEN : pod.deletingAt, blind ? Entity.UNSEEN : time);
    } else {
      book.phases.of(Phase.TERMINATE).notObserved();
    }
    openPhase(pod, time, blind);
    stories.noteSharers(pod, time, pod.name() + " gone");
    GonePod remembered = GonePod.of(pod, troubles.isStale(pod), time);
    stories.gone(pod, how, time);
    book.objects.drop(pod);
    book.objects.remember(remembered);
  }

  /** The phase that the pod was in has no end. */
  void openPhase(PodEntry pod, long time, boolean blind) {
    if (pod.assignedAt == Entity.NEVER) {
      book.phases.of(Phase.SCHEDULE).open(blind ? Entity.UNSEEN : pod.madeAt, time);
    } else if (!pod.mounted) {
      long since = troubles.mountableSince(pod);
      if (since != Entity.NEVER) {
        book.phases.of(Phase.MOUNT).open(blind || pod.assignedUnseen ? Entity.UNSEEN : since, time);
      }
    } else if (!pod.wasReady && !pod.over) {
      book.phases
          .of(Phase.READY)
          .open(blind || pod.mountedUnseen ? Entity.UNSEEN : pod.mountedAt, time);
    }
  }
}
