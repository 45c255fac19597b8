package dev.straingauge.archiver.page;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.straingauge.archiver.TestReports;
import dev.straingauge.archiver.compare.CompareWords;
import dev.straingauge.archiver.compare.Comparison;
import dev.straingauge.archiver.compare.ComparisonJson;
import dev.straingauge.archiver.compare.Side;
import dev.straingauge.archiver.compare.Terms;
import dev.straingauge.archiver.metrics.RunSelector;
import dev.straingauge.archiver.metrics.Selection;
import dev.straingauge.schemas.json.Json;
import dev.straingauge.schemas.sketch.LatencySketch;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** {@code compare.html} of seven runs against seven, of which the candidate's p50 is higher. */
class ComparePageTest {

  private final TestReports archive = new TestReports();
  private final Comparison comparison = comparison();

  private Comparison comparison() {
    for (int i = 0; i < 7; i++) {
      archive.add(i, "1.3.2", TestReports.attach(10 + i * 0.1, 0.99));
      archive.add(30 + i, "1.4.0", TestReports.attach(13 + i * 0.1, 0.97));
    }
    return Comparison.of(
        side("soak@driver_version=1.3.2", 10),
        side("soak@driver_version=1.4.0", 13),
        Terms.DEFAULT);
  }

  private Side side(String reference, int seconds) {
    Selection selection = new RunSelector(archive.runs()).select(reference);
    List<Map<String, LatencySketch>> sketches =
        IntStream.range(0, selection.runs().size()).mapToObj(i -> sketch(seconds, i)).toList();
    List<SortedMap<String, String>> plans =
        Collections.nCopies(selection.runs().size(), new TreeMap<>());
    return new Side(selection, sketches, plans);
  }

  private static Map<String, LatencySketch> sketch(int seconds, int run) {
    LatencySketch sketch = new LatencySketch();
    for (int i = 1; i <= 970; i++) {
      sketch.record(1_000_000L * (seconds * 100L + run * 10L + (long) i * i / 200));
    }
    return Map.of("attach_pod", sketch);
  }

  private ObjectNode document() {
    ObjectNode document = Json.object().put("schema", "straingauge.compare/1").put("exitCode", 3);
    document.putArray("errors");
    ComparisonJson.fill(document, comparison);
    return document.put("baseline", "rule: the last 7 complete runs");
  }

  @Test
  void isTheRecordedPageByteForByte() throws Exception {
    byte[] page = ComparePage.write(document(), comparison);

    PageChecks.isRecorded(page, "compare-golden.html");
    PageChecks.standsAlone(page);
    PageChecks.isTheSameElsewhere(() -> ComparePage.write(document(), comparison));
  }

  @Test
  void tellsTheVerdictTheBaselineAndThatTheClusterIsSimulated() {
    String page = new String(ComparePage.write(document(), comparison), UTF_8);

    assertThat(page)
        .contains(
            "<title>REGRESSION soak (simulated) · Straingauge</title>",
            "✗ REGRESSION</strong>",
            "rule: the last 7 complete runs",
            "Simulated cluster.</strong>",
            "attach_pod: percentiles of the response time",
            "<pre tabindex=\"0\">straingauge compare soak@driver_version=1.4.0</pre>");
  }

  @Test
  void tellsTheTermsInTheCommandThatGivesThePageAgain() {
    ObjectNode document = document();
    ObjectNode terms = document.withObject("/terms");
    terms.put("alpha", 0.05).put("minEffect", 1.5);
    terms.putArray("metrics").add("attach_pod *");

    assertThat(CompareWords.command(document))
        .isEqualTo(
            "compare soak@driver_version=1.4.0 --metric 'attach_pod *' --alpha 0.05"
                + " --min-effect 150%");
  }

  @Test
  void showsHostileNamesAsText() throws Exception {
    ObjectNode document = document();
    evil(document);

    PageChecks.showsEvilAsText(ComparePage.write(document, comparison));
  }

  /** Every text that says no state becomes an attack. */
  static void evil(JsonNode node) {
    if (node instanceof ObjectNode object) {
      for (String name :
          List.copyOf(object.properties().stream().map(Map.Entry::getKey).toList())) {
        JsonNode value = object.get(name);
        if (value.isTextual()
            && !List.of("role", "kind", "unit", "schema", "order", "at").contains(name)) {
          object.put(name, value.textValue().isEmpty() ? "" : PageChecks.EVIL);
        } else {
          evil(value);
        }
      }
    } else if (node instanceof ArrayNode array) {
      for (int i = 0; i < array.size(); i++) {
        if (array.get(i).isTextual()) {
          array.set(i, TextNode.valueOf(PageChecks.EVIL));
        } else {
          evil(array.get(i));
        }
      }
    }
  }
}
