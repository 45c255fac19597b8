package dev.straingauge.archiver.page;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.straingauge.archiver.history.Histories;
import dev.straingauge.archiver.history.HistoryJson;
import dev.straingauge.archiver.history.HistoryPoint;
import dev.straingauge.archiver.history.HistoryRun;
import dev.straingauge.archiver.history.HistorySettings;
import dev.straingauge.archiver.history.HistoryWords;
import dev.straingauge.archiver.history.LeftOut;
import dev.straingauge.archiver.history.Series;
import dev.straingauge.archiver.history.SeriesHistory;
import dev.straingauge.archiver.history.SeriesKey;
import dev.straingauge.archiver.statistics.Observation;
import dev.straingauge.schemas.json.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** {@code history.html} of two series, one with a regression, an outlier, a gap and a bound. */
class HistoryPageTest {

  private static final Instant START = Instant.parse("2026-09-01T00:00:00Z");

  private static SeriesHistory history(String metric, int runs, boolean changes) {
    List<HistoryPoint> points = new ArrayList<>();
    for (int i = 0; i < runs; i++) {
      double value = (changes && i >= 20 ? 12 : 10) * (1 + 0.004 * (i % 5));
      Observation observed =
          changes && i == 39 ? Observation.above(60) : Observation.of(i == 9 ? 40 : value);
      if (!(changes && i == 5)) {
        points.add(
            new HistoryPoint(
                new HistoryRun(
                    "soak/" + i,
                    START.plusSeconds(i * 86_400L),
                    new TreeMap<>(Map.of(HistoryPoint.DRIVER_VERSION, i < 20 ? "1.3.2" : "1.4.0"))),
                observed));
      }
    }
    return Histories.of(
        new Series(new SeriesKey(metric, "soak", "efs", "f"), "s", true, points),
        HistorySettings.DEFAULT,
        List.of(),
        START);
  }

  private static ObjectNode document(List<SeriesHistory> histories) {
    ObjectNode document =
        Json.object()
            .put("schema", "straingauge.history/1")
            .put("verdict", "FAIL")
            .put("verdictReason", "1 confirmed regression")
            .put("exitCode", 3)
            .put("scenario", "soak")
            .put("order", "time")
            .put("failOn", "confirmed")
            .put("runCount", 40)
            .put("first", "2026-09-01T00:00:00Z")
            .put("last", "2026-10-10T00:00:00Z");
    document.putArray("clusters").add("simulated");
    document
        .putObject("settings")
        .put("gate", "confirm")
        .put("window", 50)
        .put("pValue", 0.001)
        .put("magnitude", 0.0)
        .put("minEffect", 0.05);
    HistoryJson.write(document, histories, List.of(new LeftOut("soak/x", "deleted")), true);
    return document;
  }

  private static ObjectNode document() {
    return document(
        List.of(history("attach_pod p99", 40, true), history("attach_pod p50", 40, false)));
  }

  @Test
  void isTheRecordedPageByteForByte() throws Exception {
    byte[] page = HistoryPage.write(document());

    PageChecks.isRecorded(page, "history-golden.html");
    PageChecks.standsAlone(page);
    PageChecks.isTheSameElsewhere(() -> HistoryPage.write(document()));
  }

  @Test
  void showsAChangeBetweenTwoRunsAndTheGapOfARunWithoutData() {
    String page = new String(HistoryPage.write(document()), UTF_8);

    assertThat(page)
        .contains(
            ">●</span>\u00A0CONFIRMED",
            "19 (1.3.2) and 20 (1.4.0)",
            "<td align=\"right\">no data</td>",
            "<td align=\"right\">&gt; 60.0 s</td>",
            "outlier, not used",
            "straingauge history ack c-",
            "Simulated cluster.</strong>");
  }

  /** A table of commits with dates only, some of them without a value in one of its columns. */
  @Test
  void showsAllRunsOfOneDayInTheOrderOfTheTable() {
    List<String> names = List.of("f00", "a11", "line 10", "line 9", "0ff");
    ObjectNode document =
        document(List.of(sameDay("a", names, "a11"), sameDay("b", names, "line 10")));

    String page = new String(HistoryPage.write(document), UTF_8);

    assertThat(HistorySlots.of(document))
        .extracting(HistorySlots::places)
        .containsExactly(List.of(0, 1, 3, 4), List.of(0, 2, 3, 4));
    assertThat(names).allSatisfy(name -> assertThat(page).contains(">" + name + "</"));
  }

  private static SeriesHistory sameDay(String metric, List<String> names, String without) {
    return Histories.of(
        new Series(
            new SeriesKey(metric, "soak", "efs", "f"),
            "s",
            true,
            names.stream()
                .filter(name -> !name.equals(without))
                .map(
                    name ->
                        new HistoryPoint(
                            new HistoryRun(
                                name,
                                name.equals("0ff") ? START.plusMillis(500) : START,
                                new TreeMap<>()),
                            Observation.of(1)))
                .toList()),
        HistorySettings.DEFAULT,
        List.of(),
        START);
  }

  /** Whoever runs it gets the same page: with every option that is not as usual. */
  @Test
  void tellsTheCommandThatGivesThePageAgain() {
    ObjectNode document = document();
    assertThat(HistoryWords.command(document)).isEqualTo("history soak");

    document.put("order", "driver_version").put("failOn", "never");
    ObjectNode settings = document.withObject("/settings");
    settings.put("gate", "none").put("window", 30).put("pValue", 0.01).put("minEffect", 0.1);
    settings.putArray("metrics").add("attach_pod p*");

    assertThat(HistoryWords.command(document))
        .isEqualTo(
            "history soak --metric 'attach_pod p*' --by driver_version --gate none --window 30"
                + " --p-value 0.01 --min-effect 10% --fail-on never");
    assertThat(new String(HistoryPage.write(document), UTF_8))
        .contains("straingauge history soak --metric &#39;attach_pod p*&#39; --by driver_version");
  }

  @Test
  void showsHostileNamesAsText() throws Exception {
    ObjectNode document = document();
    ComparePageTest.evil(document);

    PageChecks.showsEvilAsText(HistoryPage.write(document));
  }

  @Test
  void staysBelowOneMebibyteWithManySeriesOfManyRuns() {
    byte[] page =
        HistoryPage.write(
            document(
                IntStream.range(0, 300).mapToObj(i -> history("m" + i, 400, i % 2 == 0)).toList()));

    assertThat(page.length).isLessThanOrEqualTo(RunPage.MOST_BYTES);
    assertThat(
            Pattern.compile("more: --metric GLOB shows them")
                .matcher(new String(page, UTF_8))
                .results())
        .hasSize(2);
  }

  @Test
  void drawsNothingOfAHistoryWithoutRuns() {
    assertThat(new String(HistoryPage.write(document(List.of())), UTF_8))
        .contains("No change is open.");
  }
}
