package dev.straingauge.cli.summary;

import com.fasterxml.jackson.databind.JsonNode;
import dev.straingauge.archiver.words.Cells;
import dev.straingauge.archiver.words.Figures;
import dev.straingauge.archiver.words.PhaseWords;
import java.util.ArrayList;
import java.util.List;

/** Phases, scenario runs, I/O, faults. */
final class SmallTables {

  private SmallTables() {}

  /**
   * What was drawn, at its rate, stands apart from the parts of scenario runs; ok and errors are of
   * both.
   */
  static List<String> phases(JsonNode phases, int width) {
    Grid grid =
        new Grid(
            "PHASES", "at", "lasted", "planned", "started", "rate", "skipped", "parts", "ok",
            "errors", "<note");
    for (JsonNode phase : phases) {
      long started = 0;
      long ok = 0;
      long errors = 0;
      for (JsonNode operation : phase.path("operations")) {
        started += operation.path("started").asLong();
        ok += operation.path("succeeded").asLong();
        errors += operation.path("failed").asLong() + operation.path("timedOut").asLong();
      }
      boolean closed = phase.path("load").asText().equals("closed");
      grid.row(
          phase.path("phase").asText(),
          Cells.offset(phase.path("offsetSeconds")),
          Cells.offset(phase.path("durationSeconds")),
          closed ? "closed" : Cells.count(phase.path("planned")),
          Figures.count(phase.path("started").asLong() - phase.path("children").asLong()),
          Cells.rate(phase, "startedPerSecond"),
          Cells.count(phase.path("skipped")),
          Cells.count(phase.path("children")),
          Figures.count(ok),
          started == 0 ? "no data" : Figures.percent((double) errors / started),
          note(phase));
    }
    return grid.fitting(width);
  }

  private static String note(JsonNode phase) {
    String kind = phase.path("kind").asText();
    String state = phase.path("state").asText();
    return kind.equals("judged")
        ? (state.equals("ended") ? "" : state)
        : kind + (state.equals("ended") ? "" : ", " + state);
  }

  /** Nothing where no volume was seen; {@code n/a} where the driver has no such phase. */
  static List<String> volumePhases(JsonNode phases, int width) {
    Grid grid =
        new Grid(
            "VOLUME PHASES",
            "ended",
            "open",
            "not observed",
            "reordered",
            "p50",
            "p95",
            "p99",
            "max ended");
    boolean seen = false;
    for (JsonNode phase : phases) {
      seen |=
          phase.path("ended").asLong()
                  + phase.path("open").asLong()
                  + phase.path("notObserved").asLong()
              > 0;
      if (!phase.path("state").asText().equals("applicable")) {
        String none = "n/a";
        grid.row(phase.path("phase").asText(), none, none, none, none, none, none, none, none);
        continue;
      }
      JsonNode duration = phase.path("duration");
      grid.row(
          phase.path("phase").asText(),
          Cells.count(phase.path("ended")),
          Cells.count(phase.path("open")),
          Cells.count(phase.path("notObserved")),
          Cells.count(phase.path("reordered")),
          Cells.quantile(duration.path("p50")),
          Cells.quantile(duration.path("p95")),
          Cells.quantile(duration.path("p99")),
          Cells.quantile(duration.path("max")));
    }
    if (!seen) {
      return List.of();
    }
    List<String> lines = new ArrayList<>(grid.fitting(width));
    lines.addAll(Wrap.lines("  " + PhaseWords.PERCENTILES, "  ", width));
    return lines;
  }

  static List<String> scenarios(JsonNode scenarios, int width) {
    Grid grid = new Grid("SCENARIOS", "runs", "success", "fail", "complete");
    for (JsonNode scenario : scenarios) {
      grid.row(
          scenario.path("scenario").asText(),
          Cells.count(scenario.path("runs")),
          Cells.count(scenario.path("success")),
          Cells.count(scenario.path("fail")),
          Cells.percent(scenario, "completeness"));
    }
    return grid.fitting(width);
  }

  static List<String> io(JsonNode io, int width) {
    Grid grid =
        new Grid("I/O", "count", "IOPS", "throughput", "p50", "p99", "p99.9", "max", "errors");
    for (JsonNode kind : io) {
      JsonNode service = kind.path("service");
      JsonNode throughput = kind.path("throughputBytesPerSecond");
      grid.row(
          kind.path("kind").asText(),
          Cells.count(kind.path("count")),
          Cells.rate(kind, "iops"),
          throughput.isNumber()
              ? Figures.bytes(throughput.asDouble()) + "/s"
              : kind.path("throughputBytesPerSecondReason").asText("n/a"),
          Cells.quantile(service.path("p50")),
          Cells.quantile(service.path("p99")),
          Cells.quantile(service.path("p99.9")),
          Cells.quantile(service.path("max")),
          Cells.percent(kind, "errorRatio"));
    }
    return grid.fitting(width);
  }

  static List<String> faults(JsonNode faults, int width) {
    Grid grid = new Grid("FAULTS (injected)", "from", "to", "<target");
    for (JsonNode fault : faults) {
      grid.row(
          fault.path("fault").asText(),
          Cells.offset(fault.path("fromSeconds")),
          Cells.offset(fault.path("toSeconds")),
          fault.path("target").asText());
    }
    return grid.fitting(width);
  }
}
