package dev.straingauge.cli.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.straingauge.cli.endtoend.Folder.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** An archived run, replayed, verified and deleted as a user does it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ReplayIT {

  private static final String RULES =
      """
      thresholds:
        - {id: attach-p50, operation: attach_pod, statistic: p50, window: 1m, above: {critical: 1ms}, minSamples: 1}
      """;

  private Path temp = Path.of("");
  private Folder folder = new Folder(Path.of(""));
  private String run = "";
  private JsonNode hashes = com.fasterxml.jackson.databind.node.MissingNode.getInstance();

  @BeforeAll
  void archiveARun(@TempDir Path empty) throws IOException {
    temp = empty;
    folder = Folder.with(temp, "tiny.yaml");
    Files.writeString(temp.resolve("strict.yaml"), RULES);
    Answer answer = folder.run("run", "tiny.yaml", "-o", "json");
    assertThat(answer.code()).as(answer.err()).isZero();
    run = answer.json().path("run").asText();
    hashes = answer.json().path("hashes");
  }

  @Test
  @Order(1)
  void givesTheArchivedHashesThroughTheFolds() {
    // When
    Answer answer = folder.run("replay", run, "-o", "json");

    // Then
    assertThat(answer.code()).as(answer.err()).isZero();
    assertThat(answer.json().path("hashes")).hasSize(5);
    for (JsonNode hash : answer.json().path("hashes")) {
      assertThat(hash.path("result").asText()).isEqualTo("equal");
      assertThat(hash.path("replayed")).isEqualTo(hashes.path(hash.path("topic").asText()));
    }
    assertThat(folder.run("replay", run).out())
        .startsWith("✓ " + run)
        .contains("the 5 archived hashes come out");
  }

  @Test
  @Order(2)
  void answersWhatIf() {
    // When
    Answer answer = folder.run("replay", run, "--rules", "strict.yaml", "-o", "json");

    // Then
    JsonNode found = answer.json().path("whatIf");
    assertThat(answer.code()).as(answer.err()).isZero();
    assertThat(found.at("/was/verdict").asText()).isEqualTo("NONE");
    assertThat(found.at("/would/verdict").asText()).isEqualTo("FAIL");
    assertThat(found.at("/rules/0/change").asText()).isEqualTo("ADDED");
    assertThat(found.at("/rules/0/would/rule").asText()).isEqualTo("attach-p50");
    assertThat(found.path("incidents")).isEmpty();
    assertThat(folder.run("replay", run, "--rules", "strict.yaml").out())
        .contains("verdict NONE → FAIL", "+ attach-p50");
  }

  @Test
  @Order(3)
  void becomesARunOfItsOwnWithTheSameHashes() {
    // When
    Answer answer =
        folder.run(
            "replay", run, "--to", "kafka", "--test", "copy", "--speed", "100x", "-o", "json");

    // Then
    assertThat(answer.code()).as(answer.err()).isZero();
    String copy = answer.json().path("as").asText();
    assertThat(copy).startsWith("copy/");
    assertThat(answer.json().path("hashes")).hasSize(6);
    for (JsonNode hash : answer.json().path("hashes")) {
      assertThat(hash.path("result").asText()).as(hash.toString()).isEqualTo("equal");
    }
    assertThat(answer.json().at("/summary/run").asText()).isEqualTo(copy);
    assertThat(folder.run("verify", copy).code()).isZero();
    Answer again = folder.run("replay", copy, "-o", "json");
    assertThat(again.code()).as(again.err()).isZero();
    assertThat(folder.run("tail", copy).out().lines().findFirst().orElseThrow())
        .contains("\"replayOf\":\"" + run + "\"");
  }

  @Test
  @Order(4)
  void findsEverythingSound() {
    // When
    Answer answer = folder.run("verify", run, "-o", "json");

    // Then
    assertThat(answer.code()).as(answer.err()).isZero();
    assertThat(answer.json().path("findings")).isEmpty();
    assertThat(answer.json().path("sound")).isEqualTo(answer.json().path("objects"));
    assertThat(answer.json().at("/books/equations").findValuesAsText("id"))
        .contains("B1", "B2", "B3", "B4", "B5", "B6");
    assertThat(answer.json().at("/books/equations").findValuesAsText("result"))
        .containsOnly("balanced");
  }

  @Test
  @Order(5)
  void tellsWhereResultsDiffer() throws IOException {
    // Given: a result that is not what the events give, vouched for by the manifest
    Path archived = temp.resolve(".straingauge/s3/runs").resolve(run);
    Path manifest = archived.resolve("MANIFEST.json");
    String whole = Files.readString(manifest);
    Files.writeString(manifest, whole.replace(hashes.path("slices").asText(), "0".repeat(64)));

    // When
    Answer answer = folder.run("replay", run, "-o", "json");
    Files.writeString(manifest, whole);

    // Then
    assertThat(answer.code()).isEqualTo(1);
    assertThat(answer.json().at("/errors/0/id").asText()).isEqualTo("replay-differs");
    assertThat(answer.json().path("hashes").findValuesAsText("result"))
        .containsExactly("differs", "equal", "equal", "equal", "equal");
  }

  @Test
  @Order(6)
  void namesADamagedObjectBeforeAnyNumber() throws IOException {
    // Given
    Path chunk;
    try (Stream<Path> files =
        Files.list(temp.resolve(".straingauge/s3/runs").resolve(run).resolve("events"))) {
      chunk = files.findFirst().orElseThrow();
    }
    byte[] whole = Files.readAllBytes(chunk);
    byte[] flipped = whole.clone();
    flipped[whole.length / 2] ^= 1;
    Files.write(chunk, flipped);

    // When
    Answer verify = folder.run("verify", run, "-o", "json");
    Answer replay = folder.run("replay", run, "-o", "json");
    Files.write(chunk, whole);

    // Then
    assertThat(List.of(verify.code(), replay.code())).containsExactly(1, 1);
    assertThat(verify.json().at("/findings/0/object").asText())
        .isEqualTo("events/" + chunk.getFileName());
    assertThat(verify.json().at("/findings/0/problem").asText()).isEqualTo("changed");
    assertThat(replay.json().at("/errors/0/id").asText()).isEqualTo("archive-corrupt");
    assertThat(replay.json().at("/errors/0/message").asText()).contains(chunk.getFileName() + "");
    assertThat(replay.out()).doesNotContain("eventsPerSecond");
  }

  @Test
  @Order(7)
  void deletesWhatIsNamedInFullOrConfirmed() {
    // Given
    Answer vague = folder.run("delete", "tiny", "-o", "json");

    // When
    Answer deleted = folder.run("delete", run, "-o", "json");

    // Then
    assertThat(vague.code()).isEqualTo(2);
    assertThat(vague.json().at("/errors/0/message").asText()).contains(run, "--yes");
    assertThat(deleted.code()).as(deleted.err()).isZero();
    Path archived = temp.resolve(".straingauge/s3/runs").resolve(run);
    assertThat(archived).isDirectoryContaining("glob:**/DELETED.json");
    assertThat(archived.resolve("MANIFEST.json")).doesNotExist();
    assertThat(folder.run("list").out()).contains("deleted", "copy/");
    assertThat(folder.run("show", run, "-o", "json").json().at("/errors/0/id").asText())
        .isEqualTo("run-deleted");
    assertThat(folder.run("show", "latest", "-o", "json").json().path("run").asText())
        .startsWith("copy/");
  }
}
