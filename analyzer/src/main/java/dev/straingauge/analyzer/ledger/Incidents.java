package dev.straingauge.analyzer.ledger;

import dev.straingauge.analyzer.ledger.Incident.Group;
import dev.straingauge.analyzer.state.CellSink;
import dev.straingauge.analyzer.state.StateReader;
import dev.straingauge.analyzer.state.StateWriter;
import dev.straingauge.event.IncidentClass;
import dev.straingauge.event.IncidentCount;
import dev.straingauge.event.IncidentEvent;
import dev.straingauge.event.IncidentState;
import dev.straingauge.schemas.sketch.LatencySketch;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The incidents of a run: those that are open or not told yet, and what is counted of all. Not
 * thread-safe.
 */
final class Incidents {

  static final int MAX_WORST = 20;

  /** The worst first. */
  private static final List<IncidentClass> SEVERITY =
      List.of(
          IncidentClass.VIOLATION,
          IncidentClass.LOST_VOLUME,
          IncidentClass.DEADLOCK,
          IncidentClass.STUCK,
          IncidentClass.PROVISION_STUCK,
          IncidentClass.MOUNT_STUCK,
          IncidentClass.TERMINATION_SLOW,
          IncidentClass.STALE_HANDLE,
          IncidentClass.HOOK_FAILED,
          IncidentClass.SLOW,
          IncidentClass.TRANSIENT);

  private static final Comparator<Incident> WORST_FIRST =
      Comparator.<Incident, Boolean>comparing(one -> one.state != IncidentState.RUN_ENDED)
          .thenComparingInt(one -> SEVERITY.indexOf(one.kind))
          .thenComparingLong(one -> -one.duration(one.until))
          .thenComparing(one -> one.id);

  private final int max;
  private final Durations budget;
  private final TreeMap<String, Incident> open = new TreeMap<>();
  private final TreeSet<String> pending = new TreeSet<>();
  private final Set<Incident> changed = new LinkedHashSet<>();
  private final List<String> gone = new ArrayList<>();
  private final TreeSet<Incident> worst = new TreeSet<>(WORST_FIRST);
  private final EnumMap<IncidentClass, Long> counts = new EnumMap<>(IncidentClass.class);
  private final EnumMap<IncidentClass, Long> openAtEnd = new EnumMap<>(IncidentClass.class);
  private LatencySketch recovered = new LatencySketch();
  private LatencySketch censored = new LatencySketch();
  private long beyond;
  private boolean dirty = true;

  Incidents(int max, Durations budget) {
    this.max = max;
    this.budget = budget;
  }

  /**
   * Opens one.
   *
   * @return null if there is no room: it is counted then
   */
  @Nullable Incident begin(
      Entity owner,
      Group group,
      long since,
      String volume,
      String podUid,
      IncidentClass kind,
      long kindSince) {
    if (open.size() >= max) {
      beyond++;
      dirty = true;
      return null;
    }
    String id = id(group, volume, podUid.isEmpty() ? owner.key : podUid, since);
    Incident known = open.get(id);
    if (known != null) {
      return known.isOpen() ? known : null;
    }
    Incident incident = new Incident(owner, group, id, since, volume, kind, kindSince);
    open.put(id, incident);
    owner.add(incident);
    changed(incident);
    return incident;
  }

  /** It is as bad as that now, if it was not worse before. */
  void worsen(Incident incident, IncidentClass kind, long since) {
    if (kind.compareTo(incident.kind) > 0) {
      incident.kind = kind;
      incident.kindSince = since;
      changed(incident);
    }
  }

  /** It is over; the owner's list of incidents is told. */
  void end(Incident incident, Entity owner, IncidentState how, long at) {
    incident.state = how;
    incident.until = Math.max(at, incident.since);
    owner.remove(incident);
    count(incident);
    changed(incident);
  }

  /** Something of it is new, and to be told. */
  void changed(Incident incident) {
    incident.pending = true;
    pending.add(incident.id);
    changed.add(incident);
  }

  /** Its story has grown: stored, but not told for that alone. */
  void grown(Incident incident) {
    changed.add(incident);
  }

  Collection<Incident> all() {
    return open.values();
  }

