package dev.straingauge.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.straingauge.cli.command.Console.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** From the files of another tool to runs that every command takes. */
class ImportTest {

  private static final String EFS =
      Path.of("../archiver/src/test/resources/efs").toAbsolutePath().normalize().toString();
  private static final String MESH =
      Path.of("../archiver/src/test/resources/appmesh").toAbsolutePath().normalize().toString();
  private static final String RUN = "efs-orchestrator/20250605200646";

  @TempDir Path folder;

  @Test
  void archivesRunsThatEveryCommandTakes() throws IOException {
    // When
    JsonNode imported = json(console().run("import", "efs", EFS, "-o", "json"));
    JsonNode again = json(console().run("import", "efs", EFS, "--zone", "UTC", "-o", "json"));

    // Then
    assertThat(imported.path("exitCode").asInt()).isZero();
    assertThat(imported.path("runs").findValuesAsText("run"))
        .containsExactly(RUN, "efs-chaos/20250603135616");
    assertThat(imported.path("runs").findValuesAsText("state"))
        .containsExactly("archived", "archived");
    assertThat(again.path("runs").findValuesAsText("state")).containsExactly("there", "there");
    JsonNode listed = json(console().run("list", "-o", "json")).path("runs");
    assertThat(listed.findValuesAsText("run")).containsExactly("efs-chaos/20250603135616", RUN);
    assertThat(listed.findValuesAsText("imported")).containsExactly("efs", "efs");
    assertThat(listed.findValuesAsText("state")).containsExactly("complete", "complete");
    JsonNode shown = json(console().run("show", RUN, "-o", "json"));
    assertThat(shown.path("imported").asText()).isEqualTo("efs");
    assertThat(shown.path("books").path("balanced").asBoolean()).isTrue();
    assertThat(operation(shown, "attach_pod"))
        .isEqualTo("started 6, succeeded 3, timed out 2, unfinished 1");
    assertThat(console().run("show", RUN).out()).contains("imported: a run of another tool (efs)");
    assertThat(console().run("show", "efs-chaos/20250603135616").out())
        .contains(" · no operations · books balance");
    Answer verified = console().run("verify", RUN);
    assertThat(verified.code()).isZero();
    assertThat(verified.out())
        .startsWith("✓ " + RUN + ": whole: ")
        .containsPattern("✓ books: all [0-9]+ equations balance, so nothing was lost on the way; ");
    assertThat(console().run("replay", RUN).code()).isZero();
    assertThat(console().run("history", "efs-orchestrator", "-o", "json").code()).isZero();
  }

  @Test
  void givesALoadTestBackByteForByte() throws IOException {
    // Given
    assertThat(console().run("import", "appmesh", MESH, "-o", "json").code()).isZero();

    // When
    Answer exported =
        console().run("export", "appmesh", "experiment_x/20210830222145", "data", "-o", "json");
    Answer again = console().run("export", "appmesh", "experiment_x/20210830222145", "data");

    // Then
    assertThat(exported.code()).isZero();
    Path original = Path.of(MESH).resolve("experiment_x/20210830152143");
    Path copy = folder.resolve("data/experiment_x/20210830222145");
    try (Stream<Path> files = Files.list(original)) {
      assertThat(files.toList())
          .hasSize(4)
          .allSatisfy(
              file ->
                  assertThat(copy.resolve(file.getFileName().toString()))
                      .hasSameBinaryContentAs(file));
    }
    assertThat(again.code()).isEqualTo(2);
    assertThat(again.err())
        .contains("something is there (expected nothing")
        .contains(
            "try: straingauge export appmesh experiment_x/20210830222145 OTHER-FOLDER  "
                + " (export-exists)");
    assertThat(console().run("show", "experiment_x/20210830222145").out()).contains("request");
    assertThat(console().run("verify", "experiment_x/20210830222145").code()).isZero();
  }

