package dev.straingauge.cli.summary;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.straingauge.archiver.words.OperationWords;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SummaryTableTest {

  private ObjectNode document = new ObjectMapper().createObjectNode();

  @BeforeEach
  void read() throws IOException {
    document =
        (ObjectNode)
            new ObjectMapper()
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .readTree(resource("/summary.json"));
  }

  @ParameterizedTest
  @ValueSource(ints = {80, 140})
  void drawsTheDocumentAsWritten(int width) throws IOException {
    String text = String.join("\n", SummaryTable.lines(document, width, "")) + "\n";

    assertThat(text)
        .isEqualTo(
            new String(resource("/summary-%d.txt".formatted(width)), StandardCharsets.UTF_8));
  }

  @Test
  void leadsTheNextCommandToTheSameArchive() {
    assertThat(SummaryTable.lines(document, 120, " --data d"))
        .anyMatch(line -> line.startsWith("next ") && line.endsWith(" --data d -o json"));
  }

  @Test
  void fitsEightyColumns() {
    assertThat(SummaryTable.lines(document, 80, ""))
        .allMatch(line -> line.codePointCount(0, line.length()) <= 80);
  }

  @Test
  void saysThatOperationsWereStartedLate() {
    assertThat(SummaryTable.lines(document, 200, "")).noneMatch(line -> line.contains("late: lag"));
    document.withObject("audit").withObject("lag").withObject("p99").put("value", 0.072);

    assertThat(SummaryTable.lines(document, 200, ""))
        .anyMatch(line -> line.startsWith("▲ operations were started late: lag p99 72"));
  }

  @Test
  void namesWhatExplainsFailures() {
    document
        .withObject("archive")
        .putArray("artifacts")
        .add("artifacts/diagnostics-01-attach_pod-TimedOut-op7.txt")
        .add("artifacts/diagnostics-02-delete_pvc-TimedOut-op9.txt");

    assertThat(SummaryTable.lines(document, 200, ""))
        .anyMatch(
            line ->
                line.startsWith("failures ")
                    && line.endsWith(
                        "/artifacts/diagnostics-01-attach_pod-TimedOut-op7.txt   (the first of 2"
                            + " explained in artifacts/)"));
  }

  @Test
  void showsAttachAndDetachWhereTheDriverHasThem() throws IOException {
    String attach =
        """
        {"volumePhases": [{"phase": "attach", "state": "%s", "ended": 3, "open": 1, "notObserved": 2,
          "reordered": 0, "duration": {"unit": "s", "n": 4, "p50": {"value": 5.01},
          "p95": {"value": null, "above": 60}, "p99": {"value": null, "above": 60},
          "max": {"value": 5.2}}}]}
        """;
    ObjectMapper json = new ObjectMapper();

    assertThat(
            SummaryTable.sections(
                json.readTree(attach.formatted("applicable")),
                EnumSet.of(Section.VOLUME_PHASES),
                120))
        .containsExactly(
            "",
            "VOLUME PHASES  ended  open  not observed  reordered    p50       p95       p99  max"
                + " ended",
            "attach             3     1             2          0  5.0 s  > 60.0 s  > 60.0 s     "
                + " 5.2 s",
            "  percentiles over all that ended or stayed open; an open one counts as long as it was"
                + " seen");
    assertThat(
            SummaryTable.sections(
                json.readTree(attach.formatted("not applicable")),
                EnumSet.of(Section.VOLUME_PHASES),
                120))
        .element(2)
        .asString()
        .matches("attach +n/a +n/a.*");
  }

  @Test
  void showsIncidentsTheWorstFirst() throws IOException {
    String none =
        "{\"incidents\": {\"classes\": [], \"beyond\": 0, \"notFollowed\": 0, \"worst\": []}}";
    String some =
        """
        {"incidents": {"classes": [{"class": "TRANSIENT", "count": 3, "open": 0}, {"class": "STUCK", "count": 1, "open": 1}],
          "recovery": {"unit": "s", "n": 4, "p50": {"value": 14}, "p90": {"value": null, "above": 340}, "max": {"value": 38}},
          "beyond": 0, "notFollowed": 0, "worst": [{"incident": "i-0123456789ab", "class": "STUCK", "state": "RUN_ENDED",
          "sinceSeconds": 260, "untilSeconds": 600, "volume": "pvc-1", "claim": "data-2", "cause": "node-lost",
          "holderPod": "etcd-2", "holderNode": "node-17"}]}}
        """;
    ObjectMapper json = new ObjectMapper();

    assertThat(SummaryTable.sections(json.readTree(none), EnumSet.of(Section.INCIDENTS), 120))
        .containsExactly("", "INCIDENTS  none");
    assertThat(SummaryTable.sections(json.readTree(some), EnumSet.of(Section.INCIDENTS), 120))
        .containsExactly(
            "",
            "INCIDENTS  4 · recovery p50 14.0 s · p90 > 340 s · max 38.0 s (n=4)",
            "  TRANSIENT 3 · STUCK 1 (1 open)",
            "  class  id              volume  from   to              cause      held by",
            "  STUCK  i-0123456789ab  data-2  04:20  end of the run  node-lost  node-17/etcd-2");
  }

  @Test
  void saysThatTheDriverChanged() throws IOException {
    ((ObjectNode) document.path("driver"))
        .set(
            "changes",
            new ObjectMapper()
                .readTree(
                    """
                    [{"atSeconds": 61.5, "version": "1.4.0", "imageDigests": []},
                     {"atSeconds": 70, "version": "1.5.0", "imageDigests": []}]
                    """));

    assertThat(SummaryTable.lines(document, 140, "").get(2))
        .matches(
            "  \\? the driver changed during the run: .* → 1\\.4\\.0 at .* → 1\\.5\\.0 at .*: not a"
                + " measurement of one version");
  }

  @Test
  void marksWhatTheSurvivorsHide() {
    List<String> lines = SummaryTable.sections(document, EnumSet.of(Section.OPERATIONS), 140);

    assertThat(lines)
        .filteredOn(line -> line.startsWith("attach_pod"))
        .singleElement()
        .asString()
        .contains("> 120 s", "27.9 s  ◀ hides 6");
    assertThat(lines)
        .filteredOn(line -> line.startsWith("create_pvc"))
        .singleElement()
        .asString()
        .doesNotContain("hides");
  }

  @Test
  void marksItAtEightyColumnsToo() {
    assertThat(SummaryTable.sections(document, EnumSet.of(Section.OPERATIONS), 80))
        .anyMatch(line -> line.contains("◀ hides 6"));
  }

  @Test
  void doesNotMarkADifferenceOfTenPercent() throws IOException {
    ObjectMapper json = new ObjectMapper();

    assertThat(
            OperationWords.hides(
                json.readTree("{\"p99\": {\"value\": 1.10}}"),
                json.readTree("{\"p99\": {\"value\": 1}}")))
        .isFalse();
    assertThat(
            OperationWords.hides(
                json.readTree("{\"p99\": {\"value\": 1.11}}"),
                json.readTree("{\"p99\": {\"value\": 1}}")))
        .isTrue();
    assertThat(
            OperationWords.hides(
                json.readTree("{\"p99\": {\"value\": null, \"above\": 60}}"),
                json.readTree("{\"p99\": {\"value\": 1}}")))
        .isTrue();
    assertThat(
            OperationWords.hides(
                json.readTree("{\"p99\": {\"value\": null, \"above\": 60}}"),
                json.readTree("{\"p99\": {\"value\": null}}")))
        .isFalse();
  }

  @Test
  void printsEachEquationThatDoesNotBalance() {
    ObjectNode equation = (ObjectNode) document.path("books").path("equations").get(0);
    equation
        .put("left", 4827)
        .put("right", 4826)
        .put("balanced", false)
        .put("note", "1 record is missing");
    document.withObject("books").put("balanced", false);

    assertThat(SummaryTable.sections(document, EnumSet.of(Section.BOOKS), 120))
        .contains(
            "✗ B1 writer 0 incarnation 1: last sequence = accepted + clock + missing: 4,827 ≠ 4,826"
                + " (1 record is missing)")
        .noneMatch(line -> line.startsWith("✓"));
  }

  @Test
  void saysWhatIsLeftInTheCluster() {
    ObjectNode cleanup = document.withObject("cleanup").put("state", "left");
    ((ObjectNode) cleanup.path("kinds").get(0))
        .put("left", 2)
        .put("leftReason", "lost with the process");

    assertThat(SummaryTable.sections(document, EnumSet.of(Section.CLEANUP), 120))
        .anyMatch(line -> line.startsWith("✗ 2 of "))
        .anyMatch(line -> line.endsWith("left: lost with the process"));
  }

  @Test
  void givesAVerdictWithoutRulesNoSymbolOfSuccess() {
    assertThat(SummaryTable.lines(document, 120, "").getFirst()).startsWith("– NONE");
  }

  @Test
  void endsWithTheExitCodeAndItsReason() {
    document
        .put("exitCode", 3)
        .put("verdict", "UNDECIDED")
        .put("verdictReason", "the run was ended early: interrupt");

    assertThat(SummaryTable.lines(document, 120, "").getFirst()).startsWith("? UNDECIDED");
    assertThat(SummaryTable.lines(document, 120, "").getLast())
        .isEqualTo("exit 3: the run was ended early: interrupt");
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(SummaryTableTest.class.getResourceAsStream(name), name)) {
      return in.readAllBytes();
    }
  }
}
