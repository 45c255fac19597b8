package dev.straingauge.producer.cluster.simulated;

import dev.straingauge.event.Change;
import dev.straingauge.event.KubernetesEventSeen;
import dev.straingauge.event.ObjectChanged;
import dev.straingauge.producer.cluster.Cluster.Observer;
import dev.straingauge.producer.journal.Journal;
import dev.straingauge.producer.stage.Timeline;
import java.util.random.RandomGenerator;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * The watches of the writer: a change of the cluster reaches the journal a little later, the
 * changes of one object in their order. What waits for a change runs right after it is written.
 */
final class Watch {

  private static final long SECOND = 1_000_000_000L;

  private final Timeline timeline;
  private final Journal journal;
  private final Lognormal delay;
  private final RandomGenerator random;
  private long resourceVersion = 1_000;
  private long underway;
  private boolean closed;
  private @Nullable Observer observer;
  private Runnable afterEach = Watch::nothing;

  Watch(Timeline timeline, Journal journal, Latency delay) {
    this.timeline = timeline;
    this.journal = journal;
    this.delay = new Lognormal(delay);
    random = timeline.random("cluster/watch");
  }

  /** The answer to the first list: written at once. */
  void listed(Tracked object) {
    write(change(object, Change.LISTED));
  }

  /** Tells that one of changes from now on, right after they are written. */
  void observer(Observer next) {
    observer = next;
  }

  /** The object is now as its facts say. */
  void changed(Tracked object, Change change) {
    changed(object, change, Watch::nothing);
  }

  /** The object is now as its facts say; {@code seen} runs when the watch has said so. */
  void changed(Tracked object, Change change, Runnable seen) {
    object.seenNanos = deliver(change(object, change), object.seenNanos, seen);
  }

  /**
   * A Kubernetes event was made or counted up; returns when it is seen, not before {@code
   * notBefore}.
   */
  long event(KubernetesEventSeen event, long notBefore, Runnable seen) {
    return deliver(event, notBefore, seen);
  }

  /** The time of the cluster's own stamps: steps of one second. */
  long objectTime() {
    return timeline.nowNanos() / SECOND * SECOND;
  }

  /** Changes that are not seen yet. */
  long underway() {
    return underway;
  }

  /** Something that {@link #afterEach} waits for may have happened without a change. */
  void nudge() {
    afterEach.run();
  }

  /** Calls {@code then} after each delivery. */
  void afterEach(Runnable then) {
    afterEach = then;
  }

  /** Nothing is written any more. */
  void close() {
    closed = true;
  }

  boolean isClosed() {
    return closed;
  }

  private ObjectChanged change(Tracked object, Change change) {
    resourceVersion++;
    return new ObjectChanged(
        object.kind,
        object.namespace,
        object.name,
        object.uid,
        Long.toString(resourceVersion),
        change,
        objectTime(),
        object.facts());
  }

  private long deliver(SpecificRecord record, long notBefore, Runnable seen) {
    long at = Math.max(timeline.nowNanos() + delay.sample(random), notBefore);
    underway++;
    timeline.at(
        at,
        () -> {
          underway--;
          write(record);
          seen.run();
          afterEach.run();
        });
    return at;
  }

  private static void nothing() {}

  private void write(SpecificRecord body) {
    if (!closed) {
      journal.write(body);
      if (observer != null && body instanceof ObjectChanged change) {
        observer.changed(change, timeline.nowNanos());
      }
    }
  }
}
