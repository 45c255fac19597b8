package dev.straingauge.cli.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.straingauge.cli.endtoend.Folder.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The main job: one command from nothing to an archived run. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RunIT {

  private Path temp = Path.of("");
  private Folder folder = new Folder(Path.of(""));
  private Answer first = new Answer(-1, "", "");
  private JsonNode document = com.fasterxml.jackson.databind.node.MissingNode.getInstance();

  @BeforeAll
  void runOnce(@TempDir Path empty) throws IOException {
    temp = empty;
    folder = Folder.with(temp, "tiny.yaml");
    first =
        folder.run(
            "run", "tiny.yaml", "-o", "json", "--label", "team=storage", "--label", "build=7");
    document = first.json();
  }

  @Test
  void endsWellAndSaysWhatItStarted() {
    assertThat(first.code()).as(first.err()).isZero();
    assertThat(first.err())
        .contains(
            "· run tiny\n",
            "tiny.yaml) · seed 1 · 2 phases, 03:00",
            "  cluster    simulated · 3 nodes")
        .containsPattern(
            "  kafka      embedded 127\\.0\\.0\\.1:[0-9]+ · 7 topics · \\.straingauge/kafka"
                + " +[0-9.]+ s\n")
        .contains("  archive    embedded s3 · .straingauge/s3/runs/")
        .contains("phase=\"open started\" at=00:00", "state=archived progress=100%");
  }

  @Test
  void balancesItsBooks() {
    assertThat(document.path("books").path("balanced").asBoolean()).isTrue();
    assertThat(document.path("books").path("equations").findValuesAsText("id"))
        .contains("B1", "B2", "B3", "B4", "B5", "B6");
    assertThat(document.path("errors")).isEmpty();
    assertThat(document.path("verdict").asText()).isEqualTo("NONE");
  }

  @Test
  void countsWhatNeverFinished() {
    for (JsonNode operation : document.path("operations")) {
      long ended =
          operation.path("succeeded").asLong()
              + operation.path("failed").asLong()
              + operation.path("timedOut").asLong()
              + operation.path("unfinished").asLong();
      assertThat(operation.path("started").asLong())
          .as(operation.path("operation").asText())
          .isEqualTo(ended);
    }
    JsonNode attach = operation("attach_pod");
    assertThat(attach.path("timedOut").asLong()).isPositive();
    assertThat(attach.path("response").path("p99").path("value").isNull()).isTrue();
    assertThat(attach.path("response").path("p99").path("above").isNumber()).isTrue();
    assertThat(attach.path("survivors").path("p99").path("value").isNumber()).isTrue();
  }

  @Test
  void keepsLabelsAndPlaces() throws IOException {
    assertThat(document.path("labels").path("team").asText()).isEqualTo("storage");
    JsonNode archive = document.path("archive");
    Path run = temp.resolve(archive.path("folder").asText());
    try (var files = Files.walk(run)) {
      assertThat(files.filter(Files::isRegularFile).count())
          .isEqualTo(archive.path("objects").asLong());
    }
  }

  @Test
  void givesTheSameHashesForTheSameSeedAndOthersForTheNext() {
    // When
    Answer again =
        folder.run(
            "run",
            "tiny.yaml",
            "-o",
            "json",
            "--repeat",
            "2",
            "--label",
            "team=storage",
            "--label",
            "build=7");

    // Then
    JsonNode runs = again.json().path("runs");
    assertThat(again.code()).as(again.err()).isZero();
    assertThat(runs).hasSize(2);
    assertThat(runs.get(0).path("hashes")).isEqualTo(document.path("hashes"));
    assertThat(runs.get(1).path("seed").asLong()).isEqualTo(2);
    assertThat(runs.get(1).path("hashes").path("events"))
        .isNotEqualTo(document.path("hashes").path("events"));
  }

  @Test
  void makesTheReportAgainAsItWasArchived() throws IOException {
    String run = document.path("run").asText();
    Path archived = temp.resolve(document.path("archive").path("folder").asText());

    Answer answer = folder.run("report", run, "--to", "reports");

    Path made = temp.resolve("reports").resolve(run.replace('/', '-') + ".html");
    assertThat(answer.code()).as(answer.err()).isZero();
    assertThat(made).hasSameBinaryContentAs(archived.resolve("report.html"));
    assertThat(temp.resolve("reports").resolve(run.replace('/', '-') + ".junit.xml"))
        .isNotEmptyFile();
    assertThat(document.path("archive").path("page").path("bytes").asLong())
        .isEqualTo(Files.size(made));
  }

  @Test
  void showsTheSameAgainWithoutTheBroker() {
    String run = document.path("run").asText();

    assertThat(folder.run("show", run, "-o", "json").out()).isEqualTo(first.out());
    assertThat(
            folder
                .run(
                    "show",
                    temp.resolve(document.path("archive").path("folder").asText()).toString(),
                    "-o",
                    "json")
                .json()
                .path("hashes"))
        .isEqualTo(document.path("hashes"));
    assertThat(folder.run("list").out()).contains(run, "efs 2.1.8", "NONE");
    assertThat(folder.run("show", run).out())
        .startsWith("– NONE   " + run)
        .contains("✓ B1–B6 balance")
        .endsWith("exit 0: done\n");
  }

  @Test
  void tailsTheEventsAsLinesAndAsOneDocument() throws IOException {
    // Given
    String run = document.path("run").asText();

    // When
    Answer lines = folder.run("tail", run, "--write", "json=events.json");
    Answer whole = folder.run("tail", run, "-o", "json");

    // Then
    JsonNode events = whole.json().path("events");
    assertThat(events.path(0).path("type").asText()).isEqualTo("RunStarted");
    assertThat(events.path(events.size() - 1).path("type").asText()).isEqualTo("WriterEnded");
    assertThat(lines.out().lines().count()).isEqualTo(events.size());
    assertThat(temp.resolve("events.json")).hasContent(whole.out());
  }

  @Test
  void keepsSecretsOutOfTheLog() throws IOException {
    String log = Files.readString(temp.resolve(".straingauge/straingauge.log"));
    String secret = Files.readAllLines(temp.resolve(".straingauge/s3.key")).get(1);

    assertThat(log)
        .contains("run archived runId=" + document.path("run").asText())
        .doesNotContain(secret);
    assertThat(first.err()).doesNotContain(secret);
  }

  private JsonNode operation(String kind) {
    for (JsonNode operation : document.path("operations")) {
      if (operation.path("operation").asText().equals(kind)) {
        return operation;
      }
    }
    throw new AssertionError(kind);
  }
}
