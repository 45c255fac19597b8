package dev.straingauge.archiver.compare;

import dev.straingauge.archiver.statistics.KolmogorovSmirnov.Distance;

/**
 * The durations of a kind of operation that succeeded, all runs of a side together, against those
 * of the other side.
 *
 * @param operation its kind
 * @param distance the largest difference of the two shares at or below a duration, and where
 * @param p share of the divisions of the runs into such groups that are as far apart
 * @param adjusted for all kinds of operations
 * @param changed whether it is significant, as large as the minimum effect, and not what the
 *     percentiles say already
 */
public record ShapeComparison(
    String operation, Distance distance, double p, double adjusted, boolean changed) {}
