package dev.straingauge.archiver.history;

import java.util.List;

/**
 * The values of one metric over runs, in order.
 *
 * @param key what it is
 * @param unit its unit: s, ratio, count, 1/s, B/s; empty when unknown
 * @param lowerIsBetter whether a rise is a regression
 * @param points the runs that have a value, in order
 */
public record Series(SeriesKey key, String unit, boolean lowerIsBetter, List<HistoryPoint> points) {

  /** Unit of shares in [0, 1]. */
  static final String RATIO = "ratio";

  public Series {
    points = List.copyOf(points);
  }

  /** The numbers; a censored value counts as its bound. */
  double[] values() {
    return points.stream().mapToDouble(point -> point.value().value()).toArray();
  }
}
