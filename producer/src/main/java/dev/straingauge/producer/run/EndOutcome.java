package dev.straingauge.producer.run;

import dev.straingauge.event.CleanupOfKind;
import dev.straingauge.schemas.run.RunId;
import java.util.List;

/** What {@code end RUN} did. */
public sealed interface EndOutcome {

  /** Which run. */
  RunId run();

  /**
   * There was nothing to do.
   *
   * @param run which run
   * @param how it had ended: completed, aborted, crashed, operator or abandoned
   * @param cleanup what was removed from the cluster now, per kind; empty when nobody looked
   */
  record AlreadyClosed(RunId run, String how, List<CleanupOfKind> cleanup) implements EndOutcome {
    public AlreadyClosed {
      cleanup = List.copyOf(cleanup);
    }
  }

  /**
   * The run ends as crashed.
   *
   * @param run which run
   * @param incarnation the writer's new one
   * @param started operations started, as far as the log says
   * @param skipped operations skipped
   * @param unfinished operations that never ended
   * @param cleanup what was created, deleted and left, per kind
   */
  record Ended(
      RunId run,
      int incarnation,
      long started,
      long skipped,
      long unfinished,
      List<CleanupOfKind> cleanup)
      implements EndOutcome {
    public Ended {
      cleanup = List.copyOf(cleanup);
    }

    /** Objects that are left. */
    public long left() {
      return cleanup.stream().mapToLong(CleanupOfKind::getLeft).sum();
    }
  }
}
