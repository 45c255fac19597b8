package dev.straingauge.archiver.page;

import com.fasterxml.jackson.databind.JsonNode;
import dev.straingauge.archiver.compare.CompareWords;
import dev.straingauge.archiver.compare.Comparison;
import dev.straingauge.archiver.words.ClusterWords;
import dev.straingauge.archiver.words.Figures;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/**
 * {@code compare.html}: a comparison of two groups of runs as one page, in the manner of {@link
 * RunPage}. The same comparison gives the same bytes. Pure.
 */
public final class ComparePage {

  /** Charts at most of each kind: the tables hold the rest. */
  private static final int MOST_POINTS = 60;

  private static final int MOST_OVERLAYS = 20;

  private final Markup out = new Markup();
  private final JsonNode document;
  private final Comparison comparison;
  private final String[] sides;

  private ComparePage(JsonNode document, Comparison comparison) {
    this.document = document;
    this.comparison = comparison;
    this.sides =
        new String[] {
          "base " + CompareWords.side(document, "base"),
          "candidate " + CompareWords.side(document, "candidate")
        };
  }

  /**
   * The page.
   *
   * @param document of the comparison, schema {@code straingauge.compare/1}
   * @param comparison the same with the distributions of its runs
   */
  public static byte[] write(JsonNode document, Comparison comparison) {
    return new ComparePage(document, comparison).page().getBytes(StandardCharsets.UTF_8);
  }

  private String page() {
    String verdict = document.path("verdict").asText();
    Assets.begin(
        out,
        "%s %s%s · Straingauge"
            .formatted(
                verdict, document.path("scenario").asText(), isSimulated() ? " (simulated)" : ""));
    out.open("main").line();
    head(verdict);
    Assets.links(
        out,
        "metrics",
        "metrics",
        "points",
        "runs as points",
        "distributions",
        "distributions",
        "runs",
        "runs",
        "reproduce",
        "reproduce");
    section("metrics", "Metrics", this::metrics);
    section("points", "The runs as points", this::points);
    section("distributions", "Distributions", this::distributions);
    section("runs", "Runs", this::runs);
    section("reproduce", "How to reproduce", this::reproduce);
    out.close().line();
    Assets.end(out);
    return out.toString();
  }

  private boolean isSimulated() {
    return !ClusterWords.simulated(document).isEmpty();
  }

  private void section(String id, String title, Runnable content) {
    out.open("section").line().element("h2", title, "id", id);
    content.run();
    out.close().line();
  }

  private void head(String verdict) {
    out.open("header");
    out.element("p", "Straingauge · comparison of runs", "class", "k");
    out.element("h1", document.path("scenario").asText() + " ·" + CompareWords.sides(document));
    out.open("p", "class", "v " + ForestRow.ink(verdict).word())
        .element("strong", CompareWords.symbol(verdict) + " " + verdict)
        .close();
    out.element("p", document.path("verdictReason").asText()).line();
    document.path("errors").forEach(error -> note("? " + error.path("id").asText(), error));
    Assets.simulated(out, ClusterWords.simulated(document));
    if (!document.path("differences").isEmpty()) {
      out.open("div", "class", "note")
          .element(
              "strong",
              "▲ The sides differ in more than the driver's version, a change may come from that:")
          .open("ul");
      document
          .path("differences")
          .forEach(difference -> out.element("li", CompareWords.difference(difference)));
      out.close().close().line();
    }
    JsonNode terms = document.path("terms");
    String baseline = document.path("baseline").asText();
    Table table = new Table(out, "<fact", "<value");
    table.row("base", CompareWords.side(document, "base"));
    if (!baseline.isEmpty()) {
      table.row("why that base", baseline);
    }
    table.row("candidate", CompareWords.side(document, "candidate"));
    table.row(
        "terms",
        "α = %s, minimum effect %s, of shares %s; p adjusted by Benjamini–Hochberg over %s"
            .formatted(
                terms.path("alpha").asText(),
                CompareWords.share(terms.path("minEffect").asDouble()),
                CompareWords.points(terms.path("minPoints").asDouble()),
                Figures.count(terms.path("judged").asLong(), "metric")));
    table.close();
    out.close().line();
  }

  private void note(String head, JsonNode error) {
    out.open("p", "class", "note")
        .element("strong", head)
        .text(": " + error.path("message").asText())
        .close()
        .line();
  }

  private void metrics() {
    JsonNode terms = document.path("terms");
    out.open("label", "class", "only", "hidden", "hidden", "for", "only")
        .text("only changes")
        .close();
    out.empty("input", "type", "checkbox", "id", "only", "class", "only", "hidden", "hidden")
        .line();
    Table table =
        new Table(
            out,
            "<metric",
            CompareWords.heading(document, "base"),
            CompareWords.heading(document, "candidate"),
            "shift",
            "<%s interval".formatted(CompareWords.share(1 - terms.path("alpha").asDouble())),
            "p",
            "<" + ForestRow.heading(terms.path("minEffect").asDouble()),
            "<better",
            "<verdict");
    int number = 0;
    for (JsonNode metric : CompareWords.inRole(document, "judged")) {
      String verdict = metric.path("verdict").asText();
      boolean changed = verdict.equals("REGRESSION") || verdict.equals("IMPROVEMENT");
      table.begin(changed ? "" : "u");
      table.cell(metric.path("metric").asText());
      table.cell(CompareWords.median(metric, "base"));
      table.cell(CompareWords.median(metric, "candidate"));
      table.cell(CompareWords.shift(metric));
      table.cell(CompareWords.interval(metric));
      table.cell(CompareWords.p(metric.path("adjustedP")));
      Markup cell = table.open();
      ForestRow.draw(cell, metric, "effect-" + number++);
      cell.close();
      table.cell(metric.path("better").asText());
      String note = CompareWords.note(metric);
      table.state(
          CompareWords.symbol(verdict), verdict + (note.isEmpty() ? "" : " (" + note + ")"));
      table.end();
    }
    table.close();
    out.element(
        "p",
        "The worst first; values are medians of the runs. Shaded: the minimum effect; an arrow"
            + " leaves the scale. Which side is better stands in its column. NO CHANGE only where"
            + " the interval lies in the shaded band.");
    shapes();
    rest("same", "the same in every run");
    rest("aside", "not judged");
  }

