package dev.straingauge.archiver.page;

import com.fasterxml.jackson.databind.JsonNode;
import dev.straingauge.archiver.history.HistoryWords;
import dev.straingauge.archiver.history.HistoryWords.Names;
import dev.straingauge.archiver.history.HistoryWords.Row;
import dev.straingauge.archiver.words.ClusterWords;
import dev.straingauge.archiver.words.Figures;
import dev.straingauge.archiver.words.VerdictWords;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code history.html}: the changes over the runs of a test as one page, in the manner of {@link
 * RunPage}. The same document gives the same bytes. Pure.
 */
public final class HistoryPage {

  /**
   * How much is shown.
   *
   * @param charts with changes at most, and as many again without
   * @param columns of a chart
   * @param rows of the table of a chart
   */
  private record Size(int charts, int columns, int rows) {}

  private static final List<Size> LADDER =
      List.of(
          new Size(200, 500, 1_000),
          new Size(100, 500, 100),
          new Size(60, 400, 40),
          new Size(40, 250, 20),
          new Size(20, 200, 10),
          new Size(10, 100, 5));

  private static final int MOST_ROWS = 500;

  private final Markup out = new Markup();
  private final JsonNode document;
  private final Names names;
  private final Size size;
  private final List<Row> rows;

  private HistoryPage(JsonNode document, Size size) {
    this.document = document;
    names = Names.of(document);
    this.size = size;
    this.rows = HistoryWords.rows(document);
  }

  /**
   * The page, with less detail where it would be larger than {@link RunPage#MOST_BYTES}.
   *
   * @param document of the history, schema {@code straingauge.history/1}
   */
  public static byte[] write(JsonNode document) {
    byte[] page = {};
    for (Size size : LADDER) {
      page = new HistoryPage(document, size).page().getBytes(StandardCharsets.UTF_8);
      if (page.length <= RunPage.MOST_BYTES) {
        break;
      }
    }
    return page;
  }

  private String page() {
    String verdict = document.path("verdict").asText();
    String simulated = ClusterWords.simulated(document);
    Assets.begin(
        out,
        "%s %s%s · Straingauge"
            .formatted(
                verdict,
                document.path("scenario").asText(),
                simulated.isEmpty() ? "" : " (simulated)"));
    out.open("main").line();
    head(verdict, simulated);
    Assets.links(
        out,
        "changes",
        "changes",
        "series",
        "series",
        "left-out",
        "left out",
        "reproduce",
        "reproduce");
    section("changes", "Changes", this::changes);
    section("series", "Series", this::series);
    section("left-out", "Left out", this::leftOut);
    section("reproduce", "How to reproduce", this::reproduce);
    out.close().line();
    Assets.end(out);
    return out.toString();
  }

  private void section(String id, String title, Runnable content) {
    out.open("section").line().element("h2", title, "id", id);
    content.run();
    out.close().line();
  }

  private void head(String verdict, String simulated) {
    String symbol = VerdictWords.symbol(verdict, document.path("exitCode").asInt());
    out.open("header");
    out.element("p", "Straingauge · changes over runs", "class", "k");
    out.element("h1", document.path("scenario").asText());
    out.open("p", "class", "v " + Ink.ofSymbol(symbol).word())
        .element("strong", symbol + " " + verdict)
        .close();
    out.element("p", document.path("verdictReason").asText());
    out.element("p", HistoryWords.extent(document)).line();
    Assets.simulated(out, simulated);
    JsonNode settings = document.path("settings");
    Table table = new Table(out, "<fact", "<value");
    table.row("order of the runs", document.path("order").asText());
    table.row(
        "detector",
        "E-divisive, window %s, p %s, magnitude %s"
            .formatted(
                settings.path("window").asText(),
                settings.path("pValue").asText(),
                settings.path("magnitude").asText()));
    table.row(
        "gate",
        "%s, minimum effect %s"
            .formatted(settings.path("gate").asText(), settings.path("minEffect").asText()));
    table.row("fails on", document.path("failOn").asText());
    table.close();
    out.close().line();
  }

  private void changes() {
    List<Row> open = rows.stream().filter(Row::open).toList();
    List<Row> over = rows.stream().filter(row -> !row.open()).toList();
    if (open.isEmpty()) {
      out.element("p", "No change is open.");
    } else {
      table(open);
      out.element(
          "p",
          "● confirmed, ○ provisional, ◐ acknowledged. A change lies between two runs: the first"
              + " bad one need not be the guilty commit.");
      acknowledge(open);
    }
    if (!over.isEmpty()) {
      out.open("details")
          .element("summary", "%s over".formatted(Figures.count(over.size(), "change")));
      table(over);
      out.close().line();
    }
  }

