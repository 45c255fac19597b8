package dev.straingauge.archiver.index;

import dev.straingauge.archiver.metrics.RunMetrics;
import dev.straingauge.archiver.read.RunArchive;
import dev.straingauge.archiver.read.Runs;
import dev.straingauge.archiver.store.StoreException;
import dev.straingauge.schemas.run.RunId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A run as it was read.
 *
 * @param run which
 * @param metrics its numbers; null if it has none
 * @param without why it has none; empty otherwise
 */
public record RunReading(RunId run, @Nullable RunMetrics metrics, String without) {

  /**
   * Reads a run from its own objects.
   *
   * @throws StoreException if the store fails; one that is damaged, or that a newer version wrote,
   *     is one without numbers
   */
  static RunReading of(Runs runs, RunId run) {
    try {
      Optional<RunArchive> archive = runs.open(run);
      if (archive.isPresent()) {
        RunMetrics metrics = RunMetrics.of(archive.get()).orElse(null);
        return new RunReading(run, metrics, metrics == null ? "archived without a summary" : "");
      }
      boolean deleted = runs.deleted(run).isPresent();
      return new RunReading(
          run, null, deleted ? "deleted" : "no MANIFEST.json: it is not finished");
    } catch (StoreException e) {
      if (!e.isOfOneObject()) {
        throw e;
      }
      return new RunReading(run, null, e.reason());
    }
  }

  /** Its numbers, if it may take part in comparisons. */
  public Optional<RunMetrics> fit() {
    return Optional.ofNullable(metrics).filter(each -> each.facts().fit());
  }

  /** Why it does not take part; empty if it does. */
  public String leftOut() {
    return metrics == null ? without : metrics.facts().unfit();
  }
}
