package dev.straingauge.cli.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.straingauge.cli.endtoend.Folder.Answer;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A rule that ends a run in virtual time. */
class AbortIT {

  @Test
  void endsTheRunInOrderAtTheSameMomentHoweverFastItIs(@TempDir Path empty) throws Exception {
    // Given
    Folder folder = Folder.with(empty, "abort.yaml");

    // When
    Answer max = folder.run("run", "abort.yaml", "-o", "json");
    Answer paced = folder.run("run", "abort.yaml", "-o", "json", "--speed", "60x");
    Answer shown = folder.run("show", "latest");

    // Then
    JsonNode run = max.json();
    assertThat(max.code()).as(max.err()).isEqualTo(3);
    assertThat(run.path("end").asText()).isEqualTo("aborted");
    assertThat(run.path("verdict").asText()).isEqualTo("FAIL");
    assertThat(run.path("verdictReason").asText())
        .contains("claims")
        .endsWith("; the run was ended early: rule claims");
    assertThat(run.path("books").path("balanced").asBoolean()).isTrue();
    assertThat(run.path("durationSeconds").asDouble()).isBetween(126.0, 160.0);
    assertThat(run.path("plannedSeconds").asLong()).isEqualTo(720);
    assertThat(max.err()).contains("warning: rule claims is breached and says abort");
    assertThat(paced.json().path("hashes")).isEqualTo(run.path("hashes"));
    assertThat(shown.out()).contains("ended early: rule claims");
  }
}
