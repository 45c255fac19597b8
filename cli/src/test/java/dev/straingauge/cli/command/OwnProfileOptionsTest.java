package dev.straingauge.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OwnProfileOptionsTest {

  @TempDir Path folder;

  @BeforeEach
  void writesScenarioAndProfile() throws IOException {
    try (InputStream in = getClass().getResourceAsStream("/profiles/block.yaml")) {
      assertThat(in).isNotNull();
      String block = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      Files.writeString(folder.resolve("mine.yaml"), block.replace("name: block", "name: mine"));
    }
    Files.writeString(
        folder.resolve("s.yaml"),
        """
        name: own
        target: {driver: mine.yaml@1.0}
        phases:
          - {name: only, duration: 1m, load: {shape: constant, rate: 1/s}, operations: {create_pvc: 1}}
        """);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "plan s.yaml                          | mine 1.0 (mine.yaml@1.0) on",
        "plan s.yaml --driver-version 9       | mine 9 (",
        "plan s.yaml --set target.driver=efs  | efs 2.1.8 on",
        "plan quickstart --driver FOLDER/mine.yaml | mine unknown (",
        "plan quickstart --driver FOLDER/mine.yaml --driver-version 2 | mine 2 (",
      })
  void nameDriverAndVersion(String line, String shown) {
    String[] args = line.strip().replace("FOLDER", folder.toString()).split(" +");

    Console.Answer answer = new Console(folder).run(args);

    assertThat(answer.err()).isEmpty();
    assertThat(answer.out()).contains(shown);
  }

  @Test
  void tellWhatIsWrongByFileAndLine() throws IOException {
    Path mine = folder.resolve("mine.yaml");
    Files.writeString(mine, Files.readString(mine).replace("workers: 10 ", "wokers: 10 "));

    Console.Answer answer = new Console(folder).run("plan", "s.yaml");

    assertThat(answer.code()).isEqualTo(2);
    assertThat(answer.err())
        .contains("mine.yaml:")
        .contains("attaching.workers: is missing")
        .contains("unknown key 'wokers'");
  }
}
