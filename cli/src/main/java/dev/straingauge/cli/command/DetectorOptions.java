package dev.straingauge.cli.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.straingauge.archiver.history.Histories;
import dev.straingauge.archiver.history.HistorySettings;
import dev.straingauge.archiver.history.Note;
import dev.straingauge.archiver.history.Series;
import dev.straingauge.archiver.history.SeriesHistory;
import dev.straingauge.archiver.statistics.EDivisive;
import dev.straingauge.schemas.config.Words;
import java.time.Instant;
import java.util.List;
import picocli.CommandLine.Option;

/** How changes are found, and which are believed. */
final class DetectorOptions {

  /** What a change has to pass. */
  enum Gate {
    /** A change is provisional until it is confirmed. */
    CONFIRM,
    /** The detector alone. */
    NONE
  }

  @Option(
      names = "--gate",
      paramLabel = "GATE",
      description = "confirm, or none: the detector alone (default: confirm).")
  Gate gate = Gate.CONFIRM;

  @Option(
      names = "--window",
      paramLabel = "N",
      description = "Points that the detector looks at together (default: 50).")
  int window = EDivisive.PUBLISHED.window();

  @Option(
      names = "--p-value",
      paramLabel = "P",
      description = "The detector drops changes from this p-value on (default: 0.001).")
  double p = EDivisive.PUBLISHED.maxP();

  @Option(
      names = "--magnitude",
      paramLabel = "SHARE",
      description = "The detector drops changes up to this size, 0.05 for 5%% (default: 0).")
  double magnitude = EDivisive.PUBLISHED.minMagnitude();

  /** Histories; series are independent of each other, so that all processors take part. */
  List<SeriesHistory> histories(
      List<Series> series, double minimum, List<Note.Acknowledgement> said, Instant now) {
    HistorySettings settings =
        new HistorySettings(
            new EDivisive(window, p, magnitude),
            gate == Gate.CONFIRM,
            minimum,
            HistorySettings.DEFAULT.minRatioEffect());
    return series.parallelStream().map(each -> Histories.of(each, settings, said, now)).toList();
  }

  /** The settings, into a document. */
  void write(ObjectNode settings, double minimum) {
    settings
        .put("gate", Words.of(gate))
        .put("window", window)
        .put("pValue", p)
        .put("magnitude", magnitude)
        .put("minEffect", minimum);
  }
}
