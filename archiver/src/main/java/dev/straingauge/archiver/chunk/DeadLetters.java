package dev.straingauge.archiver.chunk;

import dev.straingauge.event.CauseCount;
import dev.straingauge.event.Summary;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** How many dead letters a run must have. */
public final class DeadLetters {

  /** Causes of which every record that the summary counts has a dead letter of its own. */
  private static final List<String> CAUSES =
      List.of("late", "zombie", "malformed", "clock", "run_taken");

  private DeadLetters() {}

  /**
   * Dead letters that {@code summary} tells of, by cause, sorted. Those from before the run's first
   * record and after its last are not among them.
   */
  public static Map<String, Long> toldBy(Summary summary) {
    Map<String, Long> told = new TreeMap<>();
    for (CauseCount cause : summary.getAudit().getSetAside()) {
      if (CAUSES.contains(cause.getCause())) {
        told.merge(cause.getCause(), cause.getCount(), Long::sum);
      }
    }
    return told;
  }
}
