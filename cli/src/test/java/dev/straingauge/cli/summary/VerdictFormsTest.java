package dev.straingauge.cli.summary;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/** The table, Markdown and JUnit say what the document says. */
class VerdictFormsTest {

  private static final JsonNode DOCUMENT =
      read(
          """
          {"schema": "straingauge.summary/1", "run": "etcd/20261121074512", "verdict": "FAIL", "verdictReason": "1 of 5 rules breached <b>",
           "exitCode": 3, "errors": [], "scenario": "etcd", "seed": 7, "failOn": "critical",
           "driver": {"name": "block", "version": "1.4.0"}, "cluster": {"kind": "simulated", "nodes": 40, "fingerprint": "f"},
           "durationSeconds": 600, "end": "completed", "books": {"balanced": true}, "cleanup": {"state": "clean"},
           "operations": [], "thresholds": [
          """
              + String.join(
                  ",",
                  rule(
                      "io-ok",
                      "errors",
                      "ratio",
                      "ratio",
                      "{\"critical\": 0.05}",
                      "OK",
                      "NONE",
                      "{\"value\": 0.0146, \"n\": 4800, \"offsetSeconds\": 600}",
                      3,
                      0,
                      "[]"),
                  rule(
                      "silent",
                      "response",
                      "p95",
                      "seconds",
                      "{\"critical\": 60}",
                      "NO DATA",
                      "NONE",
                      "{\"value\": null, \"reason\": \"no data\"}",
                      0,
                      0,
                      "[]"),
                  rule(
                      "attach-p99",
                      "response",
                      "p99",
                      "seconds",
                      "{\"warning\": 30, \"critical\": 60}",
                      "CRITICAL",
                      "CRITICAL",
                      "{\"value\": null, \"above\": 60.2, \"n\": 2412, \"offsetSeconds\": 321}",
                      9,
                      1,
                      "[{\"breach\": \"b-1\", \"level\": \"CRITICAL\", \"fromSeconds\": 321,"
                          + " \"toSeconds\": null}]"),
                  rule(
                      "warned",
                      "errors",
                      "ratio",
                      "ratio",
                      "{\"acceptable\": 0.01, \"warning\": 0.02}",
                      "CLEARED",
                      "WARNING",
                      "{\"value\": 0.03, \"n\": 100, \"offsetSeconds\": 60}",
                      9,
                      1,
                      "[{\"breach\": \"b-2\", \"level\": \"WARNING\", \"fromSeconds\": 30,"
                          + " \"toSeconds\": 100}]"),
                  rule(
                      "raised",
                      "errors",
                      "ratio",
                      "ratio",
                      "{\"acceptable\": 0.01, \"warning\": 0.02}",
                      "ELEVATED",
                      "ELEVATED",
                      "{\"value\": 0.0146, \"n\": 4800, \"offsetSeconds\": 600}",
                      9,
                      1,
                      "[{\"breach\": \"b-3\", \"level\": \"ELEVATED\", \"fromSeconds\": 600,"
                          + " \"toSeconds\": null}]"))
              + "]}");

  @Test
  void drawsTheBreachedFirstThenElevatedUnknownAndGood() {
    assertThat(String.join("\n", ThresholdsTable.lines(DOCUMENT.path("thresholds"), 200)))
        .isEqualTo(
            """
            THRESHOLDS                               window  bound                        worst                at  state                              rule of
            ✗ attach-p99  attach_pod response p99    5 min   warn > 30.0 s crit > 60.0 s  > 60.2 s n=2,412  05:21  CRITICAL since 05:21, open at end  etcd.yaml:41
            ✗ warned      attach_pod errors ÷ ended  5 min   ok < 1.00 % warn > 2.00 %    3.00 % n=100      01:00  WARNING, cleared after 1 min 10 s  etcd.yaml:41
            ▲ raised      attach_pod errors ÷ ended  5 min   ok < 1.00 % warn > 2.00 %    1.46 % n=4,800    10:00  ELEVATED since 10:00, open at end  etcd.yaml:41
            ? silent      attach_pod response p95    5 min   crit > 60.0 s                no data               –  NO DATA                            etcd.yaml:41
            ✓ io-ok       attach_pod errors ÷ ended  5 min   crit > 5.00 %                1.46 % n=4,800    10:00  OK                                 etcd.yaml:41\
            """);
  }

