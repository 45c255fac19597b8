package dev.straingauge.benchmarks;

import dev.straingauge.event.Attachment;
import dev.straingauge.event.Change;
import dev.straingauge.event.Claim;
import dev.straingauge.event.Event;
import dev.straingauge.event.FaultInjected;
import dev.straingauge.event.IncidentClass;
import dev.straingauge.event.KubernetesEventSeen;
import dev.straingauge.event.Node;
import dev.straingauge.event.ObjectChanged;
import dev.straingauge.event.OperationFinished;
import dev.straingauge.event.Pod;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which incidents a log has, found by going through the whole of it for each pod and claim, without
 * anything of the ledger. Kubernetes' events are looked at for one thing only: whether that of a
 * hook that failed, as the label of the fault says, has arrived.
 */
final class IncidentTruth {

  private static final long SECOND = IncidentStory.SECOND;
  private static final long NEVER = Long.MAX_VALUE;

  /**
   * One of them.
   *
   * @param kind its class
   * @param subject claim, and pod where it is about one
   */
  record Found(IncidentClass kind, String subject) implements Comparable<Found> {
    @Override
    public int compareTo(Found other) {
      int byKind = kind.compareTo(other.kind);
      return byKind != 0 ? byKind : subject.compareTo(other.subject);
    }
  }

  /** A pod and the first of its claims. */
  private record Subject(String uid, String name, String claim) {}

  private final List<Event> log;
  private final long end;
  private final Map<String, String> volumeOf = new TreeMap<>();

  /** Each by the moments from which on its incidents have to be known, in order. */
  private final Map<Found, List<Long>> found = new TreeMap<>();

  private IncidentTruth(List<Event> log) {
    this.log = log;
    end = log.getLast().getTime();
  }

  /**
   * All incidents of a log: what they are, and of each the moment at which the bound of its class
   * is reached. Pods of one name are one subject with as many incidents as there were pods.
   */
  static Map<Found, List<Long>> of(List<Event> log) {
    IncidentTruth truth = new IncidentTruth(log);
    truth.claims();
    List<Subject> pods = truth.pods();
    pods.forEach(truth::pod);
    truth.violations();
    truth.label("fail-prestop").ifPresent(label -> pods.forEach(pod -> truth.hook(label, pod)));
    truth.label("stale-handle").ifPresent(truth::stale);
    truth.found.values().forEach(times -> times.sort(Comparator.naturalOrder()));
    return truth.found;
  }

  private Optional<FaultInjected> label(String fault) {
    return log.stream()
        .map(Event::getBody)
        .filter(FaultInjected.class::isInstance)
        .map(FaultInjected.class::cast)
        .filter(label -> label.getFault().equals(fault))
        .findFirst();
  }

  /** A pod that is asked to end while all hooks fail; one of which nobody hears is not known. */
  private void hook(FaultInjected label, Subject pod) {
    long asked = first(pod.uid(), Pod::getDeleting);
    if (asked < label.getFrom() || asked >= label.getTo()) {
      return;
    }
    for (Event event : log) {
      if (event.getBody() instanceof KubernetesEventSeen seen
          && seen.getReason().equals("FailedPreStopHook")
          && seen.getRegardingUid().equals(pod.uid())) {
        put(new Found(IncidentClass.HOOK_FAILED, pod.claim() + " " + pod.name()), event.getTime());
        return;
      }
    }
  }

  /** Verifications while all handles are stale: the files of a claim go stale once. */
  private void stale(FaultInjected label) {
    for (Event event : log) {
      if (event.getBody() instanceof OperationFinished finished
          && finished.getOperation().equals(IncidentStory.VERIFY)
          && finished.getStartedAt() >= label.getFrom()
          && finished.getCompletedAt() < label.getTo()) {
        Found stale = new Found(IncidentClass.STALE_HANDLE, finished.getTarget());
        if (!found.containsKey(stale)) {
          put(stale, event.getTime());
        }
      }
    }
  }

  private void put(Found one, long knownAt) {
    found.computeIfAbsent(one, key -> new ArrayList<>()).add(knownAt);
  }