  /** What is new at a tick, sorted by id. */
  List<IncidentEvent> tell(long at) {
    if (pending.isEmpty()) {
      return List.of();
    }
    List<IncidentEvent> events = new ArrayList<>();
    for (String id : pending) {
      Incident incident = open.get(id);
      if (incident != null) {
        incident.told++;
        incident.pending = false;
        events.add(incident.event(at));
        if (!incident.isOpen()) {
          forget(incident);
        } else {
          changed.add(incident);
        }
      }
    }
    pending.clear();
    return events;
  }

  private void forget(Incident incident) {
    open.remove(incident.id);
    changed.remove(incident);
    if (incident.stored) {
      gone.add(incident.id);
    }
  }

  private void count(Incident incident) {
    dirty = true;
    counts.merge(incident.kind, 1L, Long::sum);
    if (incident.state == IncidentState.RUN_ENDED) {
      openAtEnd.merge(incident.kind, 1L, Long::sum);
    }
    worst.add(incident.asToldLast());
    if (worst.size() > MAX_WORST) {
      worst.pollLast();
    }
    if (incident.group == Group.WAIT) {
      long lasted = Math.min(incident.duration(incident.until), budget.longest(1));
      budget.charge(lasted);
      (incident.state == IncidentState.RECOVERED && !incident.blind ? recovered : censored)
          .record(lasted);
    }
  }

  /** All classes in the enum's order. */
  List<IncidentCount> summary() {
    List<IncidentCount> all = new ArrayList<>();
    for (IncidentClass kind : IncidentClass.values()) {
      all.add(
          new IncidentCount(kind, counts.getOrDefault(kind, 0L), openAtEnd.getOrDefault(kind, 0L)));
    }
    return all;
  }

  List<IncidentEvent> worst(long at) {
    return worst.stream().map(one -> one.withoutTimeline(at)).toList();
  }

  LatencySketch recovered() {
    return recovered;
  }

  LatencySketch censored() {
    return censored;
  }

  long beyond() {
    return beyond;
  }

  boolean isDirty() {
    return dirty;
  }

  void flush(CellSink cells) {
    for (String id : gone) {
      if (!open.containsKey(id)) {
        cells.delete(Cells.key(Cells.INCIDENT, id));
      }
    }
    gone.clear();
    for (Incident incident : changed) {
      StateWriter out = new StateWriter();
      incident.write(out);
      cells.put(Cells.key(Cells.INCIDENT, incident.id), out.toBytes());
      incident.stored = true;
    }
    changed.clear();
  }

  void write(StateWriter out) {
    for (IncidentClass kind : IncidentClass.values()) {
      out.writeLong(counts.getOrDefault(kind, 0L)).writeLong(openAtEnd.getOrDefault(kind, 0L));
    }
    out.writeSketch(recovered).writeSketch(censored).writeLong(beyond).writeInt(worst.size());
    worst.forEach(one -> one.write(out));
    dirty = false;
  }

  void read(StateReader in) {
    for (IncidentClass kind : IncidentClass.values()) {
      counts.put(kind, in.readLong());
      openAtEnd.put(kind, in.readLong());
    }
    recovered = orEmpty(in.readSketch());
    censored = orEmpty(in.readSketch());
    beyond = in.readLong();
    int size = in.readInt();
    for (int i = 0; i < size; i++) {
      worst.add(Incident.read(in));
    }
    dirty = false;
  }

  /** Puts back one that was stored. */
  Incident restore(StateReader in) {
    Incident incident = Incident.read(in);
    incident.stored = true;
    open.put(incident.id, incident);
    if (incident.pending) {
      pending.add(incident.id);
    }
    return incident;
  }

  private static LatencySketch orEmpty(@Nullable LatencySketch sketch) {
    return sketch == null ? new LatencySketch() : sketch;
  }

  /** 48 bits of FNV-1a: two of a million incidents share one in one of 500 runs. */
  private static String id(Group group, String volume, String who, long since) {
    long hash = 0xcbf29ce484222325L;
    String text = group + "|" + volume + "|" + who + "|" + since;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
    }
    return String.format(Locale.ROOT, "i-%012x", (hash ^ (hash >>> 48)) & 0xffff_ffff_ffffL);
  }
}
