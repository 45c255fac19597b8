package dev.straingauge.cli.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.straingauge.archiver.chunk.RecordHash;
import dev.straingauge.cli.command.Console.Answer;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Damaged, foreign and hostile input ends in an error that says what it is, with its id and its
 * exit code, and never in the name of an exception.
 */
class BadInputTest {

  private static final Path EFS =
      Path.of("../archiver/src/test/resources/efs").toAbsolutePath().normalize();
  private static final String RUN = "efs-orchestrator/20250605200646";
  private static final String CHUNK = "events/0-000000000000.avro";

  @TempDir static Path template;
  @TempDir Path folder;

  @BeforeAll
  static void archive() {
    Answer imported = new Console(template).run("import", "efs", EFS.toString());
    assertThat(imported.code()).as(imported.err()).isZero();
  }

  /** Does something to the files of a run. */
  @FunctionalInterface
  interface Damage {
    void to(Path run) throws Exception;
  }

  static Stream<Arguments> damages() {
    return Stream.of(
        damage("no manifest", run -> Files.delete(run.resolve("MANIFEST.json")), "run-unfinished"),
        damage("binary manifest", run -> noise(run.resolve("MANIFEST.json")), "archive-corrupt"),
        damage(
            "truncated manifest", run -> cut(run.resolve("MANIFEST.json"), 500), "archive-corrupt"),
        damage(
            "huge manifest",
            run -> cut(run.resolve("MANIFEST.json"), 20_000_000),
            "archive-corrupt"),
        damage(
            "newer manifest",
            run -> replace(run.resolve("MANIFEST.json"), "manifest/1", "manifest/7"),
            "archive-newer"),
        damage(
            "manifest that points outside",
            run ->
                replace(
                    run.resolve("MANIFEST.json"), "\"config.json\"", "\"../../../../etc/passwd\""),
            "archive-corrupt"),
        damage(
            "missing report", run -> Files.delete(run.resolve("report.json")), "archive-corrupt"),
        damage("truncated report", run -> cut(run.resolve("report.json"), 500), "archive-corrupt"),
        damage("flipped report", run -> flip(run.resolve("report.json")), "archive-corrupt"),
        damage("report that is none", run -> rewrite(run, "report.json", "[1]"), "archive-corrupt"),
        damage(
            "newer report",
            run ->
                rewrite(
                    run,
                    "report.json",
                    Files.readString(run.resolve("report.json"))
                        .replace("straingauge.summary/1", "straingauge.summary/2")),
            "archive-newer"));
  }