  private void table(List<Row> some) {
    Table table =
        Table.wrapping(
            out,
            "<change",
            "<state",
            "<series",
            "before",
            "since",
            "shift",
            "p",
            "runs since",
            "<between",
            "<note");
    for (Row row : some.subList(0, Math.min(MOST_ROWS, some.size()))) {
      JsonNode change = row.change();
      table.begin();
      table.cell(change.path("id").asText());
      table
          .open()
          .element("span", HistoryChart.symbol(row.state()), "class", HistoryChart.ink(row).word())
          .text("\u00A0" + HistoryWords.state(row))
          .close();
      table.cell(names.name(row.series()));
      table.cell(HistoryWords.value(row, "before"));
      table.cell(HistoryWords.value(row, "since"));
      table.cell(HistoryWords.shift(row));
      table.cell(p(change.path("p").asDouble()));
      table.cell(change.path("runsSince").asText());
      table.cell(HistoryWords.between(row));
      table.cell(HistoryWords.note(document, row));
      table.end();
    }
    table.close();
    if (some.size() > MOST_ROWS) {
      out.element("p", "… and %s more".formatted(some.size() - MOST_ROWS));
    }
  }

  private static String p(double p) {
    return p < 0.0001 ? "< 0.0001" : HistoryWords.number(p);
  }

  private void acknowledge(List<Row> open) {
    open.stream()
        .filter(row -> row.regression() && row.state().equals("CONFIRMED"))
        .filter(row -> !document.path("clusters").isEmpty()) // a table has no place for notes
        .findFirst()
        .ifPresent(
            row -> {
              out.element("p", "To say that one is known:");
              out.element(
                  "pre",
                  "straingauge history ack %s --reason 'why' --until 1.5.0"
                      .formatted(row.change().path("id").asText()),
                  "tabindex",
                  "0");
            });
  }

  private void series() {
    List<HistorySlots> changed = new ArrayList<>();
    List<HistorySlots> quiet = new ArrayList<>();
    for (HistorySlots slots : HistorySlots.of(document)) {
      (changes(slots).stream().anyMatch(Row::open) ? changed : quiet).add(slots);
    }
    changed.stream().limit(size.charts).forEach(slots -> chart(slots));
    more(changed.size());
    if (!quiet.isEmpty()) {
      out.open("details")
          .element("summary", "%s series without an open change".formatted(quiet.size()));
      quiet.stream().limit(size.charts).forEach(slots -> chart(slots));
      more(quiet.size());
      out.close().line();
    }
  }

  private void more(int count) {
    if (count > size.charts) {
      out.element("p", "… and %s more: --metric GLOB shows them".formatted(count - size.charts));
    }
  }

  private static List<Row> changes(HistorySlots slots) {
    List<Row> changes = new ArrayList<>();
    slots.series().path("changes").forEach(change -> changes.add(new Row(slots.series(), change)));
    return changes;
  }

  private int number;

  private void chart(HistorySlots slots) {
    boolean whole = slots.count() <= size.rows;
    String of =
        whole
            ? "%s %s %s"
                .formatted(
                    Words.fine(HistoryChart.LEFT / HistoryChart.WIDTH),
                    Words.fine((HistoryChart.RIGHT - HistoryChart.LEFT) / HistoryChart.WIDTH),
                    slots.count())
            : "";
    out.open("figure", whole ? new String[] {"data-x", of} : new String[0]).line();
    new HistoryChart(document, slots, changes(slots), size.columns)
        .draw(out, names.name(slots.series()), "series-" + number++);
    out.open("details")
        .element("summary", whole ? "as numbers" : "the newest %s as numbers".formatted(size.rows));
    Table table = new Table(out, "<run", "<at", "<driver version", "value", "<note");
    int place = Math.max(0, slots.count() - size.rows);
    for (int i = 0; i < slots.points().size(); i++) {
      for (; place < slots.slot(i); place++) {
        table.row("", "", "", "no data", "");
      }
      if (slots.slot(i) == place) {
        row(table, slots.series(), slots.points().get(i));
        place++;
      }
    }
    for (; place < slots.count(); place++) {
      table.row("", "", "", "no data", "");
    }
    table.close();
    out.close().close().line();
  }

  private static void row(Table table, JsonNode series, JsonNode point) {
    table.row(
        point.path("run").asText(),
        point.path("at").asText(),
        HistorySlots.version(point),
        (HistorySlots.isBeyond(point) ? "> " : "")
            + HistoryWords.value(series, HistorySlots.number(point)),
        point.path("outlier").asBoolean() ? "outlier, not used" : "");
  }

  private void leftOut() {
    JsonNode leftOut = document.path("leftOut");
    if (leftOut.isEmpty()) {
      out.element("p", "None.");
      return;
    }
    Table table = new Table(out, "<run", "<reason");
    int shown = 0;
    for (JsonNode each : leftOut) {
      if (shown++ == MOST_ROWS) {
        break;
      }
      table.row(each.path("run").asText(), each.path("reason").asText());
    }
    table.close();
    if (leftOut.size() > MOST_ROWS) {
      out.element("p", "… and %s more".formatted(leftOut.size() - MOST_ROWS));
    }
  }

  private void reproduce() {
    out.element("pre", "straingauge " + HistoryWords.command(document), "tabindex", "0");
    out.element(
        "p",
        "The same runs, notes and version of Straingauge give the same page. Everything is computed"
            + " anew from the runs each time.");
  }
}
