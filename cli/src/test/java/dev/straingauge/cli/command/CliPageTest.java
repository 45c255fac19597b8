package dev.straingauge.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.straingauge.cli.command.Console.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page of commands names what there is, and nothing else. */
class CliPageTest {

  private static final Pattern COMMAND = Pattern.compile("(?m)^  ([a-z]+) {2,}[A-Z]");
  private static final Pattern OPTION = Pattern.compile("--[a-z][a-z0-9-]*");

  @TempDir Path folder;

  @Test
  void namesEveryCommandAndOption() throws IOException {
    // Given
    Console console = new Console(folder);
    Set<String> commands = new TreeSet<>();
    COMMAND
        .matcher(console.run("--help").out())
        .results()
        .forEach(match -> commands.add(match.group(1)));
    Set<String> options = new TreeSet<>();
    for (String command : commands) {
      Answer help = console.run(command, "--help");
      String list = help.out().substring(0, help.out().indexOf("\nExamples:"));
      OPTION.matcher(list).results().forEach(match -> options.add(match.group()));
    }
    options.remove("--version");

    // When
    String page = Files.readString(Path.of("../docs/reference/cli.md"));
    Set<String> named = new TreeSet<>();
    OPTION.matcher(page).results().forEach(match -> named.add(match.group()));

    // Then
    assertThat(commands)
        .hasSizeGreaterThanOrEqualTo(18)
        .allMatch(command -> page.contains("| `" + command));
    assertThat(named).isEqualTo(options);
  }
}