  @Test
  void saysThatWindowsOfPlannedFaultsAreNotJudged() {
    JsonNode rules = DOCUMENT.path("thresholds").deepCopy();
    ((ObjectNode) rules.get(0)).putObject("windows").put("judged", 7).put("muted", 3);
    ((ObjectNode) rules.get(1)).putObject("windows").put("judged", 7).put("muted", 0);

    String words = "planned faults: their windows are not judged by 1 rule (faults: judge does)";
    assertThat(ThresholdsTable.lines(rules, 80).getLast()).isEqualTo("  " + words);
    ObjectNode document = DOCUMENT.deepCopy();
    document.set("thresholds", rules);
    assertThat(Markdown.of(document)).contains("seed 7\n\n" + words + "\n\n| rule |");
    assertThat(JUnit.of(document))
        .contains("at 10:00: OK; 3 windows of planned faults not judged</system-out>")
        .doesNotContain("0 windows");
    assertThat(Markdown.of(DOCUMENT)).doesNotContain("planned faults");
  }

  @Test
  void setsResultsApartFromBoundsWhereOneTableIsTooWide() {
    assertThat(String.join("\n", ThresholdsTable.lines(DOCUMENT.path("thresholds"), 120)))
        .isEqualTo(
            """
            THRESHOLDS                               worst                at  state
            ✗ attach-p99  attach_pod response p99    > 60.2 s n=2,412  05:21  CRITICAL since 05:21, open at end
            ✗ warned      attach_pod errors ÷ ended  3.00 % n=100      01:00  WARNING, cleared after 1 min 10 s
            ▲ raised      attach_pod errors ÷ ended  1.46 % n=4,800    10:00  ELEVATED since 10:00, open at end
            ? silent      attach_pod response p95    no data               –  NO DATA
            ✓ io-ok       attach_pod errors ÷ ended  1.46 % n=4,800    10:00  OK

            BOUNDS        window  bound                        required  rule of
              attach-p99  5 min   warn > 30.0 s crit > 60.0 s  yes       etcd.yaml:41
              warned      5 min   ok < 1.00 % warn > 2.00 %    yes       etcd.yaml:41
              raised      5 min   ok < 1.00 % warn > 2.00 %    yes       etcd.yaml:41
              silent      5 min   crit > 60.0 s                yes       etcd.yaml:41
              io-ok       5 min   crit > 5.00 %                yes       etcd.yaml:41\
            """);
  }

  @Test
  void keepsStateAndWorstWhereThereIsLittleRoom() {
    assertThat(ThresholdsTable.lines(DOCUMENT.path("thresholds"), 80))
        .anyMatch(line -> line.matches("THRESHOLDS +worst +state"))
        .anyMatch(line -> line.matches("✗ attach-p99 +> 60.2 s n=2,412 +CRITICAL since .*"))
        .allMatch(line -> line.length() <= 80);
  }

  @Test
  void givesEachRuleATestCaseWithANameThatHoldsNoValue() throws Exception {
    Element suite = (Element) parse(JUnit.of(DOCUMENT)).getElementsByTagName("testsuite").item(0);

    assertThat(suite.getAttribute("name")).isEqualTo("etcd block 1.4.0");
    assertThat(suite.getAttribute("tests")).isEqualTo("7");
    assertThat(suite.getAttribute("failures")).isEqualTo("1");
    assertThat(suite.getAttribute("skipped")).isEqualTo("1");
    assertThat(cases(suite))
        .containsExactly(
            "io-ok (attach_pod): crit > 5.00 % | ",
            "silent (attach_pod): crit > 60.0 s | skipped",
            "attach-p99 (attach_pod): warn > 30.0 s crit > 60.0 s | failure critical",
            "warned (attach_pod): ok < 1.00 % warn > 2.00 % | system-out",
            "raised (attach_pod): ok < 1.00 % warn > 2.00 % | system-out",
            "books balance | ",
            "nothing left in the cluster | ");
  }

  @Test
  void writesMarkdownWithoutMarkupOfOthers() {
    String text = Markdown.of(DOCUMENT);

    assertThat(text)
        .startsWith("### ✗ FAIL `etcd/20261121074512`\n")
        .contains(
            "1 of 5 rules breached &lt;b&gt; · block 1.4.0 · simulated, 40 nodes · seed 7",
            "| ✗ attach-p99 | attach\\_pod response p99 | 5 min | warn &gt; 30.0 s crit &gt; 60.0 s"
                + " | &gt; 60.2 s n=2,412 | 05:21 | CRITICAL since 05:21, open at end |");
    assertThat(text.length()).isLessThan(Markdown.MOST_CHARACTERS);
  }

