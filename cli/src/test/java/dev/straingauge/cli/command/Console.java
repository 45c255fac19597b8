package dev.straingauge.cli.command;

import dev.straingauge.cli.documents.SchemaFiles;
import dev.straingauge.cli.terminal.Surroundings;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.TreeMap;

/** Runs commands in a folder and keeps what they print; documents must hold their schemas. */
final class Console {

  private final Map<String, String> environment = new TreeMap<>(Map.of("LANG", "C.UTF-8"));
  private final Path folder;
  private InstantSource clock = InstantSource.system();

  Console(Path folder) {
    this.folder = folder;
  }

  /**
   * What a command did.
   *
   * @param code exit code
   * @param out stdout
   * @param err stderr
   */
  record Answer(int code, String out, String err) {}

  Console with(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  Console at(Instant fixed) {
    clock = InstantSource.fixed(fixed);
    return this;
  }

  Answer run(String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Surroundings around =
        new Surroundings(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            false,
            false,
            0,
            environment,
            folder,
            clock);
    int code = Straingauge.execute(around, args);
    SchemaFiles.hold(args, out.toString(StandardCharsets.UTF_8));
    return new Answer(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }
}
