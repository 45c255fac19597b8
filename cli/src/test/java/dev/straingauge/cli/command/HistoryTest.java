package dev.straingauge.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.straingauge.archiver.report.Manifest;
import dev.straingauge.archiver.report.RunMetadata;
import dev.straingauge.cli.command.Console.Answer;
import dev.straingauge.schemas.run.RunId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HistoryTest {

  @TempDir Path folder;

  private Console console() {
    return new Console(folder).with("COLUMNS", "160").at(Instant.parse("2026-12-31T12:00:00Z"));
  }

  private static JsonNode json(Answer answer) throws IOException {
    return new ObjectMapper().readTree(answer.out());
  }

  /** 40 runs of test soak; from the 21st on the median is 20 % higher. */
  private void runs() throws Exception {
    for (int i = 0; i < 40; i++) {
      run(i, i < 20 ? "1.3.2" : "1.4.0", (i < 20 ? 10 : 12) + 0.05 * (i % 3));
    }
  }

  @Test
  void tellsTheChangesOfATestInEveryForm() throws Exception {
    runs();

    Answer table = console().run("history", "soak");

    assertThat(table.code()).isEqualTo(3);
    assertThat(table.out().lines())
        .startsWith(
            "✗ FAIL   soak · 6 series · 40 runs, 2026-11-01 … 2026-12-10",
            "  5 confirmed regressions, 0 provisional, 0 acknowledged")
        .anyMatch(
            line ->
                line.matches(
                    "c-[0-9a-f]{8}  CONFIRMED  attach_pod p50 +10.1 s  12.1 s  \\+19.9 %    20 "
                        + " 20261120000000 \\(1.3.2\\) and 20261121000000 \\(1.4.0\\)  ✗ fails the"
                        + " build"));
    JsonNode document = json(console().run("history", "soak", "-o", "json"));
    assertThat(document.at("/series/0/changes/0/state").asText()).isEqualTo("CONFIRMED");
    assertThat(document.at("/series/0/points").size()).isEqualTo(40);
    assertThat(console().run("history", "soak", "-o", "markdown").out())
        .startsWith("### ✗ FAIL `soak`\n\n5 confirmed regressions")
        .contains("| CONFIRMED | attach\\_pod p50 | 10.1 s | 12.1 s | +19.9 % |");
    assertThat(console().run("history", "soak", "-o", "junit").out())
        .contains(
            "<testsuite name=\"soak\" tests=\"6\" failures=\"5\" errors=\"0\" skipped=\"0\"",
            "<testcase name=\"attach_pod p50\" classname=\"straingauge.soak.history\">",
            "<failure type=\"regression\" message=\"c-");
  }

  @Test
  void whatIsAcknowledgedDoesNotFailAgainUntilItsDay() throws Exception {
    // Given
    runs();
    String id =
        json(console().run("history", "soak", "--metric", "attach_pod p50", "-o", "json"))
            .at("/series/0/changes/0/id")
            .asText();
    // When
    Answer ack =
        console().run("history", "ack", id, "--reason", "SDK retry, #812", "--until", "2026-12-31");
    // Then
    assertThat(ack.code()).isZero();
    assertThat(ack.out())
        .startsWith(id + " ACKNOWLEDGED: attach_pod p50 · soak · efs · 37809bca until 2026-12-31\n")
        .contains("_notes/soak/000001.json");
    Answer today = console().run("history", "soak", "--metric", "attach_pod p50");
    assertThat(today.code()).isZero();
    assertThat(today.out())
        .startsWith("✓ PASS")
        .contains("0 confirmed regressions, 0 provisional, 1 acknowledged")
        .contains("\"SDK retry, #812\" until 2026-12-31");
    assertThat(
            console()
                .at(Instant.parse("2027-01-01T00:00:00Z"))
                .run("history", "soak", "--metric", "attach_pod p50")
                .code())
        .isEqualTo(3);
  }

  @Test
  void excludedRunsDoNotCountUntilTheyAreIncluded() throws Exception {
    runs();

    Answer answer =
        console().run("history", "exclude", "soak/20261121", "--reason", "noisy", "-o", "json");

    assertThat(json(answer).path("run").asText()).isEqualTo("soak/20261121000000");
    JsonNode document = json(console().run("history", "soak", "-o", "json"));
    assertThat(document.path("runCount").asInt()).isEqualTo(39);
    assertThat(document.at("/leftOut/0/reason").asText()).isEqualTo("excluded by hand");
    assertThat(console().run("history", "include", "soak/20261121", "--reason", "no").code())
        .isZero();
    assertThat(json(console().run("history", "soak", "-o", "json")).path("runCount").asInt())
        .isEqualTo(40);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          history soak                                         | 3
          history soak --fail-on never                         | 0
          history soak --metric 'attach_pod complete'          | 0
          history soak --min-effect 30%                        | 0
          history soak --min-effect 30% --fail-on provisional  | 3
          history soak --by driver_version                     | 3
          history soak --gate none                             | 0
          history soak --gate none --fail-on provisional       | 3
          """)
  void exitCodeFollowsFromWhatIsAskedFor(String line, int code) throws Exception {
    runs();

    assertThat(console().run(words(line)).code()).isEqualTo(code);
  }

  @Test
  void fewRunsAreUndecidedButDoNotFailUnlessAskedTo() throws Exception {
    for (int i = 0; i < 7; i++) {
      run(i, "1.3.2", 10);
    }

    Answer answer = console().run("history", "soak");

    assertThat(answer.code()).isZero();
    assertThat(answer.out())
        .startsWith("? UNDECIDED")
        .contains("insufficient: no series has 8 runs (expected at least so many)");
    assertThat(console().run("history", "soak", "--insufficient", "fail").code()).isEqualTo(3);
    assertThat(console().run("history", "soak", "-o", "junit").out()).contains("skipped=\"6\"");
  }

  @Test
  void findsChangesInATable() throws Exception {
    // Given
    StringBuilder table = new StringBuilder("date,commit,\"p99, s\",iops\n");
    for (int i = 0; i < 40; i++) {
      table.append(
          String.format(
              Locale.ROOT,
              "2026-10-%02dT%02d:00:00Z,a%d,%s,%d\n",
              1 + i / 2,
              i % 2,
              i,
              i == 10 ? "NaN" : Double.toString(10 + 0.1 * (i % 3)),
              i < 20 ? 1000 + i % 4 : 800 + i % 4));
    }
    Files.writeString(folder.resolve("t.csv"), table);
    // When
    Answer lower = console().run("history", "--csv", "t.csv");
    Answer higher =
        console().run("history", "--csv", "t.csv", "--higher-is-better", "io*", "-o", "json");
    // Then
    assertThat(lower.code()).isZero();
    assertThat(lower.out())
        .contains("confirmed improvement  iops     1,001  801.5  −20.0 %")
        .contains("left out: line 12: column 'p99, s' is NaN (expected a finite number)");
    assertThat(higher.code()).isEqualTo(3);
    assertThat(json(higher).at("/series/1/changes/0/firstRun").asText()).isEqualTo("a20");
  }

  @Test
  void theBaselineFollowsTheRuleUntilItIsSet() throws Exception {
    runs();

    JsonNode rule = json(console().run("baseline", "show", "soak", "-o", "json"));
    Answer set =
        console().run("baseline", "set", "soak", "20261103", "soak/20261105", "--reason", "quiet");
    JsonNode now = json(console().run("baseline", "show", "soak", "-o", "json"));
    json(console().run("baseline", "clear", "soak", "--reason", "enough", "-o", "json"));

    assertThat(rule.path("driverVersion").asText()).isEqualTo("1.3.2");
    assertThat(rule.path("baseline").size()).isEqualTo(7);
    assertThat(set.out())
        .startsWith("baseline of soak: soak/20261103000000, soak/20261105000000\n  \"quiet\"\n");
    assertThat(now.path("baseline").toString())
        .isEqualTo("[\"soak/20261103000000\",\"soak/20261105000000\"]");
    assertThat(json(console().run("baseline", "show", "soak", "-o", "json"))).isEqualTo(rule);
    assertThat(console().run("baseline", "set", "soak", "--reason", "x").code()).isEqualTo(2);
    assertThat(console().run("baseline", "show", "soek").err())
        .startsWith("error: find runs of test 'soek': none (did you mean 'soak'?)");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          history                         | read the arguments of 'history': none (expected TEST, or --csv FILE)
          history soek                    | find runs of test 'soek': none (did you mean 'soak'?)
          history a b                     | read the arguments of 'history': 'a b' (expected TEST; ack ID; exclude RUN; include RUN)
          history ack c-1                 | history ack: no --reason (expected one: others will want to know)
          history ack c-1 --reason x      | find change 'c-1': 0 open regressions begin so (expected one)
          history exclude x --reason x    | find run 'x': none of the 1 runs
          history --csv none.csv          | read table 'none.csv': no such file (expected CSV)
          history --csv bad.csv           | read table 'bad.csv': 1 problem
          history soak --min-effect x     | read option '--min-effect': 'x' (expected a share like 5% or 0.05)
          history soak --window 1         | detect changes with window 1, p 0.001, magnitude 0.0: expected window ≥ 2, p in (0, 1], magnitude ≥ 0
          """)
  void saysWhatIsWrong(String line, String message) throws Exception {
    run(0, "1", 10);
    Files.writeString(folder.resolve("bad.csv"), "time,a\nx,1\n");

    Answer answer = console().run(words(line));

    assertThat(answer.err()).startsWith("error: " + message);
    assertThat(answer.code()).isEqualTo(2);
  }

  @Test
  void refusesANoteThatNobodyCouldReadAgain() throws Exception {
    run(0, "1", 10);

    Answer answer =
        console().run("history", "exclude", "soak/20261101", "--reason", "x".repeat(2_001));

    assertThat(answer.err())
        .startsWith("error: write a note: 'reason' is no text of at most 2000 characters");
    assertThat(answer.code()).isEqualTo(2);
    assertThat(console().run("baseline", "show", "soak").code()).isZero();
  }

  private static String[] words(String line) {
    return java.util.regex.Pattern.compile("'([^']*)'|(\\S+)")
        .matcher(line)
        .results()
        .map(match -> match.group(1) == null ? match.group(2) : match.group(1))
        .toArray(String[]::new);
  }

  private void run(int day, String version, double seconds) throws Exception {
    Instant at = Instant.parse("2026-11-01T00:00:00Z").plusSeconds(day * 86_400L);
    RunId id = new RunId("soak", at.toString().substring(0, 10).replace("-", "") + "000000");
    String percentile = "{\"value\": %s}".formatted(seconds);
    byte[] report =
        """
        {"schema": "straingauge.summary/1", "verdict": "PASS", "scenario": "soak", "seed": 1, "planHash": "1",
         "driver": {"name": "efs", "version": "%s", "changes": []},
         "cluster": {"kind": "simulated", "version": "sim-1", "nodes": 20, "fingerprint": "37809bca"},
         "straingaugeVersion": "0.1.0", "analysisVersion": 4, "labels": {}, "end": "completed", "books": {"balanced": true},
         "operations": [{"operation": "attach_pod", "started": 1000, "recovered": 0, "completeness": 1,
           "response": {"n": 1000, "p50": %s, "p90": %s, "p95": %s, "p99": %s, "p99.9": %s}}]}
        """
            .formatted(version, percentile, percentile, percentile, percentile, percentile)
            .getBytes(StandardCharsets.UTF_8);
    Path run = folder.resolve(".straingauge/s3/runs").resolve(id.toString());
    Files.createDirectories(run);
    Files.write(run.resolve("report.json"), report);
    String sha256 = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(report));
    Manifest manifest =
        new Manifest(
            new RunMetadata(id, "n", "c", 0),
            id,
            true,
            "",
            4,
            "0.1.0",
            new RunMetadata.Described("soak", "efs", version),
            "PASS",
            Map.of(),
            List.of(),
            List.of(new Manifest.ObjectFacts("report.json", report.length, sha256)));
    Files.write(run.resolve("MANIFEST.json"), manifest.toJson());
  }
}