  private void claims() {
    Map<String, Long> made = new TreeMap<>();
    Map<String, Long> bound = new TreeMap<>();
    Map<String, Long> gone = new TreeMap<>();
    for (Event event : log) {
      if (event.getBody() instanceof ObjectChanged change
          && change.getFacts() instanceof Claim claim) {
        made.putIfAbsent(change.getName(), event.getTime());
        if (change.getChange() == Change.DELETED) {
          gone.putIfAbsent(change.getName(), event.getTime());
        } else if (claim.getPhase().equals("Bound")) {
          bound.putIfAbsent(change.getName(), event.getTime());
          volumeOf.put(change.getName(), String.valueOf(claim.getVolume()));
        }
      }
    }
    made.forEach(
        (name, at) -> {
          long until =
              Math.min(bound.getOrDefault(name, end), gone.getOrDefault(name, Long.MAX_VALUE));
          if (until - at >= 120 * SECOND) {
            put(new Found(IncidentClass.PROVISION_STUCK, name), at + 120 * SECOND);
          }
        });
  }

  private List<Subject> pods() {
    Map<String, Subject> pods = new LinkedHashMap<>();
    for (Event event : log) {
      if (event.getBody() instanceof ObjectChanged change
          && change.getFacts() instanceof Pod pod
          && !pod.getClaims().isEmpty()) {
        pods.put(
            change.getUid(),
            new Subject(change.getUid(), change.getName(), pod.getClaims().getFirst()));
      }
    }
    return List.copyOf(pods.values());
  }

  private void pod(Subject pod) {
    String uid = pod.uid();
    String claim = pod.claim();
    long assigned = first(uid, facts -> facts.getNode() != null);
    String node = nodeOf(uid);
    String volume = volumeOf.get(claim);
    long gone = gone(uid);
    if (node == null || volume == null) {
      return;
    }
    long mounted = first(uid, Pod::getReadyToStartContainers);
    long attached = attachedAt(volume, node, assigned);
    long over = Math.min(Math.min(attached, mounted), Math.min(gone, end));
    String subject = claim + " " + pod.name();
    IncidentClass wait = waitClass(uid, claim, volume, node, assigned, over);
    if (wait != null) {
      put(new Found(wait, subject), knownAt(wait, assigned));
    }
    long mountable = Math.max(assigned, attached);
    if (attached != NEVER && Math.min(Math.min(mounted, gone), end) - mountable >= 123 * SECOND) {
      put(new Found(IncidentClass.MOUNT_STUCK, subject), mountable + 123 * SECOND);
    }
    long asked = first(uid, Pod::getDeleting);
    long patience = grace(uid) + 15 * SECOND;
    if (asked != NEVER && Math.min(gone, end) - asked >= patience) {
      put(new Found(IncidentClass.TERMINATION_SLOW, subject), asked + patience);
    }
  }

  private @Nullable IncidentClass waitClass(
      String uid, String claim, String volume, String node, long assigned, long over) {
    for (Event event : log) {
      if (event.getTime() <= over
          && event.getBody() instanceof ObjectChanged change
          && change.getFacts() instanceof Attachment one
          && one.getVolume().equals(volume)
          && one.getNode().equals(node)
          && one.getAttachError() != null
          && one.getAttachError().contains("NotFound")) {
        return IncidentClass.LOST_VOLUME;
      }
    }
    long lasted = over - assigned;
    boolean conflict = isElsewhere(volume, node, assigned, over);
    if (conflict && lasted >= 60 * SECOND && isHeld(uid, claim, node, assigned + 60 * SECOND)) {
      return IncidentClass.DEADLOCK;
    }
    if (lasted >= 360 * SECOND) {
      return IncidentClass.STUCK;
    }
    if (lasted >= 60 * SECOND) {
      return IncidentClass.SLOW;
    }
    return conflict ? IncidentClass.TRANSIENT : null;
  }

  private static long knownAt(IncidentClass kind, long assigned) {
    return switch (kind) {
      case SLOW, DEADLOCK -> assigned + 60 * SECOND;
      case STUCK -> assigned + 360 * SECOND;
      case LOST_VOLUME -> NEVER - SECOND * 10; // at once, after the error: told in the unit tests
      default -> assigned;
    };
  }

  /** Whether another node has an attachment of the volume at some time of the wait. */
  private boolean isElsewhere(String volume, String node, long from, long to) {
    TreeSet<String> there = new TreeSet<>();
    for (Event event : log) {
      if (event.getTime() > from && there.stream().anyMatch(one -> !one.equals(node))) {
        return true;
      }
      if (event.getTime() >= to) {
        return false;
      }
      if (event.getBody() instanceof ObjectChanged change
          && change.getFacts() instanceof Attachment one
          && one.getVolume().equals(volume)) {
        if (change.getChange() == Change.DELETED) {
          there.remove(one.getNode());
        } else {
          there.add(one.getNode());
        }
      }
    }
    return false;
  }

