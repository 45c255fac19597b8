package dev.straingauge.cli.summary;

import com.fasterxml.jackson.databind.JsonNode;
import dev.straingauge.archiver.compare.CompareWords;
import dev.straingauge.archiver.words.Figures;
import dev.straingauge.archiver.words.ThresholdWords;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The document of a run, or of several, as JUnit XML: a suite is a run; a test case is a rule, the
 * books, or the cleanup certificate. Names are stable between runs: rule and bound, never a value.
 * Pure.
 */
public final class JUnit {

  private JUnit() {}

  private record Case(String name, String group, String outcome, String type, String text) {
    Case(String name, String group, String outcome, String text) {
      this(name, group, outcome, "", text);
    }
  }

  /** The text of a document of any command that has a verdict. */
  public static String of(JsonNode document) {
    StringBuilder xml =
        new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n");
    if (document.path("runs").isArray()) {
      document.path("runs").forEach(run -> suite(xml, run));
      if (!document.path("errors").isEmpty()) {
        suite(xml, document);
      }
    } else {
      suite(xml, document);
    }
    return xml.append("</testsuites>\n").toString();
  }

  private static void suite(StringBuilder xml, JsonNode document) {
    String scenario = document.path("scenario").asText(document.path("command").asText("rules"));
    List<Case> cases = cases(document);
    JsonNode driver = document.path("driver");
    String name =
        driver.isMissingNode()
            ? scenario + CompareWords.sides(document)
            : "%s %s %s"
                .formatted(scenario, driver.path("name").asText(), driver.path("version").asText());
    xml.append(
        "  <testsuite name=\"%s\" tests=\"%d\" failures=\"%d\" errors=\"%d\" skipped=\"%d\" time=\"%s\">%n"
            .formatted(
                escape(name),
                cases.size(),
                count(cases, "failure"),
                count(cases, "error"),
                count(cases, "skipped"),
                document.path("durationSeconds").asText("0"))
            .replace("\r", ""));
    properties(xml, document);
    for (Case each : cases) {
      xml.append(
          "    <testcase name=\"%s\" classname=\"straingauge.%s.%s\""
              .formatted(escape(each.name), escape(scenario), each.group));
      xml.append(each.outcome.isEmpty() && each.text.isEmpty() ? "/>\n" : ">\n");
      if (!each.outcome.isEmpty()) {
        String type = each.outcome.equals("failure") ? " type=\"" + each.type + "\"" : "";
        xml.append(
            "      <%s%s message=\"%s\"/>\n".formatted(each.outcome, type, escape(each.text)));
      } else if (!each.text.isEmpty()) {
        xml.append("      <system-out>%s</system-out>\n".formatted(escape(each.text)));
      }
      if (!(each.outcome.isEmpty() && each.text.isEmpty())) {
        xml.append("    </testcase>\n");
      }
    }
    xml.append("  </testsuite>\n");
  }

  private static void properties(StringBuilder xml, JsonNode document) {
    xml.append("    <properties>\n");
    property(xml, "run", document.path("run").asText());
    property(xml, "verdict", document.path("verdict").asText());
    property(xml, "verdictReason", document.path("verdictReason").asText());
    property(xml, "base", document.path("base").path("reference").asText());
    property(xml, "candidate", document.path("candidate").path("reference").asText());
    property(xml, "seed", document.path("seed").asText());
    property(xml, "cluster", document.path("cluster").path("fingerprint").asText());
    property(xml, "archive", document.path("archive").path("uri").asText());
    xml.append("    </properties>\n");
  }

  private static void property(StringBuilder xml, String name, String value) {
    if (!value.isEmpty()) {
      xml.append("      <property name=\"%s\" value=\"%s\"/>\n".formatted(name, escape(value)));
    }
  }

