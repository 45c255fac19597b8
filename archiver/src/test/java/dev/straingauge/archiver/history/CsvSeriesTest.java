package dev.straingauge.archiver.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.straingauge.archiver.history.CsvSeries.Layout;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CsvSeriesTest {

  private static final Layout ANY =
      new Layout("", List.of(), List.of(), name -> true, name -> name.equals("iops"));

  private static Gathered read(String text) {
    return CsvSeries.read("t.csv", text, "t.csv", ANY);
  }

  @Test
  void takesColumnsOfNumbersAsMetricsAndTheOthersAsAttributes() {
    // When
    Gathered gathered =
        read(
            "\uFEFFtime,commit,p99,iops,\"who, \"\"when\"\"\"\r\n"
                + "2026-01-03,c3,1.5,100,\"a\nb\" \r\n"
                + "\r\n"
                + "2026-01-02,c2, 2e0 ,,x\r\n");
    // Then
    assertThat(gathered.runs()).isEqualTo(2);
    assertThat(gathered.series()).extracting(s -> s.key().metric()).containsExactly("p99", "iops");
    Series p99 = gathered.series().getFirst();
    assertThat(p99.lowerIsBetter()).isTrue();
    assertThat(p99.values()).containsExactly(2, 1.5);
    assertThat(p99.points().getLast().name()).isEqualTo("c3");
    assertThat(p99.points().getLast().at()).isEqualTo(Instant.parse("2026-01-03T00:00:00Z"));
    assertThat(p99.points().getLast().attributes())
        .containsEntry("commit", "c3")
        .containsEntry("who, \"when\"", "a\nb");
    // a missing point is left out, not filled
    assertThat(gathered.series().getLast().values()).containsExactly(100);
    assertThat(gathered.series().getLast().lowerIsBetter()).isFalse();
  }

  @Test
  void leavesOutRowsWithValuesThatAreNotFinite() {
    Gathered gathered = read("time,a,b\n1,1,1\n2,NaN,2\n3,3,-inf\n4,4,1e999\n5,5,5\n");

    assertThat(gathered.series().getFirst().values()).containsExactly(1, 5);
    assertThat(gathered.leftOut())
        .containsExactly(
            new LeftOut("line 3", "column 'a' is NaN (expected a finite number)"),
            new LeftOut("line 4", "column 'b' is -inf (expected a finite number)"),
            new LeftOut("line 5", "column 'b' is 1e999 (expected a finite number)"));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          2026-11-21T07:45:12Z        | 2026-11-21T07:45:12Z
          2026-11-21T07:45:12.5+01:00 | 2026-11-21T06:45:12.500Z
          2026-11-21 07:45:12 +0100   | 2026-11-21T06:45:12Z
          2026.11.21 7:45:12 +0100    | 2026-11-21T06:45:12Z
          2026/11/21 07:45            | 2026-11-21T07:45:00Z
          2026-11-21                  | 2026-11-21T00:00:00Z
          1795247112                  | 2026-11-21T07:45:12Z
          1795247112500               | 2026-11-21T07:45:12.500Z
          """)
  void readsTimes(String text, Instant at) {
    assertThat(TableTimes.parse(text)).contains(at);
  }

  @Test
  void saysAllThatIsWrongWithItsPlace() {
    assertThatThrownBy(() -> read("time,a\n2026-13-01,1\nx,2\n2026-01-01,3,4\n"))
        .isInstanceOfSatisfying(
            HistoryException.class,
            e ->
                assertThat(e.problems())
                    .containsExactly("line 4: 3 fields (expected 2, one per column)"))
        .hasMessage("read table 't.csv': 1 problem");
    assertThatThrownBy(() -> read("time,a\n2026-13-01,1\nx,2\n"))
        .isInstanceOfSatisfying(
            HistoryException.class,
            e ->
                assertThat(e.problems())
                    .containsExactly(
                        "line 2, column 'time': '2026-13-01' (expected "
                            + TableTimes.EXPECTED
                            + ")",
                        "line 3, column 'time': 'x' (expected " + TableTimes.EXPECTED + ")"));
    problem("", "it is empty (expected a row of column names, then rows)");
    problem("a,a\n1,2\n", "line 1: column 2 is named 'a' (expected a name, each once)");
    problem("time,a\n\"1,2\n", "line 2: a quoted field does not end");
    problem(
        "time,a\n1,x\n",
        "no metric column: no column has numbers only (expected one, or --metric-column)");
    problem(
        "a,b\n1,2\n",
        "no time column: none of [a, b] is called time, timestamp, date, datetime (expected one, or"
            + " --time-column)");
  }

  @Test
  void aNamedMetricColumnMustHoldNumbers() {
    Layout named = new Layout("a", List.of("b"), List.of(), name -> true, name -> false);

    assertThatThrownBy(() -> CsvSeries.read("t.csv", "a,b\n1,0x1p3\n", "t", named))
        .isInstanceOfSatisfying(
            HistoryException.class,
            e ->
                assertThat(e.problems())
                    .containsExactly("line 2, column 'b': '0x1p3' is no number"));
    assertThatThrownBy(() -> CsvSeries.read("t.csv", "time,b\n1,1\n", "t", named))
        .isInstanceOfSatisfying(
            HistoryException.class,
            e ->
                assertThat(e.problems())
                    .containsExactly("no column 'a' (expected one of [time, b])"));
  }

  private static void problem(String text, String problem) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOfSatisfying(
            HistoryException.class, e -> assertThat(e.problems()).contains(problem));
  }
}
