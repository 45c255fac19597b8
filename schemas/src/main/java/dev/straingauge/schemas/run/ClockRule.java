package dev.straingauge.schemas.run;

/** Which times a writer's records may have (contract I4). */
public final class ClockRule {

  /** The last time of a writer without one. */
  public static final long NONE = Long.MIN_VALUE;

  /** What a writer's time may leap at most from one record to the next, 24 h. */
  private static final long MAX_LEAP_NANOS = 86_400_000_000_000L;

  private ClockRule() {}

  /**
   * Whether a record of {@code time} may follow one of {@code last}, both nanoseconds since 1970:
   * not before it, and at most 24 h after it.
   */
  public static boolean mayFollow(long time, long last) {
    long leap = time - last;
    return last == NONE || (time >= last && leap >= 0 && leap <= MAX_LEAP_NANOS);
  }
}
