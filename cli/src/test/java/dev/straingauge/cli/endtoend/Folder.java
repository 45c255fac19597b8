package dev.straingauge.cli.endtoend;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.straingauge.cli.command.Straingauge;
import dev.straingauge.cli.documents.SchemaFiles;
import dev.straingauge.cli.terminal.Surroundings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;

/** A working folder with a scenario in it, in which commands run. */
record Folder(Path path) {

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  /**
   * What a command did.
   *
   * @param code exit code
   * @param out stdout
   * @param err stderr
   */
  record Answer(int code, String out, String err) {
    /** Stdout as the one document that it must be. */
    JsonNode json() {
      try {
        return JSON.readTree(out);
      } catch (IOException e) {
        throw new UncheckedIOException(err, e);
      }
    }
  }

  static Folder with(Path path, String scenario) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(Folder.class.getResourceAsStream("/" + scenario), scenario)) {
      Files.write(path.resolve(scenario), in.readAllBytes());
    }
    return new Folder(path);
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
            100,
            Map.of("LANG", "C.UTF-8"),
            path,
            InstantSource.system());
    int code = Straingauge.execute(around, args);
    SchemaFiles.hold(args, out.toString(StandardCharsets.UTF_8));
    return new Answer(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }
}
