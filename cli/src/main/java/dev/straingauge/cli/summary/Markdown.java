package dev.straingauge.cli.summary;

import com.fasterxml.jackson.databind.JsonNode;
import dev.straingauge.archiver.compare.CompareWords;
import dev.straingauge.archiver.words.Cells;
import dev.straingauge.archiver.words.ClusterWords;
import dev.straingauge.archiver.words.Figures;
import dev.straingauge.archiver.words.ThresholdWords;
import dev.straingauge.archiver.words.VerdictWords;
import java.util.ArrayList;
import java.util.List;

/**
 * The document of a run, or of several, as Markdown for a comment or the summary of a CI step: the
 * verdict, the thresholds, the operations folded. At most 60 KB; no HTML but {@code details}. Pure.
 */
public final class Markdown {

  /** Comments of CI systems take 64 KiB. */
  static final int MOST_CHARACTERS = 60_000;

  private static final int MOST_RULES = 200;

  private Markdown() {}

  /** The text of a document of any command that has a verdict. */
  public static String of(JsonNode document) {
    StringBuilder text = new StringBuilder();
    if (document.path("runs").isArray()) {
      document.path("runs").forEach(run -> text.append(one(run)).append('\n'));
      errors(document).forEach(line -> text.append(line).append('\n'));
    } else {
      text.append(one(document));
    }
    return text.length() <= MOST_CHARACTERS
        ? text.toString()
        : text.substring(0, MOST_CHARACTERS) + "\n\n… cut: the JSON document has the rest\n";
  }

  private static String one(JsonNode document) {
    List<String> lines = new ArrayList<>();
    String verdict = document.path("verdict").asText();
    lines.add(
        "### %s %s `%s`"
            .formatted(
                document.has("base")
                    ? CompareWords.symbol(verdict)
                    : VerdictWords.symbol(verdict, document.path("exitCode").asInt()),
                verdict,
                code(
                    document
                        .path("run")
                        .asText(
                            document.path("command").asText(document.path("scenario").asText())))));
    lines.add("");
    if (document.has("verdictReason")) {
      lines.add(facts(document));
      lines.add("");
    }
    ThresholdWords.muted(document.path("thresholds"))
        .ifPresent(
            muted -> {
              lines.add(cell(muted));
              lines.add("");
            });
    lines.addAll(errors(document));
    CompareMarkdown.add(lines, document);
    HistoryForms.addMarkdown(lines, document);
    thresholds(lines, document.path("thresholds"));
    if (!document.path("incidents").path("worst").isEmpty()) {
      lines.add("Incidents: see `straingauge show " + document.path("run").asText() + "`.");
      lines.add("");
    }
    operations(lines, document.path("operations"));
    return String.join("\n", lines) + "\n";
  }

  private static String facts(JsonNode document) {
    JsonNode driver = document.path("driver");
    String what =
        driver.isMissingNode()
            ? ""
            : " · %s %s · %s, %s · seed %s"
                .formatted(
                    driver.path("name").asText(),
                    driver.path("version").asText(),
                    document.path("cluster").path("kind").asText(),
                    document.has("imported")
                        ? "imported"
                        : Figures.count(document.path("cluster").path("nodes").asLong(), "node"),
                    document.has("imported") ? "n/a" : document.path("seed").asText());
    return cell(document.path("verdictReason").asText() + what);
  }

  /** That the numbers are of no storage, if they are. */
  static void addSimulated(List<String> lines, JsonNode document) {
    String simulated = ClusterWords.simulated(document);
    if (!simulated.isEmpty()) {
      lines.add("**%s** %s".formatted(simulated, ClusterWords.MEANING));
      lines.add("");
    }
  }

  private static List<String> errors(JsonNode document) {
    List<String> lines = new ArrayList<>();
    for (JsonNode error : document.path("errors")) {
      lines.add(
          "**error** `%s`: %s"
              .formatted(cell(error.path("id").asText()), cell(error.path("message").asText())));
      lines.add("");
    }
    return lines;
  }

  private static void thresholds(List<String> lines, JsonNode thresholds) {
    if (thresholds.isEmpty()) {
      return;
    }
    lines.add("| rule | what | window | bound | worst | at | state |");
    lines.add("|---|---|---|---|---|---|---|");
    List<JsonNode> rules = ThresholdWords.sorted(thresholds);
    for (JsonNode rule : rules.subList(0, Math.min(MOST_RULES, rules.size()))) {
      row(
          lines,
          ThresholdWords.symbol(rule) + " " + rule.path("rule").asText(),
          ThresholdWords.subject(rule),
          ThresholdWords.window(rule),
          ThresholdWords.bounds(rule),
          ThresholdWords.worst(rule),
          ThresholdWords.at(rule),
          ThresholdWords.state(rule));
    }
    lines.add("");
    if (rules.size() > MOST_RULES) {
      lines.add("… and %d more".formatted(rules.size() - MOST_RULES));
      lines.add("");
    }
  }

  private static void operations(List<String> lines, JsonNode operations) {
    if (operations.isEmpty()) {
      return;
    }
    lines.add("<details><summary>Operations</summary>");
    lines.add("");
    lines.add("| operation | started | ok | failed | timed out | open | complete | p50 | p99 |");
    lines.add("|---|--:|--:|--:|--:|--:|--:|--:|--:|");
    for (JsonNode operation : operations) {
      row(
          lines,
          operation.path("operation").asText(),
          Cells.count(operation.path("started")),
          Cells.count(operation.path("succeeded")),
          Cells.count(operation.path("failed")),
          Cells.count(operation.path("timedOut")),
          Cells.count(operation.path("unfinished")),
          Cells.percent(operation, "completeness"),
          Cells.quantile(operation.path("response").path("p50")),
          Cells.quantile(operation.path("response").path("p99")));
    }
    lines.add("");
    lines.add("</details>");
    lines.add("");
  }

  static void row(List<String> lines, String... cells) {
    StringBuilder row = new StringBuilder("|");
    for (String cell : cells) {
      row.append(' ').append(cell(cell)).append(" |");
    }
    lines.add(row.toString());
  }

  /** Text of others inside a code span, where nothing is markup but its end. */
  private static String code(String text) {
    StringBuilder code = new StringBuilder(text.length());
    text.codePoints()
        .map(c -> c == '`' ? '\'' : Character.isISOControl(c) ? '\uFFFD' : c)
        .forEach(code::appendCodePoint);
    return code.toString();
  }

  /** Text of others as text: no markup, no row of its own. */
  static String cell(String text) {
    StringBuilder cell = new StringBuilder(text.length() + 8);
    text.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '|', '`', '*', '_', '[', ']', '\\' -> cell.append('\\').appendCodePoint(c);
                case '<' -> cell.append("&lt;");
                case '>' -> cell.append("&gt;");
                case '&' -> cell.append("&amp;");
                default -> cell.appendCodePoint(Character.isISOControl(c) ? '\uFFFD' : c);
              }
            });
    return cell.toString();
  }
}
