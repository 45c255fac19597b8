package dev.straingauge.producer.cluster.kubernetes;

import dev.straingauge.event.Change;
import dev.straingauge.event.ObjectChanged;
import dev.straingauge.event.WatchGap;
import dev.straingauge.producer.journal.Journal;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.LongSupplier;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * What the watches have seen of the run's objects and of what they stand on. A change is written
 * the moment it arrives, and only if a fact of it is new. Thread-safe: one change at a time.
 */
final class Observed {

  /** A watch that is back after that has missed nothing that its stamps would not show. */
  private static final long SHORT_NANOS = 200_000_000L;

  private final Journal journal;
  private final LongSupplier nowNanos;
  private final Map<String, Kind> kinds = new HashMap<>();
  private final Set<String> volumes = new HashSet<>();
  private Listener listener = (about, atNanos) -> {};
  private boolean closed;

  /** An object as it was last seen. */
  record Seen(
      String uid,
      @Nullable String namespace,
      String clusterName,
      String name,
      String about,
      String resourceVersion,
      SpecificRecord facts) {}

  /** Told when something that expectations are about has changed. */
  interface Listener {
    /** Called inside of the change, in the watch's thread. */
    void changed(String about, long atNanos);
  }

  /** All of one kind. */
  private static final class Kind {
    final Map<String, Seen> aliveByUid = new LinkedHashMap<>();
    final Map<String, Set<String>> uidsByAbout = new HashMap<>();
    final Set<String> everAbout = new HashSet<>();
    long created;
    long deleted;
    long lostAtNanos;
  }

  Observed(Journal journal, LongSupplier nowNanos) {
    this.journal = journal;
    this.nowNanos = nowNanos;
  }

  synchronized void listener(Listener to) {
    listener = to;
  }

  /** Nothing is written any more. */
  synchronized void close() {
    closed = true;
  }

  /**
   * The watch of a kind began, or began again: what is there now. What was alive and is not there
   * is gone.
   *
   * @param ours whether objects of this kind are the run's own, and counted
   */
  synchronized void listed(String kind, List<Item> items, boolean again, boolean ours) {
    Kind of = of(kind);
    long now = nowNanos.getAsLong();
    if (again) {
      writeGap(kind, of, now, 0);
      Set<String> there = new HashSet<>();
      items.forEach(item -> there.add(item.metadata().getUid()));
      List<Seen> vanished = new ArrayList<>(of.aliveByUid.values());
      vanished.removeIf(seen -> there.contains(seen.uid()));
      vanished.forEach(seen -> gone(kind, of, seen, null, seen.resourceVersion(), now));
    }
    items.forEach(item -> seen(kind, of, item, Change.LISTED, ours, now));
  }

  /** An object was added or modified. */
  synchronized void changed(String kind, Item item, Change change, boolean ours) {
    Kind of = of(kind);
    long now = nowNanos.getAsLong();
    writeGap(kind, of, now, SHORT_NANOS);
    seen(kind, of, item, change, ours, now);
  }

  /** An object is gone. */
  synchronized void deleted(String kind, ObjectMeta metadata) {
    Kind of = of(kind);
    long now = nowNanos.getAsLong();
    writeGap(kind, of, now, SHORT_NANOS);
    Seen last = of.aliveByUid.get(metadata.getUid());
    if (last != null) {
      gone(kind, of, last, Facts.objectTime(metadata), metadata.getResourceVersion(), now);
    }
  }

  /** A watch was lost, and had been silent for so long before. */
  synchronized void lost(String kind, long sinceNanos) {
    Kind of = of(kind);
    if (of.lostAtNanos == 0) {
      of.lostAtNanos = nowNanos.getAsLong() - sinceNanos;
    }
  }

  /** It is back where it was. */
  synchronized void resumed(String kind) {
    writeGap(kind, of(kind), nowNanos.getAsLong(), SHORT_NANOS);
  }

  /** The run made an object of a kind whose objects are not its own as a rule. */
  synchronized void made(String kind) {
    of(kind).created++;
  }

