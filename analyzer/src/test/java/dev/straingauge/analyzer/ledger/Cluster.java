package dev.straingauge.analyzer.ledger;

import dev.straingauge.analyzer.fold.Collected;
import dev.straingauge.analyzer.fold.EventLog;
import dev.straingauge.event.Attachment;
import dev.straingauge.event.Change;
import dev.straingauge.event.Claim;
import dev.straingauge.event.CsiDriver;
import dev.straingauge.event.Custom;
import dev.straingauge.event.Event;
import dev.straingauge.event.IncidentEvent;
import dev.straingauge.event.KubernetesEventSeen;
import dev.straingauge.event.Node;
import dev.straingauge.event.ObjectChanged;
import dev.straingauge.event.PersistentVolume;
import dev.straingauge.event.Pod;
import dev.straingauge.event.VolumePhase;
import dev.straingauge.event.WatchGap;
import dev.straingauge.event.WriterOutcome;
import dev.straingauge.schemas.topic.Topic;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A log of what a cluster does, in words of volumes; times in seconds since the run's start. */
public final class Cluster {

  static final String NAMESPACE = "ns";
  private final EventLog log;
  private String mode = "RWO";

  Cluster() {
    this(EventLog.begin());
  }

  Cluster(EventLog log) {
    this.log = log;
  }

  /** Claims that are made from now on have that mode. */
  Cluster mode(String accessMode) {
    mode = accessMode;
    return this;
  }

  Cluster at(double seconds) {
    log.at((long) (seconds * EventLog.SECOND));
    return this;
  }

  Cluster driver(boolean attachRequired) {
    return change(
        "CSIDriver",
        null,
        "block.csi",
        "driver",
        Change.LISTED,
        new CsiDriver("1", attachRequired, List.of()));
  }

  Cluster storageClass(String bindingMode) {
    return change(
        "StorageClass",
        null,
        "block",
        "class",
        Change.LISTED,
        new Custom("{\"volumeBindingMode\":\"" + bindingMode + "\"}"));
  }

  Cluster csiNode(String node, String driver, int volumes) {
    return change(
        "CSINode",
        null,
        node,
        "csi-" + node,
        Change.LISTED,
        new Custom("{\"drivers\":[{\"name\":\"%s\",\"volumes\":%d}]}".formatted(driver, volumes)));
  }

  Cluster claim(Change change, String name, @Nullable String volume) {
    return change(
        "PersistentVolumeClaim",
        NAMESPACE,
        name,
        "claim-" + name,
        change,
        new Claim(
            volume == null ? "Pending" : "Bound",
            volume,
            "block",
            List.of(mode),
            1L << 30,
            false,
            0L,
            null));
  }

  Cluster volume(Change change, String name, String phase, String handle) {
    return change(
        "PersistentVolume",
        null,
        name,
        "pv-" + name,
        change,
        new PersistentVolume(phase, "data", "block.csi", handle, "Delete", false));
  }

  /** A claim that has its volume: {@code data} has {@code pv-data}. */
  Cluster bound(String claim) {
    claim(Change.ADDED, claim, null);
    volume(Change.ADDED, "pv-" + claim, "Bound", "vol-" + claim);
    return claim(Change.MODIFIED, claim, "pv-" + claim);
  }

  Cluster pod(Change change, String name, @Nullable String node, String state, String... claims) {
    return podOf(change, name, "uid-" + name, node, state, claims);
  }

  /**
   * A pod.
   *
   * @param state words of pending, mounted, ready, deleting, failed
   */
  Cluster podOf(
      Change change,
      String name,
      String uid,
      @Nullable String node,
      String state,
      String... claims) {
    boolean ready = state.contains("ready");
    boolean mounted = ready || state.contains("mounted");
    return change(
        "Pod",
        NAMESPACE,
        name,
        uid,
        change,
        new Pod(
            state.contains("failed") ? "Failed" : ready ? "Running" : "Pending",
            node,
            ready,
            mounted,
            List.of(claims),
            null,
            state.contains("deleting"),
            30 * EventLog.SECOND,
            null));
  }

