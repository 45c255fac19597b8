package dev.straingauge.analyzer.ledger;

import dev.straingauge.analyzer.state.CellSink;
import dev.straingauge.analyzer.state.StateReader;
import dev.straingauge.analyzer.state.StateWriter;
import dev.straingauge.event.Attachment;
import dev.straingauge.event.Change;
import dev.straingauge.event.Claim;
import dev.straingauge.event.CsiDriver;
import dev.straingauge.event.Custom;
import dev.straingauge.event.Distribution;
import dev.straingauge.event.Failure;
import dev.straingauge.event.IncidentCount;
import dev.straingauge.event.IncidentEvent;
import dev.straingauge.event.IncidentState;
import dev.straingauge.event.KubernetesEventSeen;
import dev.straingauge.event.Node;
import dev.straingauge.event.ObjectChanged;
import dev.straingauge.event.OperationFinished;
import dev.straingauge.event.PersistentVolume;
import dev.straingauge.event.Pod;
import dev.straingauge.event.VolumePhase;
import dev.straingauge.event.WatchGap;
import dev.straingauge.schemas.config.LedgerConfig;
import dev.straingauge.schemas.sketch.LatencySketch;
import dev.straingauge.schemas.survival.KaplanMeier;
import java.util.List;

/**
 * The attachment ledger of a run: takes what the cluster's objects did, in whatever order their
 * watches told it, and gives phases and incidents. Reads no clock; incidents are told at ticks. Not
 * thread-safe.
 */
public final class Ledger {

  /** Reasons with which an operation fails that found stale files. */
  private static final List<String> STALE = List.of("StaleHandle", "StaleFileHandle");

  private final Book book;
  private final Stories stories;
  private final Waits waits;
  private final Troubles troubles;
  private final ClaimFold claims;
  private final AttachmentFold attachments;
  private final PodFold pods;
  private final NodeFold nodes;
  private final EventFold events;

  /**
   * @param budget what all durations of the run together may be
   */
  public Ledger(LedgerConfig config, Durations budget) {
    book = new Book(config, budget);
    stories = new Stories(book);
    Causes causes = new Causes(book);
    waits = new Waits(book, stories, causes);
    troubles = new Troubles(book, stories, causes);
    claims = new ClaimFold(book, stories);
    attachments = new AttachmentFold(book, stories, config.maxLive());
    pods = new PodFold(book, stories, troubles);
    nodes = new NodeFold(book, stories);
    events = new EventFold(book, stories, troubles);
  }

  /** Types of the facts that {@link #fold} looks at. */
  public static List<Class<?>> facts() {
    return List.of(
        Attachment.class,
        Claim.class,
        CsiDriver.class,
        Custom.class,
        Node.class,
        PersistentVolume.class,
        Pod.class);
  }

  /** Reasons of the Kubernetes events that {@link #fold} looks at. */
  public static List<String> reasons() {
    return EventFold.REASONS;
  }

  /** An object has changed. */
  public void fold(ObjectChanged change, long time) {
    if (change.getChange() == Change.LISTED) {
      book.gaps.listed(change.getKind());
    }
    switch (change.getFacts()) {
      case Pod facts when !facts.getClaims().isEmpty() -> pod(change, facts, time);
      case Attachment facts -> {
        boolean first = book.attachmentSeen();
        VolumeEntry volume = attachments.fold(change, facts, time);
        if (volume != null) {
          look(volume, time);
          book.objects.dropIfFree(volume);
        }
        if (first) {
          book.objects.allPods().forEach(pod -> look(pod, time));
        }
      }
      case Claim facts ->
          claims.claim(change, keyOf(change), facts, time).ifPresent(claim -> look(claim, time));
      case PersistentVolume facts -> claims.volume(change, facts, time);
      case Node facts -> {
        if (nodes.node(change, facts, time)) {
          lookAtNode(change.getName(), time);
        }
      }
      case CsiDriver facts -> book.driverSays(facts.getAttachRequired());
      case Custom facts -> nodes.custom(change, facts);
      default -> {}
    }
  }

  /** A Kubernetes event was seen. */
  public void fold(KubernetesEventSeen event, long time) {
    switch (events.fold(event, time)) {
      case PodEntry pod -> look(pod, time);
      case ClaimEntry claim -> look(claim, time);
      case null, default -> {}
    }
  }

