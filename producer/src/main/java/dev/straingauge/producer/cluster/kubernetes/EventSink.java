package dev.straingauge.producer.cluster.kubernetes;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.client.Watcher;
import java.util.List;

/** Hands Kubernetes events about the run's objects on to the journal. */
final class EventSink implements ListWatch.Sink<Event> {

  private final String kind;
  private final Names names;
  private final Observed observed;
  private final EventCounts counts = new EventCounts();

  /**
   * @param kind what a gap of this watch is called
   */
  EventSink(String kind, Names names, Observed observed) {
    this.kind = kind;
    this.names = names;
    this.observed = observed;
  }

  /** Whether it is about an object of the run, by its name. */
  boolean concernsUs(Event event) {
    ObjectReference regarding = event.getInvolvedObject();
    if (regarding == null || regarding.getName() == null) {
      return false;
    }
    return Watches.VOLUME.equals(regarding.getKind())
        ? observed.isKnownVolume(regarding.getName())
        : names.isOurs(regarding.getName());
  }

  @Override
  public void listed(List<Event> all, boolean again) {
    if (again) {
      observed.resumed(kind);
    }
    all.forEach(this::seen);
  }

  @Override
  public void changed(Watcher.Action action, Event event) {
    if (action != Watcher.Action.DELETED && concernsUs(event)) {
      seen(event);
    }
  }

  @Override
  public void lost(long sinceNanos) {
    observed.lost(kind, sinceNanos);
  }

  @Override
  public void resumed() {
    observed.resumed(kind);
  }

  private synchronized void seen(Event event) {
    String name = names.planName(event.getInvolvedObject().getName());
    counts.seen(event, name).ifPresent(observed::write);
  }
}
