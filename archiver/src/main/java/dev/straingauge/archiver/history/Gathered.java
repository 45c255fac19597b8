package dev.straingauge.archiver.history;

import java.util.List;

/**
 * Series as they were read.
 *
 * @param series all of them, in the order of their metrics
 * @param runs how many runs they are made of
 * @param leftOut runs that are not among them
 * @param clusters kinds of cluster that they ran on, sorted; empty for a table
 */
public record Gathered(
    List<Series> series, int runs, List<LeftOut> leftOut, List<String> clusters) {

  public Gathered {
    series = List.copyOf(series);
    leftOut = List.copyOf(leftOut);
    clusters = List.copyOf(clusters);
  }
}
