package dev.straingauge.cli.command;

import dev.straingauge.analyzer.topology.OpenRuns.OpenRun;
import dev.straingauge.archiver.words.Figures;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Says when the analysis of a run begins and when it ends. Not thread-safe. */
final class RunNews {

  private final Session session;
  private final Set<String> told = new TreeSet<>();

  RunNews(Session session) {
    this.session = session;
  }

  /**
   * @param open runs that are being analysed now
   * @param ended runs that ended since the last call
   */
  void tell(List<OpenRun> open, List<OpenRun> ended) {
    for (OpenRun run : open) {
      if (told.add(run.runId())) {
        session.say("  run %s: analysis begins".formatted(run.runId()));
      }
    }
    for (OpenRun run : ended) {
      told.remove(run.runId());
      session.say(
          "  run %s: analysed, %s"
              .formatted(run.runId(), Figures.count(run.eventsRead(), "event")));
    }
  }
}
