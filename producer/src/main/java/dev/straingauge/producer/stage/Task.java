package dev.straingauge.producer.stage;

/** An entry of the queue: what is to be done when, in order of (time, ordinal). */
final class Task implements Comparable<Task> {

  final long timeNanos;
  final Runnable action;
  private final long ordinal;
  private boolean dropped;

  Task(long timeNanos, long ordinal, Runnable action) {
    this.timeNanos = timeNanos;
    this.ordinal = ordinal;
    this.action = action;
  }

  /** It will not be done; it stays in the queue and moves no time. */
  void drop() {
    dropped = true;
  }

  boolean isDropped() {
    return dropped;
  }

  @Override
  public int compareTo(Task other) {
    int byTime = Long.compare(timeNanos, other.timeNanos);
    return byTime != 0 ? byTime : Long.compare(ordinal, other.ordinal);
  }
}
