package dev.straingauge.schemas.survival;

import dev.straingauge.event.Distribution;
import dev.straingauge.schemas.sketch.LatencySketch;

/**
 * The product-limit estimator of Kaplan and Meier (1958) over the buckets of sketches: S = ∏ (1 −
 * dᵢ/nᵢ), dᵢ events in bucket i among nᵢ at risk. What failed or timed out never ends and stays at
 * risk for ever; what was still open leaves at its age, after the events of the same bucket
 * (contract K14).
 *
 * <p>The percentile p is the first bucket with S ≤ 1 − p, as the middle of that bucket clamped to
 * the smallest and largest event. The comparison is exact: between two censorings the product is a
 * quotient of two counts, so it is kept as a fraction of integers and never rounded. With nothing
 * open the result is the nearest rank. Cost O(buckets), and one product of integers per bucket with
 * an open observation. All static.
 */
public final class KaplanMeier {

  private KaplanMeier() {}

  /**
   * The percentiles over all observations. One that the survivor function does not reach is null;
   * it lies above the last censoring time or the largest event, whichever is later.
   *
   * @param events times of those that ended with success
   * @param neverEnded how many failed or timed out
   * @param censoredByNever the times at which those were given up; only the largest is used
   * @param openAges ages of those still open
   * @throws IllegalArgumentException if {@code neverEnded} is negative
   */
  public static Distribution distribution(
      LatencySketch events,
      long neverEnded,
      LatencySketch censoredByNever,
      LatencySketch openAges) {
    long count = observations(events, neverEnded, openAges);
    LatencySketch censored = new LatencySketch();
    censoredByNever.max().ifPresent(censored::record);
    openAges.max().ifPresent(censored::record);
    SurvivorCurve curve = new SurvivorCurve(events, openAges, count);
    return Distributions.distribution(count, events, censored, curve::percentile);
  }

  /**
   * Value of the survivor function after the last event: the estimated share that never ends. 1
   * without an event.
   *
   * @throws IllegalArgumentException if {@code neverEnded} is negative
   */
  public static double survivorAtEnd(
      LatencySketch events, long neverEnded, LatencySketch openAges) {
    return new SurvivorCurve(events, openAges, observations(events, neverEnded, openAges)).atEnd();
  }

  /** Sees the survivor function step by step. */
  @FunctionalInterface
  public interface CurveVisitor {

    /**
     * A step.
     *
     * @param nanos value of the events there, rising from call to call
     * @param survivor estimated share that lasts longer, in [0, 1]
     */
    void step(long nanos, double survivor);
  }

  /**
   * Shows the survivor function for drawing: one step for each bucket that holds an event, nothing
   * without an event. Rounded, unlike the percentiles.
   *
   * @throws IllegalArgumentException if {@code neverEnded} is negative
   */
  public static void curve(
      LatencySketch events, long neverEnded, LatencySketch openAges, CurveVisitor visitor) {
    new SurvivorCurve(events, openAges, observations(events, neverEnded, openAges)).visit(visitor);
  }

  private static long observations(LatencySketch events, long neverEnded, LatencySketch openAges) {
    if (neverEnded < 0) {
      throw new IllegalArgumentException(
          "estimate survival: %d never ended (expected at least 0)".formatted(neverEnded));
    }
    return Math.addExact(Math.addExact(events.count(), neverEnded), openAges.count());
  }
}
