package dev.straingauge.archiver.page;

import com.fasterxml.jackson.databind.JsonNode;
import dev.straingauge.archiver.words.AuditWords;
import dev.straingauge.archiver.words.Cells;
import dev.straingauge.archiver.words.Figures;
import java.util.StringJoiner;

/** Whether the numbers can be believed, what is left behind, and how to get them again. */
final class TrustSection {

  private static final int MOST_NAMES = 20;

  private TrustSection() {}

  static void draw(Markup out, Contents contents) {
    JsonNode document = contents.document();
    out.element("h2", "Books, audit, clean-up", "id", "trust");
    books(out, document.path("books"));
    out.element("h3", "Audit of Straingauge itself");
    audit(out, contents, document.path("audit"));
    out.element("h3", "Clean-up certificate");
    cleanup(out, document.path("cleanup"));
  }

  private static void books(Markup out, JsonNode books) {
    out.element("h3", "The balanced books");
    StringJoiner records = new StringJoiner(" · ");
    books
        .path("records")
        .properties()
        .forEach(kind -> records.add(kind.getKey() + " " + Cells.count(kind.getValue())));
    boolean balanced = books.path("balanced").asBoolean();
    out.element(
        "p",
        "%s. Events: %s."
            .formatted(
                balanced ? "✓ All equations balance" : "✗ The books do not balance", records));
    JsonNode equations = books.path("equations");
    if (balanced) {
      out.open("details").element("summary", Figures.count(equations.size(), "equation"));
      equations(out, equations);
      out.close().line();
    } else {
      equations(out, equations);
    }
  }

  private static void equations(Markup out, JsonNode equations) {
    Table table = new Table(out, "<", "<scope", "<equation", "left", "right", "<note");
    for (JsonNode equation : equations) {
      table
          .begin()
          .state(equation.path("balanced").asBoolean() ? "✓" : "✗", equation.path("id").asText())
          .cell(equation.path("scope").asText())
          .cell(equation.path("equation").asText())
          .cell(Cells.count(equation.path("left")))
          .cell(Cells.count(equation.path("right")))
          .cell(equation.path("note").asText())
          .end();
    }
    table.close();
  }

  private static void audit(Markup out, Contents contents, JsonNode audit) {
    JsonNode lag = audit.path("lag");
    Table table = new Table(out, "<what", "<found");
    table.row("result", audit.path("result").asText());
    table.row(
        "generator lag",
        "p50 %s, p99 %s, max %s (n=%s)"
            .formatted(
                Cells.quantile(lag.path("p50")),
                Cells.quantile(lag.path("p99")),
                Cells.quantile(lag.path("max")),
                Cells.count(lag.path("n"))));
    table.row("longest stall", Cells.time(audit.path("longestStallSeconds")));
    table.row("watch gaps", Cells.count(audit.path("watchGaps")));
    table.row(
        "clock drift",
        contents.isSimulated() ? "n/a (simulated)" : Cells.time(audit.path("clockDriftSeconds")));
    StringJoiner setAside = new StringJoiner(" · ");
    audit
        .path("setAside")
        .properties()
        .forEach(cause -> setAside.add(cause.getKey() + " " + Cells.count(cause.getValue())));
    table.row("records set aside", setAside.length() == 0 ? "none" : setAside.toString());
    table.row("series beyond the limit", Cells.count(audit.path("seriesOverflow")));
    table.row("operations beyond the limit", Cells.count(audit.path("openOverflow")));
    table.close();
    AuditWords.late(audit).ifPresent(late -> out.element("p", "▲ " + late + "."));
  }

  private static void cleanup(Markup out, JsonNode cleanup) {
    String state = cleanup.path("state").asText();
    out.element(
        "p",
        switch (state) {
          case "clean" -> "✓ Nothing is left of what the run created.";
          case "none" -> "? No certificate: the run ended without a clean-up.";
          default -> "✗ Objects are left in the cluster.";
        });
    if (cleanup.path("kinds").isEmpty()) {
      return;
    }
    Table table = new Table(out, "<kind", "created", "deleted", "left", "<which");
    for (JsonNode kind : cleanup.path("kinds")) {
      table.row(
          kind.path("kind").asText(),
          Cells.count(kind.path("created")),
          Cells.count(kind.path("deleted")),
          Cells.count(kind.path("left")),
          left(kind));
    }
    table.close();
  }

  private static String left(JsonNode kind) {
    StringJoiner names = new StringJoiner(", ");
    for (int i = 0; i < Math.min(MOST_NAMES, kind.path("leftNames").size()); i++) {
      names.add(kind.path("leftNames").path(i).asText());
    }
    if (kind.path("leftNames").size() > MOST_NAMES) {
      names.add("…");
    }
    String reason = kind.path("leftReason").isTextual() ? kind.path("leftReason").asText() : "";
    return reason.isEmpty() ? names.toString() : names + " (" + reason + ")";
  }

  static void drawReproduction(Markup out, Contents contents) {
    JsonNode document = contents.document();
    out.element("h2", "How to reproduce", "id", "reproduce");
    String scenario = quoted(document.path("scenario").asText());
    String with =
        "--seed %s --driver %s --driver-version %s"
            .formatted(
                document.path("seed").asText(),
                quoted(document.path("driver").path("name").asText()),
                quoted(document.path("driver").path("version").asText()));
    String command =
        contents.isSimulated()
            ? scenario + " " + with
            : scenario + " --seed " + document.path("seed").asText();
    out.element(
        "pre",
        "straingauge plan %1$s     # the same plan says %2$s\nstraingauge run %1$s\nstraingauge show %3$s"
            .formatted(command, document.path("planHash").asText(), document.path("run").asText()),
        "tabindex",
        "0");
    out.element(
        "p",
        contents.isSimulated()
            ? "The same plan (%s), seed and Straingauge version give the same events on the simulated cluster, and the same events give the same numbers. A scenario that is not shipped, or values that were overridden, stand in the effective configuration above."
                .formatted(document.path("planHash").asText())
            : "The same plan (%s) and seed ask the same of a cluster; what the cluster answers is its own. The archived events give the same numbers whenever they are analysed again. A scenario that is not shipped, or values that were overridden, stand in the effective configuration above."
                .formatted(document.path("planHash").asText()));
    out.open("details").element("summary", "SHA-256 of the run's records per topic");
    Table table = new Table(out, "<topic", "<SHA-256");
    document
        .path("hashes")
        .properties()
        .forEach(hash -> table.row(hash.getKey(), hash.getValue().asText()));
    table.close();
    out.close().line();
  }

  /** A word that a shell takes for itself. */
  private static String quoted(String word) {
    return word.matches("[A-Za-z0-9._/@+-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
