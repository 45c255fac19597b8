package dev.straingauge.archiver.page;

import com.fasterxml.jackson.databind.JsonNode;
import dev.straingauge.archiver.words.Cells;
import dev.straingauge.archiver.words.Figures;
import dev.straingauge.archiver.words.PhaseWords;

/** The load, the phases it came in, volume phases, scenario runs, I/O and faults. */
final class LoadSection {

  private static final int MOST_ROWS = 60;

  private LoadSection() {}

  static void drawLoad(Markup out, Contents contents) {
    out.element("h2", "Load", "id", "load-section");
    Column[] fine = LoadChart.columns(contents);
    int each = Math.ceilDiv(fine.length, MOST_ROWS);
    long width = each * contents.time().columnNanos();
    Figure.open(out, 64, LoadChart.WIDTH - 14, LoadChart.WIDTH, width, contents.time());
    LoadChart.draw(out, contents);
    out.open("details").element("summary", "as numbers, per %s".formatted(RunTime.width(width)));
    Table table =
        new Table(
            out,
            "from",
            "started",
            "skipped",
            "ok",
            "failed",
            "timed out",
            "in flight",
            "mean lag");
    Column[] columns = Column.merged(fine, each);
    for (int i = 0; i < columns.length; i++) {
      Column one = columns[i];
      table.row(
          RunTime.offset(i * width),
          Figures.count(one.started),
          Figures.count(one.skipped),
          Figures.count(one.succeeded),
          Figures.count(one.failed),
          Figures.count(one.timedOut),
          Figures.count(one.mostInFlight),
          one.meanLagNanos() < 0 ? "no data" : Figures.time(one.meanLagNanos()));
    }
    table.close();
    out.close().close().line();
    out.element(
        "p",
        "Offered is what the plan has for that time, started or skipped; closed load has no such"
            + " plan, each operation waits for the one before. Lag is the mean time from intended"
            + " to actual start of what succeeded; the audit below has its percentiles.");
  }

  static void drawPhases(Markup out, Contents contents) {
    out.element("h2", "Phases", "id", "phases");
    Table table =
        new Table(
            out, "<phase", "at", "lasted", "planned", "started", "rate", "skipped", "parts", "ok",
            "errors", "<note");
    for (JsonNode phase : contents.document().path("phases")) {
      long started = 0;
      long ok = 0;
      long errors = 0;
      for (JsonNode operation : phase.path("operations")) {
        started += operation.path("started").asLong();
        ok += operation.path("succeeded").asLong();
        errors += operation.path("failed").asLong() + operation.path("timedOut").asLong();
      }
      boolean closed = phase.path("load").asText().equals("closed");
      table.row(
          phase.path("phase").asText(),
          Cells.offset(phase.path("offsetSeconds")),
          Cells.offset(phase.path("durationSeconds")),
          closed ? "closed load" : Cells.count(phase.path("planned")),
          Figures.count(phase.path("started").asLong() - phase.path("children").asLong()),
          Cells.rate(phase, "startedPerSecond"),
          Cells.count(phase.path("skipped")),
          Cells.count(phase.path("children")),
          Figures.count(ok),
          started == 0 ? "no data" : Figures.percent((double) errors / started),
          note(phase));
    }
    table.close();
    perOperation(out, contents);
    faults(out, contents.document().path("faults"));
    volumePhases(out, contents.document().path("volumePhases"));
    scenarios(out, contents.document().path("scenarios"));
    io(out, contents.document().path("io"));
  }

  private static String note(JsonNode phase) {
    String kind = phase.path("kind").asText();
    String state = phase.path("state").asText();
    return kind.equals("judged")
        ? (state.equals("ended") ? "" : state)
        : kind + (state.equals("ended") ? "" : ", " + state);
  }

  private static void perOperation(Markup out, Contents contents) {
    out.open("details").element("summary", "per phase and operation");
    Table table =
        new Table(
            out,
            "<phase",
            "<operation",
            "started",
            "ok",
            "failed",
            "timed out",
            "open",
            "p50",
            "p90",
            "p99");
    for (JsonNode phase : contents.document().path("phases")) {
      for (JsonNode operation : phase.path("operations")) {
        JsonNode response = operation.path("response");
        table.row(
            phase.path("phase").asText(),
            operation.path("operation").asText(),
            Cells.count(operation.path("started")),
            Cells.count(operation.path("succeeded")),
            Cells.count(operation.path("failed")),
            Cells.count(operation.path("timedOut")),
            Cells.count(operation.path("unfinished")),
            Cells.quantile(response.path("p50")),
            Cells.quantile(response.path("p90")),
            Cells.quantile(response.path("p99")));
      }
    }
    table.close();
    out.close().line();
  }

  private static void faults(Markup out, JsonNode faults) {
    if (faults.isEmpty()) {
      return;
    }
    out.element("h3", "Faults that were injected");
    Table table = new Table(out, "<fault", "from", "to", "<target");
    for (JsonNode fault : faults) {
      table.row(
          fault.path("fault").asText(),
          Cells.offset(fault.path("fromSeconds")),
          Cells.offset(fault.path("toSeconds")),
          fault.path("target").asText());
    }
    table.close();
  }

  private static void volumePhases(Markup out, JsonNode phases) {
    boolean seen = false;
    for (JsonNode phase : phases) {
      seen |=
          phase.path("ended").asLong()
                  + phase.path("open").asLong()
                  + phase.path("notObserved").asLong()
              > 0;
    }
    if (!seen) {
      return;
    }
    out.element("h3", "Phases in the life of volumes and pods");
    Table table =
        new Table(
            out,
            "<phase",
            "ended",
            "open",
            "not observed",
            "reordered",
            "p50",
            "p90",
            "p95",
            "p99",
            "max ended");
    for (JsonNode phase : phases) {
      JsonNode duration = phase.path("duration");
      boolean applies = phase.path("state").asText().equals("applicable");
      table.begin().cell(phase.path("phase").asText());
      for (String count : new String[] {"ended", "open", "notObserved", "reordered"}) {
        table.cell(applies ? Cells.count(phase.path(count)) : "n/a");
      }
      for (String quantile : new String[] {"p50", "p90", "p95", "p99", "max"}) {
        table.cell(applies ? Cells.quantile(duration.path(quantile)) : "n/a");
      }
      table.end();
    }
    table.close();
    out.element("p", PhaseWords.PERCENTILES);
  }

  private static void scenarios(Markup out, JsonNode scenarios) {
    if (scenarios.isEmpty()) {
      return;
    }
    out.element("h3", "Scenario runs");
    Table table = new Table(out, "<scenario", "runs", "success", "fail", "complete");
    for (JsonNode scenario : scenarios) {
      table.row(
          scenario.path("scenario").asText(),
          Cells.count(scenario.path("runs")),
          Cells.count(scenario.path("success")),
          Cells.count(scenario.path("fail")),
          Cells.percent(scenario, "completeness"));
    }
    table.close();
  }

  private static void io(Markup out, JsonNode io) {
    if (io.isEmpty()) {
      return;
    }
    out.element("h3", "I/O");
    Table table =
        new Table(
            out, "<kind", "count", "IOPS", "throughput", "p50", "p99", "p99.9", "max", "errors");
    for (JsonNode kind : io) {
      JsonNode service = kind.path("service");
      JsonNode throughput = kind.path("throughputBytesPerSecond");
      table.row(
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
    table.close();
  }
}
