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
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CompareTest {

  private static final String BASE = "soak@driver_version=1";
  private static final String CANDIDATE = "soak@driver_version=2";

  @TempDir Path folder;

  private void runs(int runs, double base, double candidate) throws IOException {
    for (int i = 0; i < runs; i++) {
      run("2026112107450" + i, "1", base + i * 0.01 * base);
      run("2026112107460" + i, "2", candidate + i * 0.01 * candidate);
    }
  }

  @Test
  void tellsARegressionInEveryForm() throws IOException {
    // Given
    runs(7, 10, 14);
    // When
    Answer table =
        console()
            .run(
                "compare",
                BASE,
                CANDIDATE,
                "--write",
                "markdown=c.md",
                "--write",
                "junit=c.xml",
                "--write",
                "json=c.json");
    // Then
    assertThat(table.code()).isEqualTo(3);
    assertThat(table.out())
        .startsWith(
            """
            ✗ REGRESSION   soak · 1 (7 runs) → 2 (7 runs)
              of 4 metrics 3 worse, 0 better, 0 unclear, 1 unchanged
              Simulated cluster. No storage was touched: these are numbers of the simulator, not of a driver.
              α = 0.01 · minimum effect 5 %, of shares 1 pt · p adjusted by Benjamini–Hochberg over 3 metrics

              METRIC               1       2    shift  99 % interval         p  −20 %    −5 %   0  +5 %     +20 %  verdict
            ✗ attach_pod p50  10.3 s  14.4 s  +40.0 %  [+34.7, +45.5]  0.00058  ┊           ┊   │   ┊         ──▶  REGRESSION
            """)
        .contains("the same in every run: attach_pod complete 100.0 %\n")
        .endsWith("exit 3: REGRESSION\n");
    JsonNode json = new ObjectMapper().readTree(Files.readString(folder.resolve("c.json")));
    assertThat(json.at("/metrics/0/effect/estimate/0").asDouble()).isEqualTo(0.4);
    assertThat(Files.readString(folder.resolve("c.md")))
        .startsWith("### ✗ REGRESSION `soak`")
        .contains(
            "| attach\\_pod p50 | 10.3 s | 14.4 s | +40.0 % | \\[+34.7, +45.5\\] | 0.00058 | ✗"
                + " REGRESSION |");
    assertThat(Files.readString(folder.resolve("c.xml")))
        .contains(
            "<testsuite name=\"soak 1 → 2\" tests=\"4\" failures=\"3\" errors=\"0\" skipped=\"0\"",
            "<testcase name=\"attach_pod p50\" classname=\"straingauge.soak.compare\">",
            "<failure type=\"regression\" message=\"attach_pod p50: 10.3 s → 14.4 s, shift +40.0"
                + " %");
  }

  @Test
  void takesTheBaselineWhereOnlyACandidateIsGiven() throws IOException {
    // Given
    runs(7, 10, 14);
    // When
    Answer alone = console().run("compare", CANDIDATE, "--write", "html=c.html", "-o", "json");
    Answer none = console().run("compare", BASE);
    // Then
    JsonNode document = new ObjectMapper().readTree(alone.out());
    assertThat(alone.code()).isEqualTo(3);
    assertThat(document.path("baseline").asText())
        .isEqualTo("rule: the last 7 complete runs of the version before 2");
    assertThat(document.at("/base/runs")).hasSize(7);
    assertThat(Files.readString(folder.resolve("c.html"))).contains("✗ REGRESSION</strong>");
    assertThat(none.err())
        .startsWith(
            "error: find the baseline of 'soak@driver_version=1': no version before 1 with the same"
                + " fingerprint");
    assertThat(none.code()).isEqualTo(2);
  }

  @Test
  void neverPassesWithTooFewRunsUnlessAskedTo() throws IOException {
    // Given
    runs(3, 10, 14);
    // When
    Answer fails = console().run("compare", BASE, CANDIDATE, "-o", "json");
    Answer passes = console().run("compare", BASE, CANDIDATE, "--insufficient", "ok");
    Answer junit = console().run("compare", BASE, CANDIDATE, "-o", "junit");
    // Then
    JsonNode document = new ObjectMapper().readTree(fails.out());
    assertThat(fails.code()).isEqualTo(3);
    assertThat(document.path("verdict").asText()).isEqualTo("INSUFFICIENT");
    assertThat(document.at("/errors/0/id").asText()).isEqualTo("runs-insufficient");
    assertThat(document.at("/errors/0/message").asText())
        .isEqualTo(
            "compare '1' (3 runs) with '2' (3 runs): no verdict is possible (expected at least 5"
                + " runs a side)");
    assertThat(document.at("/errors/0/try").asText())
        .isEqualTo(
            "straingauge run soak --driver-version 1 --seed 2 --repeat 2; straingauge run soak"
                + " --driver-version 2 --seed 2 --repeat 2");
    assertThat(passes.code()).isZero();
    assertThat(passes.out())
        .startsWith("? INSUFFICIENT   soak")
        .contains(
            """

            try: straingauge run soak --driver-version 1 --seed 2 --repeat 2
                 straingauge run soak --driver-version 2 --seed 2 --repeat 2
            """)
        .contains(
            "the smallest p-value that 3 against 3 runs can give is 0.10 (expected at most 0.010, α"
                + " ÷ 1 metrics)");
    assertThat(junit.out())
        .contains("<skipped message=\"attach_pod p99")
        .contains("failures=\"0\"");
  }

  @Test
  void saysHowToMakeTheRunsOfTheSideThatLacksThem() throws IOException {
    // Given
    runs(3, 10, 14);
    run("20261121074508", "1", 10);
    run("20261121074509", "1", 10);
    // When
    Answer answer =
        console()
            .run("compare", BASE, CANDIDATE, "--data", folder.resolve(".straingauge").toString());
    // Then
    assertThat(answer.out())
        .contains("\ntry: straingauge run soak --driver-version 2 --seed 2 --repeat 2")
        .contains("--data " + folder.resolve(".straingauge"))
        .doesNotContain("run soak --driver-version 1");
  }

  @ParameterizedTest
  @CsvSource({"150, true, true", "110, false, true", "60, false, false"})
  void dropsThePlotAndThenTheIntervalOnNarrowTerminals(int columns, boolean plot, boolean interval)
      throws IOException {
    runs(7, 10, 14);
    Answer answer =
        console().with("COLUMNS", Integer.toString(columns)).run("compare", BASE, CANDIDATE);
    assertThat(answer.out().lines().toList()).allMatch(line -> line.length() <= columns);
    assertThat(answer.out().contains("+20 %  verdict")).isEqualTo(plot);
    assertThat(answer.out().contains("99 % interval")).isEqualTo(interval);
    assertThat(answer.out()).contains("✗ attach_pod p50  10.3 s  14.4 s  +40.0 %");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          compare soak@driver_version=9 latest | find runs 'soak@driver_version=9': none of the 14 runs of that test fits | 2
          compare nope latest | find run 'nope': none of the 14 runs | 2
          compare latest latest | compare 'latest' with 'latest': the same runs on both sides | 2
          compare soak@driver=x,version=2 latest | read group 'soak@driver=x,version=2': unknown key 'version' | 2
          compare soak@last=2 soak@last=1 --metric nope | read option '--metric': 'nope' fits none of the | 2
          compare soak@last=2 soak@last=1 --alpha 0 | compare with alpha 0.0 (expected above 0 and below 1) | 2
          compare soak@last=2 soak@last=1 --alpha NaN | compare with alpha NaN (expected above 0 and below 1) | 2
          compare soak@last=2 soak@last=1 --min-effect 5 | read option '--min-effect': '5' (expected a share like 5% or 0.05) | 2
          compare soak@last=2 soak@last=1 --min-effect NaN% | read option '--min-effect': 'NaN%' (expected | 2
          """)
  void saysWhatIsWrong(String line, String message, int code) throws IOException {
    runs(7, 10, 14);
    Answer answer = console().run(line.strip().split(" +"));
    assertThat(answer.err()).startsWith("error: " + message);
    assertThat(answer.code()).isEqualTo(code);
  }

  private Console console() {
    return new Console(folder).with("COLUMNS", "150");
  }

  private void run(String timestamp, String version, double seconds) throws IOException {
    RunId id = new RunId("soak", timestamp);
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
            List.of(new Manifest.ObjectFacts("report.json", report.length, sha256(report))));
    Files.write(run.resolve("MANIFEST.json"), manifest.toJson());
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
