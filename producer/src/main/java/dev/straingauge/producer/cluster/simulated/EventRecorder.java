package dev.straingauge.producer.cluster.simulated;

import dev.straingauge.event.KubernetesEventSeen;
import java.util.ArrayList;
import java.util.List;

/**
 * Kubernetes events as client-go's core/v1 recorder makes them: the same text about the same object
 * counts up the same event, and a token bucket (25, then one each 300 s per reporter and object)
 * drops the rest in silence.
 */
final class EventRecorder {

  private static final int BURST = 25;
  private static final long REFILL_NANOS = 300_000_000_000L;

  private final World world;

  EventRecorder(World world) {
    this.world = world;
  }

  void normal(Tracked regarding, String reason, String reporter, String note) {
    record(regarding, "Normal", reason, reporter, note, EventRecorder::nothing);
  }

  /** As {@link #normal}; {@code seen} runs when the watch has said so. */
  void normal(Tracked regarding, String reason, String reporter, String note, Runnable seen) {
    record(regarding, "Normal", reason, reporter, note, seen);
  }

  void warning(Tracked regarding, String reason, String reporter, String note) {
    record(regarding, "Warning", reason, reporter, note, EventRecorder::nothing);
  }

  private void record(
      Tracked regarding, String type, String reason, String reporter, String note, Runnable seen) {
    Source source = source(regarding, reporter);
    if (!source.take(world.timeline.nowNanos())) {
      return;
    }
    Recorded recorded = source.recorded(type, reason, note, world);
    KubernetesEventSeen event =
        new KubernetesEventSeen(
            recorded.uid,
            reason,
            type,
            note,
            regarding.kind,
            regarding.namespace,
            regarding.name,
            regarding.uid,
            reporter,
            1,
            world.watch.objectTime());
    recorded.seenNanos = world.watch.event(event, recorded.seenNanos, seen);
  }

  private static void nothing() {}

  private Source source(Tracked regarding, String reporter) {
    for (Source source : regarding.reporters) {
      if (source.reporter.equals(reporter)) {
        return source;
      }
    }
    Source source = new Source(reporter, world.timeline.nowNanos());
    regarding.reporters.add(source);
    return source;
  }

  /** What one reporter has said about one object. */
  static final class Source {
    private final String reporter;
    private final List<Recorded> events = new ArrayList<>(2);
    private int tokens = BURST;
    private long refilledNanos;

    Source(String reporter, long nowNanos) {
      this.reporter = reporter;
      refilledNanos = nowNanos;
    }

    private boolean take(long nowNanos) {
      long refills = (nowNanos - refilledNanos) / REFILL_NANOS;
      refilledNanos += refills * REFILL_NANOS;
      tokens = (int) Math.min(BURST, tokens + refills);
      if (tokens == 0) {
        return false;
      }
      tokens--;
      return true;
    }

    private Recorded recorded(String type, String reason, String note, World world) {
      for (Recorded event : events) {
        if (event.reason.equals(reason) && event.note.equals(note) && event.type.equals(type)) {
          return event;
        }
      }
      Recorded event = new Recorded(type, reason, note, Uids.of(world.nextOrdinal()));
      events.add(event);
      return event;
    }
  }

  private static final class Recorded {
    final String type;
    final String reason;
    final String note;
    final String uid;
    long seenNanos;

    Recorded(String type, String reason, String note, String uid) {
      this.type = type;
      this.reason = reason;
      this.note = note;
      this.uid = uid;
    }
  }
}