  /** Whether another pod of the claim runs at that time on a node that is ready. */
  private boolean isHeld(String waiting, String claim, String node, long at) {
    TreeMap<String, String> holders = new TreeMap<>();
    TreeSet<String> lost = new TreeSet<>();
    for (Event event : log) {
      if (event.getTime() > at) {
        break;
      }
      if (event.getBody() instanceof ObjectChanged change) {
        if (change.getFacts() instanceof Node facts) {
          if (facts.getReady()) {
            lost.remove(change.getName());
          } else {
            lost.add(change.getName());
          }
        } else if (change.getFacts() instanceof Pod pod
            && pod.getClaims().contains(claim)
            && !change.getUid().equals(waiting)) {
          boolean holds =
              change.getChange() != Change.DELETED
                  && pod.getReadyToStartContainers()
                  && !pod.getDeleting()
                  && !node.equals(pod.getNode());
          if (holds) {
            holders.put(change.getUid(), String.valueOf(pod.getNode()));
          } else {
            holders.remove(change.getUid());
          }
        }
      }
    }
    return holders.values().stream().anyMatch(one -> !lost.contains(one));
  }

  private void violations() {
    volumeOf.forEach(
        (claim, volume) -> {
          TreeSet<String> on = new TreeSet<>();
          long since = NEVER;
          long told = NEVER;
          for (Event event : log) {
            if (since != NEVER && since != told && event.getTime() - since >= SECOND) {
              put(new Found(IncidentClass.VIOLATION, claim), since + SECOND);
              told = since;
            }
            if (event.getBody() instanceof ObjectChanged change
                && change.getFacts() instanceof Attachment one
                && one.getVolume().equals(volume)) {
              if (change.getChange() != Change.DELETED && one.getAttached()) {
                on.add(one.getNode());
              } else {
                on.remove(one.getNode());
              }
              since = on.size() < 2 ? NEVER : Math.min(since, event.getTime());
            }
          }
        });
  }

  /** From when on the volume is there for a pod that was assigned then; not to be detached. */
  private long attachedAt(String volume, String node, long assigned) {
    boolean there = false;
    for (Event event : log) {
      if (there && event.getTime() > assigned) {
        return assigned;
      }
      if (event.getBody() instanceof ObjectChanged change
          && change.getFacts() instanceof Attachment one
          && one.getVolume().equals(volume)
          && one.getNode().equals(node)) {
        boolean now =
            change.getChange() != Change.DELETED && one.getAttached() && !one.getDeleting();
        if (now && event.getTime() >= assigned) {
          return event.getTime();
        }
        there = now;
      }
    }
    return there ? assigned : NEVER;
  }

  /** What the pod has to end, nanoseconds. */
  private long grace(String uid) {
    Long grace = null;
    for (Event event : log) {
      if (event.getBody() instanceof ObjectChanged change
          && change.getUid().equals(uid)
          && change.getFacts() instanceof Pod pod
          && change.getChange() != Change.DELETED) {
        grace = pod.getGraceNanos() == null ? grace : pod.getGraceNanos();
      }
    }
    return grace == null || grace < 0 ? 30 * SECOND : grace;
  }

  private long first(String uid, java.util.function.Predicate<Pod> state) {
    for (Event event : log) {
      if (event.getBody() instanceof ObjectChanged change
          && change.getUid().equals(uid)
          && change.getFacts() instanceof Pod pod
          && state.test(pod)) {
        return event.getTime();
      }
    }
    return NEVER;
  }

  private long gone(String uid) {
    for (Event event : log) {
      if (event.getBody() instanceof ObjectChanged change
          && change.getUid().equals(uid)
          && change.getFacts() instanceof Pod
          && change.getChange() == Change.DELETED) {
        return event.getTime();
      }
    }
    return NEVER;
  }

  private @Nullable String nodeOf(String uid) {
    String node = null;
    for (Event event : log) {
      if (event.getBody() instanceof ObjectChanged change
          && change.getUid().equals(uid)
          && change.getFacts() instanceof Pod pod
          && pod.getNode() != null) {
        node = pod.getNode();
      }
    }
    return node;
  }
}