  private static Arguments damage(String name, Damage damage, String id) {
    return Arguments.of(name, damage, id);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("damages")
  void everyCommandThatReadsTheReportSaysWhatIsWrong(String name, Damage damage, String id)
      throws Exception {
    Path run = copy();
    damage.to(run);

    refused(console().run("show", RUN), id, 1);
    refused(console().run("report", RUN), id, 1);
    if (!id.equals("run-unfinished")) { // that is no run to compare
      refused(console().run("compare", "efs-chaos", RUN), id, 1);
    }
  }

  static Stream<Arguments> chunks() {
    return Stream.of(
        damage("missing", run -> Files.delete(run.resolve(CHUNK)), "archive-corrupt"),
        damage("truncated", run -> cut(run.resolve(CHUNK), 3_000), "archive-corrupt"),
        damage("flipped", run -> flip(run.resolve(CHUNK)), "archive-corrupt"),
        damage("binary", run -> noise(run.resolve(CHUNK)), "archive-corrupt"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("chunks")
  void everyCommandThatReadsTheEventsSaysWhatIsWrong(String name, Damage damage, String id)
      throws Exception {
    Path run = copy();
    damage.to(run);

    refused(console().run("verify", RUN), id, 1);
    refused(console().run("replay", RUN), id, 1);
    refused(console().run("export", "appmesh", RUN, "out"), id, 1);
    assertThat(console().run("show", RUN).code()).isZero(); // the report is sound
  }

  @Test
  void verifyNamesWhatTheManifestDoesNot() throws Exception {
    Path run = copy();
    Files.writeString(run.resolve("other.txt"), "hello");

    Answer answer = console().run("verify", RUN);

    refused(answer, "archive-corrupt", 1);
    assertThat(answer.out()).contains("other.txt  extra: 5 bytes that MANIFEST.json does not name");
  }

  private Path copy() throws IOException {
    try (Stream<Path> files = Files.walk(template)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path to = folder.resolve(template.relativize(file).toString());
        Files.createDirectories(to.resolveSibling("."));
        Files.copy(file, to);
      }
    }
    return folder.resolve(".straingauge/s3/runs").resolve(RUN);
  }

  static Stream<Arguments> imports() {
    String log = "logs/orchestrator_20250605_200646.log";
    return Stream.of(
        source("empty folder", "efs", in -> {}, "import-empty"),
        source("empty folder", "appmesh", in -> {}, "import-empty"),
        source("no folder", "efs", Files::delete, "import-empty"),
        source("no folder", "appmesh", Files::delete, "import-empty"),
        source("binary log", "efs", in -> noise(in.resolve("a.log")), "import-invalid"),
        source("binary report", "efs", in -> noise(in.resolve("a.json")), "import-invalid"),
        source("huge log", "efs", in -> cut(in.resolve("a.log"), 300_000_000L), "import-invalid"),
        source(
            "huge report", "efs", in -> cut(in.resolve("a.json"), 20_000_000L), "import-invalid"),
        source(
            "truncated report",
            "efs",
            in -> Files.writeString(in.resolve("a.json"), "{\"operations\": {\"create_pvc\": "),
            "import-invalid"),
        source(
            "deep report",
            "efs",
            in -> Files.writeString(in.resolve("a.json"), "{\"a\":".repeat(100_000)),
            "import-invalid"),
        source(
            "an hour that the zone does not have",
            "efs",
            in ->
                Files.writeString(
                    in.resolve("a.log"),
                    Files.readString(EFS.resolve(log)).replace("2025-06-05 20:", "2025-03-30 02:")),
            "import-invalid"),
        mesh("a time that is none", "a,NaN,1,0"),
        mesh("a time with a large exponent", "a,1e400000000,1,0"),
        mesh("a value that is none", "a,1630333310,x,0"),
        mesh("a quote that does not end", "a,\"16"),
        fortio("cut off", "{\"DurationHistogram\": {"),
        fortio("no object", "[]"),
        fortio("infinite", "{\"ActualDuration\": Infinity, \"DurationHistogram\": {\"Count\": 1}}"),
        fortio("a huge count", "{\"DurationHistogram\": {\"Count\": 1e30}}"),
        fortio(
            "far away",
            "{\"StartTime\":\"9999-01-01T00:00:00Z\",\"DurationHistogram\":{\"Count\":0}}"));
  }

  private static Arguments source(String name, String format, Damage made, String id) {
    return Arguments.of(name, format, made, id);
  }

  private static Arguments mesh(String name, String row) {
    return source(
        name,
        "appmesh",
        in -> load(in, "m.csv", "metric.x,timestamp,m,normalized_ts\n" + row + "\n"),
        "import-invalid");
  }

  private static Arguments fortio(String name, String json) {
    return source(name, "appmesh", in -> load(in, "fortio.json", json), "import-invalid");
  }

  private static void load(Path in, String file, String content) throws IOException {
    Path test = Files.createDirectories(in.resolve("exp/20210830152143"));
    Files.writeString(test.resolve(file), content);
  }

  @ParameterizedTest(name = "{1}: {0}")
  @MethodSource("imports")
  void importSaysWhatIsWrong(String name, String format, Damage made, String id) throws Exception {
    Path in = Files.createDirectories(folder.resolve("in"));
    made.to(in);

    Answer answer = console().run("import", format, "in", "--zone", "Europe/Berlin");

    refused(answer, id, 2);
  }

  @Test
  void exportSaysThatItsFolderCannotBeMade() throws Exception {
    copy();
    Files.writeString(folder.resolve("file"), "");

    refused(console().run("export", "appmesh", RUN, "file"), "data-unwritable", 1);
    refused(console().run("export", "appmesh", RUN, "file/below"), "data-unwritable", 1);
  }

  private static void refused(Answer answer, String id, int code) {
    assertThat(answer.err())
        .startsWith("error: ")
        .contains("(%s) exit %d".formatted(id, code))
        .doesNotContain("Exception")
        .doesNotContain("[Source:")
        .doesNotContain("\tat ");
    assertThat(answer.out()).doesNotContain("Exception");
    assertThat(answer.code()).as(answer.err()).isEqualTo(code);
  }

  private Console console() {
    return new Console(folder);
  }

  private static void noise(Path file) throws IOException {
    byte[] noise = new byte[20_000];
    new Random(1).nextBytes(noise);
    Files.write(file, noise);
  }

  private static void cut(Path file, long bytes) throws IOException {
    try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
      open.setLength(bytes);
    }
  }

  private static void flip(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);
  }

  private static void replace(Path file, String part, String other) throws IOException {
    String text = Files.readString(file);
    assertThat(text).contains(part);
    Files.writeString(file, text.replace(part, other));
  }

  /** Another content, and the manifest knows of it. */
  private static void rewrite(Path run, String name, String content) throws IOException {
    Files.writeString(run.resolve(name), content);
    ObjectMapper mapper = new ObjectMapper();
    ObjectNode manifest = (ObjectNode) mapper.readTree(run.resolve("MANIFEST.json").toFile());
    for (var object : manifest.path("objects")) {
      if (object.path("name").asText().equals(name)) {
        ((ObjectNode) object)
            .put("bytes", content.getBytes(UTF_8).length)
            .put("sha256", RecordHash.sha256(content.getBytes(UTF_8)));
      }
    }
    mapper.writeValue(run.resolve("MANIFEST.json").toFile(), manifest);
  }
}
