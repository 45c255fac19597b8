package dev.straingauge.schemas.survival;

import dev.straingauge.event.Distribution;
import dev.straingauge.schemas.sketch.LatencySketch;
import java.util.OptionalLong;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Percentiles of sketches, by nearest rank: the value of rank ⌈count · p⌉. In nanoseconds; nothing
 * observed gives count 0 and no percentile. All static, thread-safe as long as nobody changes the
 * sketches meanwhile.
 */
public final class Distributions {

  /** The percentiles of a {@link Distribution} in thousandths, in the order of its fields. */
  static final int[] PERMILLE = {500, 900, 950, 990, 999};

  private Distributions() {}

  /** Over observations that all ended. */
  public static Distribution of(LatencySketch ended) {
    return ranked(ended, new LatencySketch());
  }

  /**
   * Over {@code ended} by value and {@code censored} above every number (contract K14: rolling
   * windows). A percentile that falls among the censored ones is null and lies above the later of
   * the last censoring and the largest value.
   */
  public static Distribution ranked(LatencySketch ended, LatencySketch censored) {
    long count = Math.addExact(ended.count(), censored.count());
    return distribution(count, ended, censored, permille -> ended.atRank(rank(count, permille)));
  }

  /** ⌈count · permille / 1000⌉, exact for every count. */
  static long rank(long count, int permille) {
    return count / 1000 * permille + Math.ceilDiv(count % 1000 * permille, 1000L);
  }

  /** Puts the percentiles that {@code percentile} finds into a record. */
  static Distribution distribution(
      long count,
      LatencySketch ended,
      LatencySketch censored,
      IntFunction<OptionalLong> percentile) {
    @Nullable Long[] values = new @Nullable Long[PERMILLE.length];
    boolean reached = true;
    for (int i = 0; i < values.length; i++) {
      OptionalLong value = percentile.apply(PERMILLE[i]);
      values[i] = boxed(value);
      reached &= value.isPresent();
    }
    Long above =
        reached || count == 0 ? null : Math.max(ended.max().orElse(0), censored.max().orElse(0));
    return new Distribution(
        count, values[0], values[1], values[2], values[3], values[4], boxed(ended.max()), above);
  }

  private static @Nullable Long boxed(OptionalLong value) {
    return value.isPresent() ? value.getAsLong() : null;
  }
}
