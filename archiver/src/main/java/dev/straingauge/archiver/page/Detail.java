package dev.straingauge.archiver.page;

import java.util.List;

/**
 * How much a page shows: less where more would not fit into it.
 *
 * @param merged columns that are drawn as one in heatmaps
 * @param rows of a heatmap at most
 * @param stories incidents whose story is told
 */
record Detail(int merged, int rows, int stories) {

  /** From the richest to the poorest. */
  static final List<Detail> LADDER =
      List.of(
          new Detail(1, 48, Contents.MOST_STORIES),
          new Detail(1, 40, 120),
          new Detail(2, 32, 80),
          new Detail(3, 24, 40),
          new Detail(6, 16, 20),
          new Detail(12, 12, 10));
}
