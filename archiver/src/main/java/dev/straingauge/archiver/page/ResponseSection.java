package dev.straingauge.archiver.page;

import com.fasterxml.jackson.databind.JsonNode;
import dev.straingauge.archiver.words.Cells;
import dev.straingauge.archiver.words.Figures;
import dev.straingauge.archiver.words.OperationWords;
import dev.straingauge.event.Distribution;
import dev.straingauge.event.OperationSummary;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

/** Operations: what became of them, and their response times. */
final class ResponseSection {

  /** Of fewer a heatmap tells little: they are folded. */
  private static final int FEW = 30;

  private static final int MOST_ROWS = 60;

  /** So many in a column on average, or fewer columns: single cells show no shape. */
  private static final int PER_COLUMN = 6;

  private final Markup out;
  private final Contents contents;
  private final Detail detail;
  private int number;

  ResponseSection(Markup out, Contents contents, Detail detail) {
    this.out = out;
    this.contents = contents;
    this.detail = detail;
  }

  void draw() {
    out.element("h2", "Operations and their response time", "id", "operations");
    table();
    out.element(
        "p",
        "Response time counts from the intended start. Percentiles are over all that started: what"
            + " failed, timed out or was open at the end ranks above every number, so that a"
            + " percentile the data do not reach is “> ”, never a number. “Survivors” shows what a"
            + " tool would say that looks only at what succeeded."
            + (contents.summary().getFaults().isEmpty()
                ? ""
                : " Bands in the charts are injected faults."));
    List<OperationSummary> few = new ArrayList<>();
    for (OperationSummary operation : contents.summary().getOperations()) {
      if (operation.getStarted() + operation.getRecovered() < FEW) {
        few.add(operation);
      } else {
        charts(operation);
      }
    }
    if (!few.isEmpty()) {
      StringJoiner names = new StringJoiner(", ");
      few.forEach(operation -> names.add(operation.getOperation()));
      out.open("details")
          .element(
              "summary",
              "charts of those that started less than %s times: %s".formatted(FEW, names));
      few.forEach(this::charts);
      out.close().line();
    }
  }

  private void table() {
    Table table =
        Table.wrapping(
            out,
            "<operation",
            "started",
            "ok",
            "failed",
            "timed out",
            "open",
            "skipped",
            "complete",
            "p50",
            "p90",
            "p95",
            "p99",
            "max ended",
            "survivors p99",
            "<");
    for (JsonNode operation : contents.document().path("operations")) {
      JsonNode response = operation.path("response");
      JsonNode survivors = operation.path("survivors");
      table.row(
          operation.path("operation").asText(),
          Cells.count(operation.path("started")),
          Cells.count(operation.path("succeeded")),
          Cells.count(operation.path("failed")),
          Cells.count(operation.path("timedOut")),
          Cells.count(operation.path("unfinished")),
          Cells.count(operation.path("skipped")),
          Cells.percent(operation, "completeness"),
          Cells.quantile(response.path("p50")),
          Cells.quantile(response.path("p90")),
          Cells.quantile(response.path("p95")),
          Cells.quantile(response.path("p99")),
          Cells.quantile(response.path("max")),
          Cells.quantile(survivors.path("p99")),
          OperationWords.hides(response, survivors)
              ? Words.unbroken("◀ hides " + Figures.count(OperationWords.lost(operation)))
              : "");
    }
    table.close();
    failures();
  }

  private void failures() {
    List<String> reasons = new ArrayList<>();
    for (JsonNode operation : contents.document().path("operations")) {
      for (JsonNode failure : operation.path("failures")) {
        String code = failure.path("code").asText();
        reasons.add(
            "%s failed: %s%s, %s"
                .formatted(
                    operation.path("operation").asText(),
                    failure.path("reason").asText(),
                    code.isEmpty() ? "" : " (" + code + ")",
                    Figures.count(failure.path("count").asLong(), "time")));
      }
    }
    if (!reasons.isEmpty()) {
      out.open("ul");
      reasons.forEach(reason -> out.element("li", reason));
      out.close().line();
    }
  }

  private void charts(OperationSummary operation) {
    int own = number++;
    Column[] fine = contents.slices().operation(operation.getOperation());
    out.element("h3", operation.getOperation(), "id", "op-" + own);
    if (fine.length == 0 && operation.getResponse().getCount() == 0) {
      out.element("p", "no data");
      return;
    }
    long n = operation.getResponse().getCount();
    int merged =
        detail.merged()
            * Math.ceilDiv(contents.time().columns(), Math.clamp(n / PER_COLUMN, 24, 240));
    Column[] columns =
        Column.merged(fine.length == 0 ? Column.empty(contents.time().columns()) : fine, merged);
    long columnNanos = contents.time().columnNanos() * merged;
    List<Levels.Level> levels = Levels.of(contents, operation);
    TimeRows rows =
        TimeRows.of(
            operation,
            columns,
            levels,
            Math.min(detail.rows(), Math.clamp(Math.round(2 * Math.sqrt((double) n)), 16, 48)));
    int each = Math.ceilDiv(columns.length, MOST_ROWS);
    Figure.open(
        out,
        HeatmapChart.LEFT,
        HeatmapChart.RIGHT,
        HeatmapChart.WIDTH,
        each * columnNanos,
        contents.time());
    out.open("div", "class", "two");
    HeatmapChart.draw(out, contents, operation, columns, columnNanos, rows, levels, "heat-" + own);
    PercentilePlot.draw(out, contents, operation, rows, levels, "curve-" + own);
    out.close().line();
    numbers(Column.merged(columns, each), each * columnNanos);
    out.close().line();
  }

  private void numbers(Column[] columns, long columnNanos) {
    out.open("details")
        .element("summary", "as numbers, per %s".formatted(RunTime.width(columnNanos)));
    Table table =
        new Table(
            out, "from", "ended", "ok", "failed", "timed out", "p50", "p90", "p99", "max ended");
    for (int i = 0; i < columns.length; i++) {
      Column one = columns[i];
      Distribution all = one.distribution();
      table.row(
          RunTime.offset(i * columnNanos),
          Figures.count(all.getCount()),
          Figures.count(one.succeeded),
          Figures.count(one.failed),
          Figures.count(one.timedOut),
          Words.quantile(all, all.getP50Nanos()),
          Words.quantile(all, all.getP90Nanos()),
          Words.quantile(all, all.getP99Nanos()),
          all.getMaxNanos() == null ? "no data" : Figures.time(all.getMaxNanos()));
    }
    table.close();
    out.close().line();
  }
}
