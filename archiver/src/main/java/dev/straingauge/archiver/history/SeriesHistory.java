package dev.straingauge.archiver.history;

import java.util.List;

/**
 * A series and what became of it.
 *
 * @param series its runs
 * @param outliers places of the runs that are listed and not used, rising
 * @param changes its changes by place; those that are over too
 */
public record SeriesHistory(Series series, List<Integer> outliers, List<Change> changes) {

  public SeriesHistory {
    outliers = List.copyOf(outliers);
    changes = List.copyOf(changes);
  }

  /** Whether it has so few runs that nothing can be confirmed. */
  public boolean insufficient() {
    return series.points().size() - outliers.size() < HistorySettings.leastRuns();
  }
}
