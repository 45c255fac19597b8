package dev.straingauge.producer.stage;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Tasks in order of (time, ordinal). Only those of the present second are sorted; later ones wait
 * by second, so that a time-out of minutes that is dropped soon, as nearly all are, is never
 * sorted.
 */
final class TaskQueue {

  private static final long SPAN_NANOS = 1_000_000_000;

  /** All that are before the end of the span {@link #near} is about. */
  private final PriorityQueue<Task> sorted = new PriorityQueue<>();

  /** All others by span; none of its lists is empty. */
  private final TreeMap<Long, List<Task>> later = new TreeMap<>();

  /** The last span whose tasks are sorted. */
  private long near = Long.MIN_VALUE;

  void add(Task task) {
    long span = Math.floorDiv(task.timeNanos, SPAN_NANOS);
    if (span <= near) {
      sorted.add(task);
    } else {
      later.computeIfAbsent(span, _ -> new ArrayList<>()).add(task);
    }
  }

  /** The first that is not dropped; null if there is none. */
  @Nullable Task peek() {
    while (true) {
      Task first = sorted.peek();
      if (first == null) {
        Map.Entry<Long, List<Task>> next = later.pollFirstEntry();
        if (next == null) {
          return null;
        }
        near = next.getKey();
        for (Task task : next.getValue()) {
          if (!task.isDropped()) {
            sorted.add(task);
          }
        }
      } else if (first.isDropped()) {
        sorted.remove();
      } else {
        return first;
      }
    }
  }

  /** Takes out what {@link #peek} just gave. */
  void remove() {
    sorted.remove();
  }
}