  /** Inside a code span a backslash is one, and nothing ends the span but a backtick. */
  @Test
  void writesTheNameOfARunAsItIs() {
    assertThat(Markdown.of(read("{\"run\": \"my_test/20261121074512\", \"verdict\": \"PASS\"}")))
        .startsWith("### ✓ PASS `my_test/20261121074512`\n");
    assertThat(Markdown.of(read("{\"run\": \"a`<b>*\", \"verdict\": \"PASS\"}")))
        .startsWith("### ✓ PASS `a'<b>*`\n");
  }

  /** A suite without a case is green wherever it is shown. */
  @Test
  void keepsTheErrorOfAComparisonThatJudgedNothing() {
    String xml =
        JUnit.of(
            read(
                """
                {"verdict": "INSUFFICIENT", "exitCode": 3, "scenario": "soak", "metrics": [], "shapes": [],
                 "base": {"label": "1", "reference": "a"}, "candidate": {"label": "2", "reference": "b"},
                 "errors": [{"id": "runs-insufficient", "message": "no metric in common"}]}
                """));

    assertThat(xml)
        .contains("tests=\"1\"", "errors=\"1\"", "runs-insufficient", "no metric in common");
  }

  @Test
  void annotatesTheLineOfEachBreachedRule() {
    assertThat(Annotations.of(DOCUMENT))
        .containsExactly(
            "::error file=etcd.yaml,line=41,title=attach-p99 critical::attach_pod response p99:"
                + " > 60.2 s n=2,412, warn > 30.0 s crit > 60.0 s over 5 min, at 05:21",
            "::warning file=etcd.yaml,line=41,title=warned warning::attach_pod errors ÷ ended:"
                + " 3.00 %25 n=100, ok < 1.00 %25 warn > 2.00 %25 over 5 min, at 01:00");
  }

  @Test
  void saysFailuresInBothForms() throws Exception {
    JsonNode failure =
        read(
            """
            {"schema": "straingauge.failure/1", "command": "run", "verdict": "UNDECIDED", "exitCode": 1,
             "errors": [{"id": "kafka-gone", "message": "broker <gone> \\u0001"}]}
            """);

    assertThat(Markdown.of(failure)).contains("**error** `kafka-gone`: broker &lt;gone&gt; \uFFFD");
    Element suite = (Element) parse(JUnit.of(failure)).getElementsByTagName("testsuite").item(0);
    assertThat(cases(suite)).containsExactly("kafka-gone | error");
  }

  private static List<String> cases(Element suite) {
    List<String> cases = new ArrayList<>();
    NodeList all = suite.getElementsByTagName("testcase");
    for (int i = 0; i < all.getLength(); i++) {
      Element one = (Element) all.item(i);
      NodeList inside = one.getElementsByTagName("*");
      String outcome = "";
      if (inside.getLength() > 0) {
        Element first = (Element) inside.item(0);
        outcome = (first.getTagName() + " " + first.getAttribute("type")).strip();
      }
      cases.add(one.getAttribute("name") + " | " + outcome);
    }
    return cases;
  }

  private static Document parse(String xml)
      throws ParserConfigurationException, SAXException, IOException {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(xml)));
  }

  private static String rule(
      String id,
      String metric,
      String statistic,
      String unit,
      String bounds,
      String state,
      String level,
      String worst,
      int judged,
      int breaches,
      String episodes) {
    return """
    {"rule": "%s", "version": "00000000", "source": "etcd.yaml:41", "measure": "operation", "of": "attach_pod", "labels": {},
     "metric": "%s", "statistic": "%s", "unit": "%s", "windowSeconds": 300, "direction": "above", "bounds": %s, "forSeconds": 0,
     "required": "yes", "state": "%s", "level": "%s", "worstLevel": "%s", "worst": %s, "windows": {"judged": %d},
     "data": "no gap beyond noDataFor", "breaches": %d, "episodes": %s}\
    """
        .formatted(
            id, metric, statistic, unit, bounds, state, level, level, worst, judged, breaches,
            episodes);
  }

  private static JsonNode read(String json) {
    try {
      return new ObjectMapper().readTree(json);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