  /** An operation ended: one that found stale files says so. */
  public void fold(OperationFinished finished, long time) {
    Failure failure = finished.getFailure();
    if (failure != null && STALE.contains(failure.getReason())) {
      ClaimEntry claim = book.objects.findClaim(book.namespace + "/" + finished.getTarget());
      if (claim != null && claim.seen) {
        troubles.stale(
            claim, time, "operation %s found stale files".formatted(finished.getOperation()));
      }
    }
  }

  /** A watch was lost, and is there again. */
  public void fold(WatchGap gap, long time) {
    lost(gap.getKind(), gap.getFrom(), time);
  }

  /** Nobody watched anything from then on until the next record. */
  public void blind(long at) {
    Gaps.KINDS.forEach(kind -> lost(kind, at, at));
  }

  private void lost(String kind, long from, long time) {
    book.gaps.lost(kind, time, time + book.bounds.relist());
    if (Gaps.KINDS.contains(kind) || kind.equals("Node")) {
      stories.blind(kind, from, time);
    }
  }

  /** Does what is due by {@code at} and returns the incidents that are new or changed. */
  public List<IncidentEvent> tick(long at) {
    if (book.gaps.isDue(at)) {
      decideGone(at);
    }
    lookAtDue(at);
    return book.incidents.tell(at);
  }

  /** The run is over: what has no end has none. Returns the last of the incidents. */
  public List<IncidentEvent> finish(long at) {
    lookAtDue(at);
    for (Incident incident : List.copyOf(book.incidents.all())) {
      if (incident.isOpen()) {
        book.incidents.end(incident, ownerOf(incident), IncidentState.RUN_ENDED, at);
      }
    }
    new OpenPhases(book, pods).count(at);
    List<IncidentEvent> told = book.incidents.tell(at);
    book.objects.clear();
    return told;
  }

  /** All phases in their order. */
  public List<VolumePhase> phases(boolean sketches) {
    return book.phases.summary(book.mayAttach(), sketches);
  }

  /** Incidents per class. */
  public List<IncidentCount> incidents() {
    return book.incidents.summary();
  }

  /** The worst of those that are over, without their stories. */
  public List<IncidentEvent> worst(long at) {
    return book.incidents.worst(at);
  }

  /** How long waits for an attachment lasted that became incidents. */
  public Distribution recovery() {
    return KaplanMeier.distribution(
        book.incidents.recovered(), 0, new LatencySketch(), book.incidents.censored());
  }

  /** Incidents that were not followed for want of room. */
  public long incidentsBeyond() {
    return book.incidents.beyond();
  }

  /** Changes of objects that were not followed for want of room. */
  public long objectsBeyond() {
    return book.objects.beyond;
  }

  /** Claims, volumes and pods that are followed now. */
  public int live() {
    return book.objects.live();
  }

  private void pod(ObjectChanged change, Pod facts, long time) {
    PodEntry pod = pods.fold(change, keyOf(change), facts, time);
    if (pod == null) {
      return;
    }
    look(pod, time);
    if (change.getChange() == Change.DELETED) {
      pods.gone(pod, IncidentState.GONE, time);
    }
    lookAtSharers(pod, time);
    for (ClaimEntry claim : pod.claims) {
      if (!claim.bound && claim.seen) {
        lookAtClaim(claim, time);
      }
    }
  }

  /** What becomes of one holder concerns those who wait for its volume. */
  private void lookAtSharers(PodEntry pod, long time) {
    for (ClaimEntry claim : pod.claims) {
      if (claim.exclusive) {
        for (PodEntry other : List.copyOf(claim.pods)) {
          if (other != pod && !other.mounted) {
            look(other, time);
          }
        }
      }
    }
  }

  private void lookAtNode(String name, long time) {
    for (Incident incident : List.copyOf(book.incidents.all())) {
      if (incident.isOpen() && incident.concernsNode(name)) {
        look(ownerOf(incident), time);
      }
    }
  }

  private void lookAtDue(long at) {
    for (Entity due = book.objects.takeDue(at); due != null; due = book.objects.takeDue(at)) {
      look(due, at);
    }
  }

  private void look(Entity one, long time) {
    switch (one) {
      case PodEntry pod -> look(pod, time);
      case ClaimEntry claim -> lookAtClaim(claim, time);
      case VolumeEntry volume -> lookAtVolume(volume, time);
      case GonePod pod -> book.objects.drop(pod);
      default -> {}
    }
  }

