package dev.straingauge.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.straingauge.cli.command.Console.Answer;
import dev.straingauge.cli.documents.SchemaFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonTest {

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  @TempDir Path folder;

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      textBlock =
          """
          version,            straingauge.version/1,   0,
          scenarios,          straingauge.scenarios/1, 0,
          scenarios quickstart, straingauge.scenarios/1, 0,
          plan,               straingauge.plan/1,      0,
          doctor,             straingauge.doctor/1,    0,
          list,               straingauge.list/1,      0,
          rules list,         straingauge.rules/1,     0,
          rules list efs,     straingauge.rules/1,     0,
          rules check block,  straingauge.rules/1,     0,
          rules check nope,   straingauge.failure/1,   2, rules-unknown
          rules test efs,     straingauge.failure/1,   2, usage
          rules test efs latest, straingauge.failure/1, 2, run-unknown
          plan --rules nope,  straingauge.failure/1,   2, rules-unknown
          plan nope,          straingauge.failure/1,   2, scenario-unknown
          run nope,           straingauge.failure/1,   2, scenario-unknown
          show latest,        straingauge.failure/1,   2, run-unknown
          compare latest~1 latest, straingauge.failure/1, 2, run-unknown
          show ./a/quickstart/20261121074512, straingauge.failure/1, 1, run-unfinished
          produce,            straingauge.failure/1,   2, usage
          replay latest,      straingauge.failure/1,   2, run-unknown
          replay latest --speed 2x, straingauge.failure/1, 2, usage
          verify latest,      straingauge.failure/1,   2, run-unknown
          delete latest,      straingauge.failure/1,   2, run-unknown
          delete ./a/quickstart/20261121074512, straingauge.failure/1, 2, usage
          """)
  void printsOneDocumentForEveryExitCode(String line, String schema, int code, String id)
      throws IOException {
    // When
    Answer answer = new Console(folder).run((line.strip() + " -o json").split(" +"));

    // Then
    JsonNode document = JSON.readTree(answer.out());
    assertThat(answer.code()).isEqualTo(code);
    assertThat(document.path("schema").asText()).isEqualTo(schema);
    assertThat(document.path("exitCode").asInt(-1)).isEqualTo(code);
    assertThat(document.path("verdict").asText()).isIn("NONE", "UNDECIDED");
    assertThat(document.path("errors").isArray()).isTrue();
    assertThat(document.path("errors").path(0).path("id").asText(null)).isEqualTo(id);
  }

  @Test
  void hasASchemaForTheDocumentOfEveryCommand() throws IOException {
    // Given
    Console console = new Console(folder);
    Pattern command = Pattern.compile("(?m)^  ([a-z]+) {2,}[A-Z]");
    List<String> commands =
        command.matcher(console.run("--help").out()).results().map(each -> each.group(1)).toList();

    // When
    List<String> withDocument =
        commands.stream()
            .filter(each -> console.run(each, "--help").out().contains("--output="))
            .map(each -> List.of("run", "show", "report").contains(each) ? "summary" : each)
            .toList();

    // Then
    assertThat(withDocument).hasSizeGreaterThan(9);
    String page = Files.readString(Path.of("../docs/reference/cli.md"));
    for (String name :
        Stream.concat(withDocument.stream(), Stream.of("runs", "dry-run", "failure")).toList()) {
      assertThat(SchemaFiles.document(name).at("/properties/schema/const").asText())
          .isEqualTo("straingauge.%s/1".formatted(name));
      assertThat(SchemaFiles.document(name).path("additionalProperties").asBoolean(true)).isFalse();
      assertThat(page).contains("(%s.schema.json)".formatted(name));
    }
  }

  @Test
  void writesTheSameDocumentIntoAFile() throws IOException {
    // When
    Answer answer = new Console(folder).run("plan", "-o", "json", "--write", "json=plan.json");

    // Then
    assertThat(Files.readString(folder.resolve("plan.json"))).isEqualTo(answer.out());
  }

  @Test
  void writesTheDocumentOfAFailureToo() throws IOException {
    // When
    Answer answer =
        new Console(folder).run("run", "nope", "-o", "json", "--write", "json=failure.json");

    // Then
    assertThat(answer.code()).isEqualTo(2);
    assertThat(Files.readString(folder.resolve("failure.json"))).isEqualTo(answer.out());
  }

  @Test
  void keepsTheResultWhenAFileCannotBeWritten() throws IOException {
    // Given
    Files.createDirectory(folder.resolve("taken"));

    // When
    Answer answer = new Console(folder).run("plan", "-o", "json", "--write", "json=taken");

    // Then
    JsonNode document = JSON.readTree(answer.out());
    assertThat(answer.code()).isEqualTo(1);
    assertThat(answer.err()).contains("taken'", "(data-unwritable)");
    assertThat(document.path("schema").asText()).isEqualTo("straingauge.plan/1");
    assertThat(document.path("exitCode").asInt()).isEqualTo(1);
    assertThat(document.path("errors").path(0).path("id").asText()).isEqualTo("data-unwritable");
  }

  @Test
  void printsAScenarioByteForByte() {
    // When
    Answer answer = new Console(folder).run("scenarios", "quickstart");

    // Then
    assertThat(answer.out()).startsWith("#").contains("\nname: quickstart\n");
    assertThat(answer.code()).isZero();
  }

  @Test
  void touchesNothingWhenItOnlyPlans() throws IOException {
    // When
    new Console(folder).run("plan");
    new Console(folder).run("doctor");

    // Then
    try (var files = Files.list(folder)) {
      assertThat(files).isEmpty();
    }
  }
}
