package dev.straingauge.archiver.page;

import dev.straingauge.event.OperationSummary;
import dev.straingauge.schemas.sketch.Buckets;
import dev.straingauge.schemas.sketch.LatencySketch;
import java.util.List;

/**
 * The rows of a heatmap: some buckets of the latency sketch each, so that counts are exact. Heatmap
 * and percentiles of one kind share it.
 *
 * @param first bucket of the lowest row
 * @param each buckets of a row
 * @param count rows
 */
record TimeRows(int first, int each, int count) {

  /** A bound that is further above the data than this is only named. */
  private static final int NEAR = 8;

  /** Five decades; what lies below is counted in the lowest row. */
  private static final int MOST_RANGE = 100_000;

  /**
   * Rows for all that is drawn of a kind.
   *
   * @param most rows
   */
  static TimeRows of(
      OperationSummary operation, Column[] columns, List<Levels.Level> levels, int most) {
    long low = Long.MAX_VALUE;
    long high = 1;
    List<LatencySketch> sketches = Curve.sketches(operation);
    low = Math.min(low, sketches.getFirst().min().orElse(Long.MAX_VALUE));
    for (LatencySketch sketch : sketches) {
      high = Math.max(high, sketch.max().orElse(1));
    }
    for (Column column : columns) {
      low = Math.min(low, column.times.min().orElse(Long.MAX_VALUE));
      high = Math.max(high, column.times.max().orElse(1));
    }
    Long above = operation.getResponse().getAboveNanos();
    high = Math.max(high, above == null ? 1 : above);
    for (Levels.Level level : levels) {
      high = level.nanos() <= high * (double) NEAR ? Math.max(high, level.nanos()) : high;
    }
    // single values far below all others would leave the rest a stripe
    low = Math.clamp(low, Math.max(1_000, high / MOST_RANGE), Math.max(1_000, high));
    int firstBucket = Buckets.indexOf(low);
    int buckets =
        Math.max(Buckets.PER_OCTAVE * 2, Buckets.indexOf(Math.max(high, low)) - firstBucket + 2);
    int each = Math.ceilDiv(buckets, most);
    return new TimeRows(firstBucket, each, Math.ceilDiv(buckets, each));
  }

  /** The row of a bucket; what lies below the lowest is counted there. */
  int rowOf(int bucket) {
    return Math.clamp((bucket - first) / each, 0, count - 1);
  }

  double lowest() {
    return Math.max(1, Buckets.upperNanos(first - 1));
  }

  double highest() {
    return Buckets.upperNanos(Math.min(Buckets.LAST, first + each * count - 1));
  }

  Scale.Log scale(double bottom, double top) {
    return new Scale.Log(lowest(), highest(), bottom, top);
  }
}