  /** A pod that is made, assigned and ready at once. */
  Cluster runs(String name, String node, String claim) {
    pod(Change.ADDED, name, null, "pending", claim);
    pod(Change.MODIFIED, name, node, "pending", claim);
    attached("pv-" + claim, node);
    return pod(Change.MODIFIED, name, node, "ready", claim);
  }

  /** A pod that is made and assigned. */
  Cluster waits(String name, String node, String claim) {
    pod(Change.ADDED, name, null, "pending", claim);
    return pod(Change.MODIFIED, name, node, "pending", claim);
  }

  Cluster attachment(Change change, String volume, String node, String state) {
    return attachment(change, volume, node, state, null, null);
  }

  /**
   * A VolumeAttachment.
   *
   * @param state words of attached, deleting
   */
  Cluster attachment(
      Change change,
      String volume,
      String node,
      String state,
      @Nullable String attachError,
      @Nullable String detachError) {
    return change(
        "VolumeAttachment",
        null,
        "csi-" + volume + node,
        "va-" + volume + node,
        change,
        new Attachment(
            volume,
            node,
            state.contains("attached"),
            attachError,
            detachError,
            state.contains("deleting")));
  }

  Cluster attached(String volume, String node) {
    attachment(Change.ADDED, volume, node, "");
    return attachment(Change.MODIFIED, volume, node, "attached");
  }

  Cluster detached(String volume, String node) {
    attachment(Change.MODIFIED, volume, node, "attached deleting");
    return attachment(Change.DELETED, volume, node, "attached deleting");
  }

  Cluster node(String name, boolean ready, String... taints) {
    return change(
        "Node",
        null,
        name,
        "node-" + name,
        Change.MODIFIED,
        new Node(ready, false, List.of(taints), List.of()));
  }

  Cluster nodeGone(String name) {
    return change(
        "Node",
        null,
        name,
        "node-" + name,
        Change.DELETED,
        new Node(false, false, List.of(), List.of()));
  }

  Cluster event(String reason, String pod, String note) {
    return event(reason, "Pod", pod, "uid-" + pod, note);
  }

  Cluster event(String reason, String kind, String name, String uid, String note) {
    log.write(
        new KubernetesEventSeen(
            "event", reason, "Warning", note, kind, NAMESPACE, name, uid, "reporter", 1, null));
    return this;
  }

  Cluster gap(String kind) {
    log.write(new WatchGap(kind, log.now() - EventLog.SECOND, log.now()));
    return this;
  }

  Cluster restart() {
    log.restart();
    return this;
  }

  Cluster change(
      String kind,
      @Nullable String namespace,
      String name,
      String uid,
      Change change,
      Object facts) {
    log.write(new ObjectChanged(kind, namespace, name, uid, "1", change, null, facts));
    return this;
  }

  List<Event> events() {
    return log.cleanup(0).end(WriterOutcome.COMPLETED).events();
  }

  /** Ends the run and gives what came out. */
  Collected end() {
    return Collected.of(events());
  }

  /** What was said last of each incident, in order of time. */
  List<IncidentEvent> incidents() {
    return last(end());
  }

  static List<IncidentEvent> last(Collected out) {
    List<IncidentEvent> all = out.of(Topic.INCIDENTS, IncidentEvent.class);
    return all.stream()
        .filter(
            one ->
                all.stream()
                    .noneMatch(
                        other ->
                            other.getIncidentId().equals(one.getIncidentId())
                                && other.getSequence() > one.getSequence()))
        .toList();
  }

  static VolumePhase phase(Collected out, String phase) {
    return out.summary().getVolumePhases().stream()
        .filter(one -> one.getPhase().equals(phase))
        .findFirst()
        .orElseThrow();
  }

  static double seconds(long at) {
    return (at - EventLog.EPOCH) / 1e9;
  }
}
