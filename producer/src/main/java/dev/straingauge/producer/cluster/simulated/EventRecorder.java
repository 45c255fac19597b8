package dev.straingauge.producer.cluster.simulated;

import dev.straingauge.event.KubernetesEventSeen;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.SequencedSet;
import org.jspecify.annotations.Nullable;

/**
 * Kubernetes events as client-go's core/v1 recorder makes them ({@code EventCorrelator}): the same
 * text about the same object counts up the same event; the tenth different text of one reason
 * within ten minutes, and all after it, become one event {@code (combined from similar events): …}
 * that counts up and whose text changes; then a token bucket (25, then one each 300 s per reporter
 * and object) drops the rest in silence, though not from the count of those that come after.
 */
final class EventRecorder {

  private static final int BURST = 25;
  private static final long REFILL_NANOS = 300_000_000_000L;

  /** So many different texts are one event each. */
  private static final int MOST_TEXTS = 10;

  /** After so long without one of them, texts are counted anew. */
  private static final long INTERVAL_NANOS = 600_000_000_000L;

  private static final String COMBINED = "(combined from similar events): ";

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
    long now = world.timeline.nowNanos();
    Source source = source(regarding, reporter);
    Similar similar = source.similar(type, reason);
    boolean combined = similar.isTooMany(note, now);
    Recorded recorded = similar.recorded(combined ? null : note, world);
    recorded.untold++;
    if (!source.take(now)) {
      return;
    }
    int occurrences = recorded.untold;
    recorded.untold = 0;
    KubernetesEventSeen event =
        new KubernetesEventSeen(
            recorded.uid,
            reason,
            type,
            combined ? COMBINED + note : note,
            regarding.kind,
            regarding.namespace,
            regarding.name,
            regarding.uid,
            reporter,
            occurrences,
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
    private final List<Similar> reasons = new ArrayList<>(2);
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

    private Similar similar(String type, String reason) {
      for (Similar each : reasons) {
        if (each.reason.equals(reason) && each.type.equals(type)) {
          return each;
        }
      }
      Similar similar = new Similar(type, reason);
      reasons.add(similar);
      return similar;
    }
  }

  /** Events of one type and reason; as a rule one, and no more is kept for it than that. */
  private static final class Similar {
    final String type;
    final String reason;
    private @Nullable Recorded first;
    private @Nullable List<Recorded> others;
    private @Nullable SequencedSet<String> texts;
    private long lastNanos;

    Similar(String type, String reason) {
      this.type = type;
      this.reason = reason;
    }

    /** Whether there were that many different texts of late, this one included. */
    boolean isTooMany(String note, long nowNanos) {
      boolean anew = nowNanos - lastNanos > INTERVAL_NANOS;
      lastNanos = nowNanos;
      Recorded one = first;
      if (one == null || (texts == null && one.is(note))) {
        return false;
      }
      if (texts == null || anew) {
        texts = new LinkedHashSet<>();
        if (!anew && one.note != null) {
          texts.add(one.note);
        }
      }
      texts.add(note);
      if (texts.size() < MOST_TEXTS) {
        return false;
      }
      texts.removeFirst();
      return true;
    }

    /**
     * @param note null: the combined one
     */
    Recorded recorded(@Nullable String note, World world) {
      if (first == null) {
        first = new Recorded(note, Uids.of(world.nextOrdinal()));
        return first;
      }
      if (first.is(note)) {
        return first;
      }
      if (others == null) {
        others = new ArrayList<>(2);
      }
      for (Recorded event : others) {
        if (event.is(note)) {
          return event;
        }
      }
      Recorded event = new Recorded(note, Uids.of(world.nextOrdinal()));
      others.add(event);
      return event;
    }
  }

  private static final class Recorded {
    /** Null: the combined one. */
    final @Nullable String note;

    final String uid;
    long seenNanos;

    /** Occurrences since it was told the last time. */
    int untold;

    Recorded(@Nullable String note, String uid) {
      this.note = note;
      this.uid = uid;
    }

    boolean is(@Nullable String other) {
      return Objects.equals(note, other);
    }
  }
}