  @Test
  void exportsAnyRunAsALoadTest() throws IOException {
    // Given
    assertThat(console().run("import", "efs", EFS).code()).isZero();

    // When
    Answer answer = console().run("export", "appmesh", RUN, "data", "-o", "json");

    // Then: what the original's analysis reads
    Path copy = folder.resolve("data").resolve(RUN);
    assertThat(answer.code()).isZero();
    JsonNode fortio = new ObjectMapper().readTree(copy.resolve("fortio.json").toFile());
    assertThat(fortio.path("ActualQPS").isNumber()).isTrue();
    assertThat(fortio.path("RetCodes").path("timed out").asInt()).isEqualTo(4);
    assertThat(fortio.path("DurationHistogram").path("Count").asInt())
        .isEqualTo(fortio.path("RetCodes").path("succeeded").asInt());
    assertThat(fortio.path("RetCodes").path("succeeded").asLong())
        .isEqualTo(succeededParts(json(console().run("show", RUN, "-o", "json"))));
    List<String> table = Files.readAllLines(copy.resolve("operation_p99_seconds.csv"));
    assertThat(table.getFirst())
        .isEqualTo("metric.series,timestamp,operation_p99_seconds,normalized_ts");
    assertThat(table.get(1)).matches("create_pvc/opening,1749154[0-9]{3},[0-9.]+,0");
  }

  /** Of scenario runs their parts alone. */
  private static long succeededParts(JsonNode report) {
    Set<String> whole = new HashSet<>();
    report.path("scenarios").forEach(each -> whole.add(each.path("scenario").asText()));
    assertThat(whole).isNotEmpty();
    long succeeded = 0;
    for (JsonNode each : report.path("operations")) {
      succeeded +=
          whole.contains(each.path("operation").asText()) ? 0 : each.path("succeeded").asLong();
    }
    return succeeded;
  }

  @Test
  void refusesWhatIsNoZoneOrTestName() throws IOException {
    Answer zone = console().run("import", "efs", EFS, "--zone", "Berlin");
    Answer test = console().run("import", "efs", EFS, "--test", "a b");

    assertThat(zone.err())
        .startsWith(
            "error: read option '--zone': 'Berlin' (did you mean 'Europe/Berlin'?) (expected a zone"
                + " like Europe/Berlin or +02:00)");
    assertThat(test.err()).startsWith("error: read option '--test': 'a b' (expected letters");
    assertThat(zone.code()).isEqualTo(2);
    assertThat(test.code()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({
    "Europe/Berln, (did you mean 'Europe/Berlin'?)",
    "new_york, (did you mean 'America/New_York'?)",
    "x, (expected a zone"
  })
  void namesTheZoneThatIsSpeltMostAlike(String zone, String words) throws IOException {
    assertThat(console().run("import", "efs", EFS, "--zone", zone).err())
        .startsWith("error: read option '--zone': '%s' %s".formatted(zone, words));
  }

  @Test
  void saysThatThereIsNothing() throws IOException {
    Path empty = Files.createDirectories(folder.resolve("empty"));

    Answer answer = console().run("import", "efs", empty.toString(), "-o", "json");

    assertThat(answer.code()).isEqualTo(2);
    assertThat(json(answer).path("errors").path(0).path("id").asText()).isEqualTo("import-empty");
    assertThat(answer.err()).contains("try: straingauge import --help   (import-empty)");
  }

  private Console console() {
    return new Console(folder);
  }

  private static JsonNode json(Answer answer) throws IOException {
    return new ObjectMapper().readTree(answer.out());
  }

  private static String operation(JsonNode document, String kind) {
    for (JsonNode each : document.path("operations")) {
      if (each.path("operation").asText().equals(kind)) {
        return "started %s, succeeded %s, timed out %s, unfinished %s"
            .formatted(
                each.path("started"),
                each.path("succeeded"),
                each.path("timedOut"),
                each.path("unfinished"));
      }
    }
    return "no " + kind;
  }
}
