package dev.straingauge.producer.cluster.kubernetes;

import java.util.Locale;

/**
 * How far the cluster's clock is from ours.
 *
 * @param millis its clock minus ours, to about a second
 */
public record ClockDifference(long millis) {

  /** What that is good for. */
  public static final String MEANING =
      "durations are of our clock only; the cluster's own stamps will not fit";

  private static final long CLOSE_MILLIS = 2_000;

  /** Whether it may be none at all, for all that is known. */
  public boolean isClose() {
    return Math.abs(millis) <= CLOSE_MILLIS;
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT, "the cluster's clock is %+.1f s from ours, to about a second", millis / 1e3);
  }
}