  private void shapes() {
    for (JsonNode shape : document.path("shapes")) {
      if (shape.path("verdict").isTextual()) {
        out.open("p")
            .element("strong", "▲ SHAPE CHANGED", "class", Ink.ELEVATED.word())
            .text(" " + CompareWords.shape(shape))
            .close()
            .line();
      }
    }
  }

  private void rest(String role, String heading) {
    List<JsonNode> metrics = CompareWords.inRole(document, role);
    if (metrics.isEmpty()) {
      return;
    }
    out.open("details")
        .element("summary", "%s: %s".formatted(heading, Figures.count(metrics.size(), "metric")));
    Table table = new Table(out, "<metric", "base", "candidate", "<note");
    metrics.forEach(
        metric ->
            table.row(
                metric.path("metric").asText(),
                CompareWords.median(metric, "base"),
                CompareWords.median(metric, "candidate"),
                metric.path("note").asText()));
    table.close();
    out.close().line();
  }

  private void points() {
    List<JsonNode> metrics = CompareWords.inRole(document, "judged");
    out.element(
        "p",
        "A ring is a run of the base, a square on its corner one of the candidate, an arrow a value"
            + " that the data do not reach; the upright line is the median.");
    out.open("figure").open("div", "class", "many").line();
    for (int i = 0; i < Math.min(MOST_POINTS, metrics.size()); i++) {
      RunPoints.draw(out, document, metrics.get(i), "points-" + i);
    }
    out.close();
    out.open("details").element("summary", "as numbers");
    Table table = new Table(out, "<metric", "<side", "<run", "value");
    metrics.forEach(metric -> numbers(table, metric));
    table.close();
    out.close().close().line();
  }

  private void numbers(Table table, JsonNode metric) {
    for (String side : List.of("base", "candidate")) {
      JsonNode values = metric.path(side).path("values");
      JsonNode runs = document.path(side).path("runs");
      for (int i = 0; i < values.size(); i++) {
        JsonNode value = values.path(i);
        boolean above = value.path("above").isNumber();
        table.row(
            metric.path("metric").asText(),
            side,
            // a metric that not every run has does not say which runs those are
            values.size() == runs.size() ? runs.path(i).path("run").asText() : "",
            (above ? "> " : "")
                + CompareWords.value(metric, value.path(above ? "above" : "value").asDouble()));
      }
    }
  }

  private void distributions() {
    List<String> kinds = Overlay.kinds(comparison.base(), comparison.candidate());
    if (kinds.isEmpty()) {
      out.element("p", "No kind of operation has its response times kept in every run.");
      return;
    }
    out.element(
        "p",
        "All runs of a side together; the pale band reaches from the lowest to the highest of its"
            + " runs. What failed, timed out or was open at the end never ended: a curve stops"
            + " where the data stop.");
    for (int i = 0; i < Math.min(MOST_OVERLAYS, kinds.size()); i++) {
      String kind = kinds.get(i);
      OverlayChart chart =
          new OverlayChart(
              Overlay.of(comparison.base(), kind), Overlay.of(comparison.candidate(), kind));
      out.element("h3", kind);
      out.open("figure");
      chart.percentiles(out, kind, sides, "percentiles-" + i);
      out.close();
      out.open("details").element("summary", "as shares over time").open("figure");
      chart.shares(out, kind, sides, "shares-" + i);
      out.close().close().line();
    }
    if (kinds.size() > MOST_OVERLAYS) {
      out.element("p", "… and %s more".formatted(kinds.size() - MOST_OVERLAYS));
    }
  }

  private void runs() {
    Table table = new Table(out, "<side", "<run", "<driver", "seed", "<cluster", "<verdict");
    for (String side : List.of("base", "candidate")) {
      for (JsonNode run : document.path(side).path("runs")) {
        table.row(
            side,
            run.path("run").asText(),
            run.path("driver").asText() + " " + run.path("driverVersion").asText(),
            run.path("seed").asText(),
            run.path("fingerprint").asText(),
            run.path("verdict").asText().toUpperCase(Locale.ROOT));
      }
    }
    table.close();
    for (String side : List.of("base", "candidate")) {
      for (JsonNode run : document.path(side).path("leftOut")) {
        out.element(
            "p",
            "? %s, left out: %s: %s"
                .formatted(side, run.path("run").asText(), run.path("reason").asText()));
      }
    }
  }

  private void reproduce() {
    out.element("pre", "straingauge " + CompareWords.command(document), "tabindex", "0");
    out.element("p", "The same runs, terms and version of Straingauge give the same page.");
  }
}
