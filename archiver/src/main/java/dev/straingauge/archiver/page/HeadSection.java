package dev.straingauge.archiver.page;

import com.fasterxml.jackson.databind.JsonNode;
import dev.straingauge.archiver.words.Cells;
import dev.straingauge.archiver.words.ClusterWords;
import dev.straingauge.archiver.words.OperationWords;
import dev.straingauge.archiver.words.ThresholdWords;
import dev.straingauge.archiver.words.VerdictWords;
import java.util.StringJoiner;

/** The verdict, why, and what was run on what. */
final class HeadSection {

  private HeadSection() {}

  static void draw(Markup out, Contents contents) {
    JsonNode document = contents.document();
    String verdict = document.path("verdict").asText();
    String symbol = VerdictWords.symbol(verdict, document.path("exitCode").asInt());
    out.open("header");
    out.element("p", "Straingauge · report of a run", "class", "k");
    out.element("h1", document.path("run").asText());
    out.open("p", "class", "v " + Ink.ofSymbol(symbol).word())
        .element("strong", symbol + " " + verdict)
        .close();
    out.open("p").text(why(document));
    out.close().line();
    if (contents.isSimulated()) {
      out.open("p", "class", "note")
          .element("strong", "Simulated cluster.")
          .text(
              " No storage was touched: these numbers are those of the simulator with the driver profile %s %s, not of a driver."
                  .formatted(driver(document, "name"), driver(document, "version")))
          .close()
          .line();
    }
    if (document.has("imported")) {
      note(
          out,
          "Imported",
          "a run of another tool (%s), read from what it left; what that does not tell has no data"
              .formatted(document.path("imported").asText()));
    }
    notes(out, document);
    facts(out, contents, document);
    out.open("details").element("summary", "effective configuration");
    out.element("pre", contents.config(), "tabindex", "0").close().line();
    out.close().line();
  }

  private static String why(JsonNode document) {
    return "%s · %s · books %s"
        .formatted(
            document.path("verdictReason").asText(),
            OperationWords.effect(document),
            document.path("books").path("balanced").asBoolean() ? "balance" : "do not balance");
  }

  private static void notes(Markup out, JsonNode document) {
    ThresholdWords.muted(document.path("thresholds"))
        .ifPresent(muted -> out.element("p", muted, "class", "note").line());
    for (JsonNode error : document.path("errors")) {
      note(out, "✗ " + error.path("id").asText(), error.path("message").asText());
    }
    if (!document.path("archive").path("state").asText().equals("complete")) {
      note(out, "? The archive is not complete", document.path("archive").path("reason").asText());
    }
    if (!document.path("end").asText().equals("completed")) {
      note(out, "? The run did not end by itself", document.path("end").asText());
    }
    if (!document.path("driver").path("changes").isEmpty()) {
      StringJoiner changes = new StringJoiner(", then ");
      for (JsonNode change : document.path("driver").path("changes")) {
        changes.add(
            "%s at %s"
                .formatted(
                    change.path("version").asText(), Cells.offset(change.path("atSeconds"))));
      }
      note(
          out,
          "? The driver changed during the run",
          "%s: not a measurement of one version".formatted(changes));
    }
  }

  private static void note(Markup out, String head, String text) {
    out.open("p", "class", "note").element("strong", head).text(": " + text).close().line();
  }

  private static String driver(JsonNode document, String field) {
    return document.path("driver").path(field).asText();
  }

  private static void facts(Markup out, Contents contents, JsonNode document) {
    JsonNode cluster = document.path("cluster");
    Table table = new Table(out, "<fact", "<value");
    table.row("scenario", document.path("scenario").asText());
    table.row("driver", driver(document, "name") + " " + driver(document, "version"));
    for (JsonNode digest : document.path("driver").path("imageDigests")) {
      table.row("driver image", digest.asText());
    }
    table.row(
        "cluster",
        "%s, fingerprint %s"
            .formatted(ClusterWords.facts(cluster), cluster.path("fingerprint").asText()));
    table.row(
        "lasted",
        "%s of %s planned, %s"
            .formatted(
                Cells.offset(document.path("durationSeconds")),
                Cells.offset(document.path("plannedSeconds")),
                document.path("end").asText()));
    table.row(
        contents.isSimulated() ? "started (simulated time)" : "started",
        document.path("startedAt").asText());
    table.row(
        "seed and plan",
        "seed %s, plan %s"
            .formatted(
                document.has("imported") ? "n/a" : document.path("seed").asText(),
                document.path("planHash").asText()));
    document
        .path("labels")
        .properties()
        .forEach(label -> table.row("label " + label.getKey(), label.getValue().asText()));
    table.row(
        "Straingauge",
        "%s, analysis version %s"
            .formatted(
                document.path("straingaugeVersion").asText(),
                document.path("analysisVersion").asText()));
    table.close();
  }
}
