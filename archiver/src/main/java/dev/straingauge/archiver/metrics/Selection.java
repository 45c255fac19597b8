package dev.straingauge.archiver.metrics;

import dev.straingauge.schemas.run.RunId;
import java.util.List;

/**
 * The runs that a reference means.
 *
 * @param reference as the user wrote it
 * @param runs those that may be compared, oldest first; never empty
 * @param leftOut those that fit but may not, oldest first
 */
public record Selection(String reference, List<RunMetrics> runs, List<LeftOut> leftOut) {

  public Selection {
    runs = List.copyOf(runs);
    leftOut = List.copyOf(leftOut);
  }

  /**
   * A run that fits but does not take part.
   *
   * @param run which
   * @param reason why not
   */
  public record LeftOut(RunId run, String reason) {}
}
