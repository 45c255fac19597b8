package dev.straingauge.cli.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.straingauge.archiver.store.Content;
import dev.straingauge.archiver.store.S3ObjectStore;
import dev.straingauge.archiver.store.S3Settings;
import dev.straingauge.archiver.store.StoredObject;
import dev.straingauge.cli.command.Console.Answer;
import dev.straingauge.cli.embedded.EmbeddedS3;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Imports from buckets into buckets, and back again, over the S3 protocol. */
class ImportFromS3Test {

  private static final Path EFS = Path.of("../archiver/src/test/resources/efs").toAbsolutePath();
  private static final Path MESH =
      Path.of("../archiver/src/test/resources/appmesh").toAbsolutePath().normalize();
  private static final String MESH_RUN = "experiment_x/20210830222145";
  private static final String EFS_RUN = "efs-orchestrator/20250605200646";
  private static final List<String> KEYS = List.of("aws.accessKeyId", "aws.secretAccessKey");

  @TempDir static Path served;
  @TempDir Path folder;
  private static EmbeddedS3 s3;
  private static S3ObjectStore theirs;

  /** The keys come as they do from the AWS chain. */
  @BeforeAll
  static void start() throws IOException {
    s3 = EmbeddedS3.start(served);
    System.setProperty(KEYS.getFirst(), s3.accessKey());
    System.setProperty(KEYS.getLast(), s3.secretKey());
    theirs = new S3ObjectStore(S3Settings.of(s3.endpoint(), "theirs", null));
    theirs.createBucket();
    try (S3ObjectStore ours = new S3ObjectStore(S3Settings.of(s3.endpoint(), "ours", null));
        Stream<Path> files = Files.walk(MESH)) {
      ours.createBucket();
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        theirs.put("team/a/" + MESH.relativize(file), Content.of(Files.readAllBytes(file)));
      }
    }
  }

  @AfterAll
  static void stop() {
    KEYS.forEach(System::clearProperty);
    theirs.close();
    s3.close();
  }

  @Test
  void takesALoadTestFromABucketAndGivesItBackByteForByte() throws IOException {
    // When
    JsonNode imported = json(ours("mesh", "import", "appmesh", "s3://theirs/team/a"));
    JsonNode again = json(ours("mesh", "import", "appmesh", "s3://theirs/team"));
    Answer exported = ours("mesh", "export", "appmesh", MESH_RUN, "s3://theirs/back");
    Answer twice = ours("mesh", "export", "appmesh", MESH_RUN, "s3://theirs/back");
    JsonNode back =
        json(ours("mesh", "import", "appmesh", "s3://theirs/back", "--test", "came-back"));

    // Then
    assertThat(runs(imported)).containsExactly(MESH_RUN + " archived");
    assertThat(imported.at("/runs/0/sources/0").asText())
        .isEqualTo("s3://theirs/team/a/experiment_x/20210830152143");
    assertThat(runs(again)).containsExactly(MESH_RUN + " there");
    assertThat(exported.code()).as(exported.err()).isZero();
    assertThat(contents("back/" + MESH_RUN + "/"))
        .hasSize(4)
        .isEqualTo(contents("team/a/experiment_x/20210830152143/"));
    assertThat(twice.code()).isEqualTo(2);
    assertThat(json(twice).at("/errors/0/id").asText()).isEqualTo("export-exists");
    assertThat(runs(back)).containsExactly("came-back/20210830222145 archived");
    assertThat(ours("mesh", "verify", MESH_RUN).code()).isZero();
    assertThat(ours("mesh", "replay", "came-back").code()).isZero();
    assertThat(json(ours("mesh", "show", MESH_RUN)).path("io"))
        .isEqualTo(json(ours("mesh", "show", "came-back")).path("io"));
  }

  @Test
  void archivesLogsIntoABucketAndTakesTheirExportAsALoadTest() throws IOException {
    // When
    JsonNode imported = json(ours("efs", "import", "efs", EFS.toString()));
    JsonNode again = json(ours("efs", "import", "efs", EFS.toString()));
    Answer exported = ours("efs", "export", "appmesh", EFS_RUN, "s3://theirs/efs");
    JsonNode back =
        json(ours("efs", "import", "appmesh", "s3://theirs/efs", "--test", "came-back"));

    // Then
    assertThat(runs(imported))
        .containsExactly(EFS_RUN + " archived", "efs-chaos/20250603135616 archived");
    assertThat(runs(again)).containsExactly(EFS_RUN + " there", "efs-chaos/20250603135616 there");
    assertThat(exported.code()).as(exported.err()).isZero();
    assertThat(contents("efs/" + EFS_RUN + "/")).containsKeys("config.json", "fortio.json");
    assertThat(back.path("errors")).isEmpty();
    assertThat(runs(back)).containsExactly("came-back/20250605200646 archived");
    assertThat(json(ours("efs", "list")).path("runs")).hasSize(3);
    assertThat(ours("efs", "verify", "came-back").code()).isZero();
  }

  @Test
  void saysWhatIsNotThere() throws IOException {
    Answer bucket = ours("none", "import", "appmesh", "s3://no-such-bucket/x");
    Answer empty = ours("none", "import", "appmesh", "s3://theirs/nothing");
    Answer target = ours("mesh", "import", "appmesh", "s3://", "--test", "x");

    assertThat(json(bucket).at("/errors/0/id").asText()).isEqualTo("s3-bucket-missing");
    assertThat(bucket.code()).isEqualTo(1);
    assertThat(json(empty).at("/errors/0/id").asText()).isEqualTo("import-empty");
    assertThat(empty.code()).isEqualTo(2);
    assertThat(json(target).at("/errors/0/message").asText())
        .isEqualTo("read an S3 address: 's3://' (expected s3://BUCKET/PREFIX)");
    assertThat(target.code()).isEqualTo(2);
  }

  private Answer ours(String prefix, String... words) {
    List<String> all = new ArrayList<>(Arrays.asList(words));
    all.addAll(
        List.of("--s3", s3.endpoint().toString(), "--bucket", "ours", "--prefix", prefix, "-o"));
    all.add("json");
    return new Console(folder).run(all.toArray(String[]::new));
  }

  private static Map<String, String> contents(String prefix) {
    Map<String, String> contents = new TreeMap<>();
    for (StoredObject object : theirs.list(prefix)) {
      contents.put(
          object.key().substring(prefix.length()),
          new String(theirs.get(object.key(), 10_000_000).orElseThrow(), UTF_8));
    }
    return contents;
  }

  private static List<String> runs(JsonNode document) {
    List<String> runs = new ArrayList<>();
    document
        .path("runs")
        .forEach(run -> runs.add(run.path("run").asText() + " " + run.path("state").asText()));
    return runs;
  }

  private static JsonNode json(Answer answer) throws IOException {
    return new ObjectMapper().readTree(answer.out());
  }
}
