package dev.straingauge.analyzer.ledger;

import dev.straingauge.analyzer.state.StateReader;
import dev.straingauge.analyzer.state.StateWriter;
import dev.straingauge.event.Evidence;
import dev.straingauge.event.IncidentClass;
import dev.straingauge.event.IncidentEvent;
import dev.straingauge.event.IncidentState;
import dev.straingauge.event.TimelineEntry;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One incident: a wait of a pod for a volume, or other trouble of either. */
final class Incident {

  static final int MAX_TIMELINE = 32;
  static final int MAX_EVIDENCE = 8;

  /** What it is about; at most one of each is open for a volume and a pod. */
  enum Group {
    WAIT,
    VIOLATION,
    PROVISION,
    MOUNT,
    TERMINATION,
    HOOK,
    STALE
  }

  /** Cell and key of the entity that it hangs on. */
  final byte ownerCell;

  final String ownerKey;

  final Group group;
  final String id;
  final long since;
  final String volume;
  IncidentClass kind;
  IncidentState state = IncidentState.OPEN;
  long until = Entity.NEVER;
  long kindSince;
  String claim = "";
  String namespace = "";
  String pod = "";
  String podUid = "";
  String node = "";
  String holderPod = "";
  String holderNode = "";
  String cause = "unknown";
  List<Evidence> evidence = new ArrayList<>();
  private final List<TimelineEntry> timeline = new ArrayList<>();
  private long timelineBeyond;
  boolean blind;

  /** How often it was told. */
  int told;

  /** Something is to be told at the next tick. */
  boolean pending = true;

  boolean stored;

  Incident(
      Entity owner,
      Group group,
      String id,
      long since,
      String volume,
      IncidentClass kind,
      long at) {
    this(owner.cell(), owner.key, group, id, since, volume, kind, at);
  }

  private Incident(
      byte ownerCell,
      String ownerKey,
      Group group,
      String id,
      long since,
      String volume,
      IncidentClass kind,
      long kindSince) {
    this.ownerCell = ownerCell;
    this.ownerKey = ownerKey;
    this.group = group;
    this.id = id;
    this.since = since;
    this.volume = volume;
    this.kind = kind;
    this.kindSince = kindSince;
  }

  boolean isOpen() {
    return state == IncidentState.OPEN;
  }

  /** A cause that becomes another is told at once, but for what mostly passes. */
  boolean tellsCauses() {
    return kind != IncidentClass.TRANSIENT;
  }

  boolean concernsNode(String name) {
    return node.equals(name) || holderNode.equals(name);
  }

  /** Adds a line to its story, in order of time; equal lines of one moment count once. */
  void note(long at, String about, String text) {
    TimelineEntry entry = new TimelineEntry(at, about, Texts.cut(text));
    if (timeline.contains(entry)) {
      return;
    }
    if (timeline.size() >= MAX_TIMELINE) {
      timelineBeyond++;
      return;
    }
    int place = timeline.size();
    while (place > 0 && timeline.get(place - 1).getAt() > at) {
      place--;
    }
    timeline.add(place, entry);
  }

  /** A copy of one that is over, as it is told for the last time. */
  Incident asToldLast() {
    StateWriter out = new StateWriter();
    write(out);
    Incident copy = read(new StateReader(out.toBytes()));
    copy.told++;
    copy.pending = false;
    return copy;
  }

  long duration(long now) {
    return (until == Entity.NEVER ? now : until) - since;
  }

  IncidentEvent event(long at) {
    return event(at, List.copyOf(timeline));
  }

  IncidentEvent withoutTimeline(long at) {
    return event(at, List.of());
  }

  private IncidentEvent event(long at, List<TimelineEntry> story) {
    return new IncidentEvent(
        id,
        told,
        at,
        kind,
        state,
        since,
        until == Entity.NEVER ? null : until,
        kindSince,
        volume,
        claim,
        namespace,
        pod,
        podUid,
        node,
        holderPod,
        holderNode,
        cause,
        List.copyOf(evidence),
        story,
        timelineBeyond + timeline.size() - story.size(),
        blind);
  }

  void write(StateWriter out) {
    out.writeInt(ownerCell).writeText(ownerKey).writeText(group.name()).writeText(id);
    out.writeLong(since).writeText(volume).writeText(kind.name()).writeLong(kindSince);
    out.writeText(state.name()).writeLong(until).writeText(claim).writeText(namespace);
    out.writeText(pod).writeText(podUid).writeText(node).writeText(holderPod);
    out.writeText(holderNode).writeText(cause).writeInt(evidence.size());
    for (Evidence one : evidence) {
      Long at = one.getAt();
      out.writeLong(at == null ? Entity.NEVER : at).writeText(one.getText());
    }
    out.writeInt(timeline.size());
    for (TimelineEntry one : timeline) {
      out.writeLong(one.getAt()).writeText(one.getAbout()).writeText(one.getText());
    }
    out.writeLong(timelineBeyond).writeBoolean(blind).writeInt(told).writeBoolean(pending);
  }

  static Incident read(StateReader in) {
    Incident read =
        new Incident(
            (byte) in.readInt(),
            in.readText(),
            Group.valueOf(in.readText()),
            in.readText(),
            in.readLong(),
            in.readText(),
            IncidentClass.valueOf(in.readText()),
            in.readLong());
    read.state = IncidentState.valueOf(in.readText());
    read.until = in.readLong();
    read.claim = in.readText();
    read.namespace = in.readText();
    read.pod = in.readText();
    read.podUid = in.readText();
    read.node = in.readText();
    read.holderPod = in.readText();
    read.holderNode = in.readText();
    read.cause = in.readText();
    int evidence = in.readInt();
    for (int i = 0; i < evidence; i++) {
      Long at = nullable(in.readLong());
      read.evidence.add(new Evidence(at, in.readText()));
    }
    int entries = in.readInt();
    for (int i = 0; i < entries; i++) {
      read.timeline.add(new TimelineEntry(in.readLong(), in.readText(), in.readText()));
    }
    read.timelineBeyond = in.readLong();
    read.blind = in.readBoolean();
    read.told = in.readInt();
    read.pending = in.readBoolean();
    return read;
  }

  private static @Nullable Long nullable(long at) {
    return at == Entity.NEVER ? null : at;
  }
}