  /** Writes something else that was seen. */
  synchronized void write(SpecificRecord body) {
    if (!closed) {
      journal.write(body);
    }
  }

  /** The living objects of a kind that are about a name. */
  synchronized List<Seen> about(String kind, String about) {
    Kind of = of(kind);
    return of.uidsByAbout.getOrDefault(about, Set.of()).stream()
        .map(of.aliveByUid::get)
        .filter(Objects::nonNull)
        .toList();
  }

  /** Whether an object of a kind was ever seen that is about a name. */
  synchronized boolean wasSeen(String kind, String about) {
    return of(kind).everAbout.contains(about);
  }

  /** Whether a PersistentVolume of that name is, or was, the run's. */
  synchronized boolean isKnownVolume(String name) {
    return volumes.contains(name);
  }

  synchronized boolean isAlive(String kind, String uid) {
    return of(kind).aliveByUid.containsKey(uid);
  }

  synchronized Collection<Seen> alive(String kind) {
    return List.copyOf(of(kind).aliveByUid.values());
  }

  /** Objects of the run that came into being. */
  synchronized long created(String kind) {
    return of(kind).created;
  }

  /** Those of them seen gone. */
  synchronized long deleted(String kind) {
    return of(kind).deleted;
  }

  private Kind of(String kind) {
    return kinds.computeIfAbsent(kind, name -> new Kind());
  }

  private void seen(String kind, Kind of, Item item, Change change, boolean ours, long atNanos) {
    ObjectMeta metadata = item.metadata();
    Seen last = of.aliveByUid.get(metadata.getUid());
    Seen next =
        new Seen(
            metadata.getUid(),
            metadata.getNamespace(),
            metadata.getName(),
            item.name(),
            item.about(),
            metadata.getResourceVersion(),
            item.facts());
    of.aliveByUid.put(next.uid(), next);
    if (last != null && last.facts().equals(next.facts())) {
      return;
    }
    if (last == null) {
      of.created += ours ? 1 : 0;
      of.everAbout.add(next.about());
      if (kind.equals(Watches.VOLUME)) {
        volumes.add(next.clusterName());
      }
    }
    if (last == null || !last.about().equals(next.about())) {
      of.uidsByAbout.computeIfAbsent(next.about(), about -> new HashSet<>()).add(next.uid());
    }
    Change told = last == null && change == Change.MODIFIED ? Change.ADDED : change;
    write(kind, next, told, Facts.objectTime(metadata), next.resourceVersion());
    listener.changed(next.about(), atNanos);
  }

  private void gone(
      String kind, Kind of, Seen last, @Nullable Long objectTime, String version, long atNanos) {
    of.aliveByUid.remove(last.uid());
    of.deleted++;
    Set<String> uids = of.uidsByAbout.get(last.about());
    if (uids != null) {
      uids.remove(last.uid());
      if (uids.isEmpty()) {
        of.uidsByAbout.remove(last.about());
      }
    }
    write(kind, last, Change.DELETED, objectTime, version);
    listener.changed(last.about(), atNanos);
  }

  private void write(
      String kind, Seen seen, Change change, @Nullable Long objectTime, String version) {
    write(
        new ObjectChanged(
            kind,
            seen.namespace(),
            seen.name(),
            seen.uid(),
            version,
            change,
            objectTime,
            seen.facts()));
  }

  private void writeGap(String kind, Kind of, long now, long shortNanos) {
    long from = of.lostAtNanos;
    of.lostAtNanos = 0;
    if (from != 0 && now - from >= shortNanos) {
      write(new WatchGap(kind, from, now));
    }
  }

  /**
   * An object as a watch gave it.
   *
   * @param object the object
   * @param name the plan's name where it has one, else the cluster's
   * @param about the plan's name of what it concerns
   * @param facts what is told of it
   */
  record Item(HasMetadata object, String name, String about, SpecificRecord facts) {
    ObjectMeta metadata() {
      return object.getMetadata();
    }
  }
}
