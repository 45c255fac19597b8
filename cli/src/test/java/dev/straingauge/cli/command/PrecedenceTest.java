package dev.straingauge.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.straingauge.cli.command.Console.Answer;
import dev.straingauge.cli.terminal.Surroundings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

class PrecedenceTest {

  @TempDir Path folder;

  @Test
  void takesTheDefaultWhenNobodySaysAnything() throws IOException {
    assertThat(plan(new Console(folder)).path("seed").asLong()).isEqualTo(1);
  }

  @Test
  void takesTheFileOverTheDefault() throws IOException {
    write("seed: 3");

    assertThat(plan(new Console(folder)).path("seed").asLong()).isEqualTo(3);
  }

  @Test
  void takesTheEnvironmentOverTheFile() throws IOException {
    write("seed: 3");

    assertThat(plan(new Console(folder).with("STRAINGAUGE_SEED", "5")).path("seed").asLong())
        .isEqualTo(5);
  }

  @Test
  void takesTheOptionOverAll() throws IOException {
    write("seed: 3");

    Console console = new Console(folder).with("STRAINGAUGE_SEED", "5");

    assertThat(plan(console, "--seed", "7").path("seed").asLong()).isEqualTo(7);
  }

  @Test
  void anOptionWithOtherWordsElsewhereHasAVariableOfItsOwn() throws IOException {
    Console console = new Console(folder).with("STRAINGAUGE_FAIL_ON", "warning");

    assertThat(plan(console).path("test").asText()).isEqualTo("quickstart");
    assertThat(console.run("history", "soak").err()).contains("find runs of test 'soak'");
    write("history-fail-on: sometimes");
    assertThat(console.run("history", "soak").err())
        .contains("'--fail-on'", "'sometimes'", "(from straingauge.yaml:1");
  }

  /** One value for all of them cannot be right for options that take different ones. */
  @Test
  void optionsOfOneVariableTakeTheSameValues() {
    Map<String, Set<Class<?>>> types = new TreeMap<>();
    Surroundings around =
        new Surroundings(
            System.out, System.err, false, false, 0, Map.of(), folder, InstantSource.system());
    collect(new CommandLine(new Straingauge(around)), types);

    assertThat(types).containsKey("history-fail-on");
    assertThat(types).allSatisfy((name, all) -> assertThat(all).as(name).hasSize(1));
  }

  private static void collect(CommandLine line, Map<String, Set<Class<?>>> types) {
    for (OptionSpec option : line.getCommandSpec().options()) {
      types
          .computeIfAbsent(OptionDefaults.key(option), key -> new LinkedHashSet<>())
          .add(option.type());
    }
    line.getSubcommands().values().forEach(each -> collect(each, types));
  }

  @Test
  void takesAnEmptyVariableForNone() throws IOException {
    assertThat(plan(new Console(folder).with("STRAINGAUGE_SEED", "")).path("seed").asLong())
        .isEqualTo(1);
  }

  @Test
  void takesListsFromTheFile() throws IOException {
    write("set: ['target.nodes=3', 'name=mine']");

    assertThat(plan(new Console(folder)).path("test").asText()).isEqualTo("mine");
  }

  @Test
  void takesListsFromTheEnvironmentPartedBySemicolons() throws IOException {
    Console console = new Console(folder).with("STRAINGAUGE_SET", "target.nodes=3; name=yours");

    assertThat(plan(console).path("test").asText()).isEqualTo("yours");
  }

  @Test
  void namesTheSourceOfABadValue() {
    Answer fromEnvironment = new Console(folder).with("STRAINGAUGE_SEED", "many").run("plan");

    assertThat(fromEnvironment.err())
        .startsWith(
            "error: invalid value for option '--seed': 'many' (expected a whole number) (from"
                + " STRAINGAUGE_SEED)");
    assertThat(fromEnvironment.code()).isEqualTo(2);
  }

  @Test
  void namesAllBadValuesOfTheFile() throws IOException {
    write("seed: many\nspeed: fastest\nlog-formt: json\nprogress: 17");

    Answer answer = new Console(folder).run("run", "--quick");

    assertThat(answer.err())
        .contains("'--seed': 'many' (expected a whole number) (from straingauge.yaml:1)")
        .contains("'--speed': 'fastest' is no speed", "(from straingauge.yaml:2)")
        .contains("straingauge.yaml:3: unknown key 'log-formt' ignored")
        .contains("'--progress': expected one of", "(from straingauge.yaml:4)")
        .contains("'--quick'")
        .containsOnlyOnce("error: ");
    assertThat(answer.code()).isEqualTo(2);
  }

  @Test
  void warnsOfAnUnknownKeyAndNamesTheNearest() throws IOException {
    write("data: here\nlog-formt: json");

    Answer answer = new Console(folder).run("plan");

    assertThat(answer.err())
        .isEqualTo(
            "warning: straingauge.yaml:2: unknown key 'log-formt' ignored (did you mean"
                + " 'log-format'?)\n");
    assertThat(answer.code()).isZero();
  }

  @Test
  void refusesAFileWithProblemsAllAtOnce() throws IOException {
    write("data:\nlabel: {a: b}\nseed: 1");

    Answer answer = new Console(folder).run("plan");

    assertThat(answer.err())
        .isEqualTo(
            """
            error: read 'straingauge.yaml': 2 problems   (config-invalid) exit 2
                  straingauge.yaml:1  data: has no value (expected a word or a list of words)
                  straingauge.yaml:2  label: has no value (expected a word or a list of words)
            """);
    assertThat(answer.code()).isEqualTo(2);
  }

  @Test
  void helpsAlsoWhenTheFileIsBroken() throws IOException {
    write("a: [");

    Answer answer = new Console(folder).run("plan", "--help");

    assertThat(answer.code()).isZero();
    assertThat(answer.out()).startsWith("Usage:");
  }

  private JsonNode plan(Console console, String... more) throws IOException {
    String[] args = new String[more.length + 3];
    args[0] = "plan";
    args[1] = "-o";
    args[2] = "json";
    System.arraycopy(more, 0, args, 3, more.length);
    Answer answer = console.run(args);
    assertThat(answer.code()).as(answer.err()).isZero();
    return new ObjectMapper().readTree(answer.out());
  }

  private void write(String yaml) throws IOException {
    Files.writeString(folder.resolve("straingauge.yaml"), yaml);
  }
}