  private static List<Case> cases(JsonNode document) {
    List<Case> cases = new ArrayList<>();
    for (JsonNode rule : document.path("thresholds")) {
      cases.add(ofRule(rule, document));
    }
    CompareWords.judged(document).forEach(metric -> cases.add(ofMetric(metric)));
    document.path("shapes").forEach(shape -> cases.add(ofShape(shape)));
    for (HistoryForms.Case each : HistoryForms.cases(document)) {
      cases.add(new Case(each.name(), "history", each.outcome(), "regression", each.text()));
    }
    if (document.has("books")) {
      boolean balanced = document.path("books").path("balanced").asBoolean();
      cases.add(
          new Case(
              "books balance",
              "books",
              balanced ? "" : "error",
              balanced ? "" : "the books do not balance"));
    }
    if (document.has("cleanup")) {
      boolean left = document.path("cleanup").path("state").asText().equals("left");
      cases.add(
          new Case(
              "nothing left in the cluster",
              "cleanup",
              left ? "error" : "",
              left ? "objects are left in the cluster" : ""));
    }
    String end = document.path("end").asText();
    if (!end.isEmpty() && !end.equals("completed")) {
      cases.add(
          new Case("run completed", "run", "skipped", document.path("verdictReason").asText()));
    }
    if (!document.has("metrics") || cases.isEmpty()) { // a comparison's say what its metrics do
      for (JsonNode error : document.path("errors")) {
        cases.add(
            new Case(error.path("id").asText(), "errors", "error", error.path("message").asText()));
      }
    }
    return cases;
  }

  /** The verdict is the run's; a rule fails where it is one of those that made it. */
  private static Case ofRule(JsonNode rule, JsonNode document) {
    String of = rule.path("of").asText();
    String name =
        "%s (%s): %s".formatted(rule.path("rule").asText(), of, ThresholdWords.bounds(rule));
    String symbol = ThresholdWords.symbol(rule);
    long muted = ThresholdWords.mutedWindows(rule);
    String text =
        "%s: %s, %s over %s, at %s: %s%s"
            .formatted(
                rule.path("rule").asText(),
                ThresholdWords.worst(rule),
                ThresholdWords.bounds(rule),
                ThresholdWords.window(rule),
                ThresholdWords.at(rule),
                ThresholdWords.state(rule),
                muted == 0
                    ? ""
                    : "; %s of planned faults not judged"
                        .formatted(Figures.count(muted, "window")));
    String level = rule.path("worstLevel").asText();
    boolean fails =
        document.path("verdict").asText().equals("FAIL")
            && (level.equals("CRITICAL")
                || (level.equals("WARNING") && document.path("failOn").asText().equals("warning")));
    if (fails) {
      return new Case(name, "thresholds", "failure", level.toLowerCase(Locale.ROOT), text);
    }
    if (symbol.equals("?")) {
      return new Case(name, "thresholds", "skipped", text);
    }
    return new Case(name, "thresholds", "", symbol.equals("✓") && muted == 0 ? "" : text);
  }

  private static Case ofMetric(JsonNode metric) {
    String verdict = metric.path("verdict").asText();
    String text = CompareWords.line(metric);
    return switch (verdict) {
      case "REGRESSION" ->
          new Case(metric.path("metric").asText(), "compare", "failure", "regression", text);
      case "INSUFFICIENT" -> new Case(metric.path("metric").asText(), "compare", "skipped", text);
      default -> new Case(metric.path("metric").asText(), "compare", "", text);
    };
  }

  private static Case ofShape(JsonNode shape) {
    String verdict = shape.path("verdict").isNull() ? "" : " SHAPE CHANGED";
    return new Case(
        shape.path("operation").asText() + " shape",
        "compare",
        "",
        CompareWords.shape(shape) + verdict);
  }

  private static long count(List<Case> cases, String outcome) {
    return cases.stream().filter(each -> each.outcome.equals(outcome)).count();
  }

  /** Text of others inside an attribute or element; what XML 1.0 cannot hold is replaced. */
  static String escape(String text) {
    StringBuilder escaped = new StringBuilder(text.length() + 16);
    text.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '&' -> escaped.append("&amp;");
                case '"' -> escaped.append("&quot;");
                case '\n', '\t' -> escaped.append("&#").append(c).append(';');
                default -> escaped.appendCodePoint(isXml(c) ? c : 0xFFFD);
              }
            });
    return escaped.toString();
  }

  private static boolean isXml(int c) {
    return (c >= 0x20 && c <= 0xD7FF) || (c >= 0xE000 && c <= 0xFFFD) || c >= 0x10000;
  }
}
