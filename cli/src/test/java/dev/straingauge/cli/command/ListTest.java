package dev.straingauge.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.straingauge.cli.command.Console.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ListTest {

  @TempDir Path folder;

  @BeforeEach
  void threeRuns() throws IOException {
    run("a/20261021120000", "1.4.0");
    run("a/20261120120000", "1.4.1");
    run("b/20261121110000", "1x4.0");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          list                              | a/20261021120000 a/20261120120000 b/20261121110000
          list a                            | a/20261021120000 a/20261120120000
          list --since 24h                  | a/20261120120000 b/20261121110000
          list --since 23h59m59s            | b/20261121110000
          list --since 30d a                | a/20261120120000
          list --driver-version 1.4.*       | a/20261021120000 a/20261120120000
          list --driver-version *.0         | a/20261021120000 b/20261121110000
          list --driver-version 1.4         |
          list --since 30d --driver-version 1.4.0 |
          """)
  void givesTheRunsThatFit(String line, String runs) throws IOException {
    // When
    Answer answer = console().run((line.strip() + " -o json").split(" +", -1));

    // Then
    List<String> listed = new ObjectMapper().readTree(answer.out()).findValuesAsText("run");
    assertThat(String.join(" ", listed)).isEqualTo(runs == null ? "" : runs);
  }

  @Test
  void saysWhatItLookedForWhenThereIsNone() {
    assertThat(console().run("list", "c", "--since", "30d", "--driver-version", "9").out())
        .startsWith("no runs of 'c' with driver version '9' of the last 30d in ");
  }

  /** The note has no room there. */
  @Test
  void saysOnANarrowTerminalWhatIsNoVerdict() throws IOException {
    Files.writeString(
        folder.resolve(".straingauge/s3/runs/b/20261121110000/MANIFEST.json"), "{\"cut\": ");

    String table = console().run("list").out();

    assertThat(table).containsPattern("a/20261021120000 .* unfinished ");
    assertThat(table).containsPattern("b/20261121110000 .* damaged ");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "yesterday, 'yesterday' is no duration (expected like 50m or 1h30m)",
        "-1d, '-1d' (expected an age like 30d or 12h)"
      })
  void refusesWhatIsNoAge(String since, String why) {
    Answer answer = console().run("list", "--since=" + since);

    assertThat(answer.err()).startsWith("error: read option '--since': " + why);
    assertThat(answer.code()).isEqualTo(2);
  }

  private Console console() {
    return new Console(folder).at(Instant.parse("2026-11-21T12:00:00Z"));
  }

  private void run(String id, String driverVersion) throws IOException {
    Path run = folder.resolve(".straingauge/s3/runs").resolve(id);
    Files.createDirectories(run);
    Files.writeString(
        run.resolve("metadata.json"),
        """
        {"driver": {"name": "efs", "version": "%s"}}
        """
            .formatted(driverVersion));
  }
}