  private void look(PodEntry pod, long time) {
    long next = waits.look(pod, time);
    next = Math.min(next, troubles.mount(pod, time));
    next = Math.min(next, troubles.termination(pod, time));
    book.objects.setDue(pod, next);
  }

  private void look(ClaimEntry claim, long time) {
    lookAtClaim(claim, time);
    VolumeEntry volume = claim.volume;
    if (volume != null) {
      lookAtVolume(volume, time);
    }
    lookAtPods(claim, time);
  }

  private void look(VolumeEntry volume, long time) {
    lookAtVolume(volume, time);
    ClaimEntry claim = volume.claim;
    if (claim != null) {
      lookAtPods(claim, time);
    }
  }

  private void lookAtClaim(ClaimEntry claim, long time) {
    book.objects.setDue(claim, troubles.provision(claim, time));
  }

  private void lookAtVolume(VolumeEntry volume, long time) {
    book.objects.setDue(volume, troubles.violation(volume, time));
  }

  private void lookAtPods(ClaimEntry claim, long time) {
    for (PodEntry pod : List.copyOf(claim.pods)) {
      if (!pod.mounted || pod.hasIncidents()) {
        look(pod, time);
      }
    }
  }

  private void decideGone(long at) {
    if (book.gaps.decides(Gaps.POD, at)) {
      for (PodEntry pod : book.objects.allPods()) {
        if (book.gaps.isBlind(Gaps.POD, pod.lastSeen)) {
          pods.gone(pod, IncidentState.UNSEEN, at);
        }
      }
    }
    if (book.gaps.decides(Gaps.ATTACHMENT, at)) {
      for (VolumeEntry volume : book.objects.allVolumes()) {
        for (AttachmentEntry one : List.copyOf(volume.attachments)) {
          if (book.gaps.isBlind(Gaps.ATTACHMENT, one.lastSeen)) {
            attachments.gone(volume, one, Entity.UNSEEN);
          }
        }
        look(volume, at);
        book.objects.dropIfFree(volume);
      }
    }
    if (book.gaps.decides(Gaps.CLAIM, at)) {
      for (ClaimEntry claim : book.objects.allClaims()) {
        if (claim.seen && book.gaps.isBlind(Gaps.CLAIM, claim.lastSeen)) {
          claims.gone(claim, IncidentState.UNSEEN, at);
        }
      }
    }
    if (book.gaps.decides(Gaps.VOLUME, at)) {
      for (VolumeEntry volume : book.objects.allVolumes()) {
        if (volume.seen && book.gaps.isBlind(Gaps.VOLUME, volume.lastSeen)) {
          claims.gone(volume, Entity.UNSEEN);
        }
      }
    }
  }

  private Entity ownerOf(Incident incident) {
    Entity owner =
        switch (incident.ownerCell) {
          case Cells.POD -> book.objects.findPod(incident.ownerKey);
          case Cells.CLAIM -> book.objects.findClaim(incident.ownerKey);
          default -> book.objects.findVolume(incident.ownerKey);
        };
    if (owner == null) {
      throw new IllegalStateException(
          "find what incident %s is about: not there (expected as long as it is open)"
              .formatted(incident.id));
    }
    return owner;
  }

  private String keyOf(ObjectChanged change) {
    return book.objects.key(change.getNamespace(), change.getName());
  }

  /** Stores what changed since the last time. */
  public void flush(CellSink cells) {
    book.objects.flush(cells);
    book.incidents.flush(cells);
    if (book.isDirty()) {
      StateWriter out = new StateWriter();
      book.write(out);
      cells.put(Cells.key(Cells.TOTALS, ""), out.toBytes());
    }
  }

  /** Puts back a cell of those that are {@link Cells#isOurs}, in the order of their keys. */
  public void restore(byte[] key, StateReader in) {
    switch (key[0]) {
      case Cells.TOTALS -> book.read(in);
      case Cells.INCIDENT -> {
        Incident incident = book.incidents.restore(in);
        if (incident.isOpen()) {
          ownerOf(incident).add(incident);
        }
      }
      default -> {
        String name = Cells.name(key);
        book.objects.restore(key[0], name, in);
        if (key[0] == Cells.VOLUME) {
          VolumeEntry read = book.objects.volume(name);
          attachments.restored(read.attachments.size());
        }
      }
    }
  }
}
