package dev.straingauge.cli.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.straingauge.archiver.read.RunArchive;
import dev.straingauge.archiver.read.Runs;
import dev.straingauge.archiver.store.FolderObjectStore;
import dev.straingauge.archiver.store.Keys;
import dev.straingauge.cli.embedded.EmbeddedKafka;
import dev.straingauge.cli.embedded.EmbeddedS3;
import dev.straingauge.cli.endtoend.Folder.Answer;
import dev.straingauge.cli.endtoend.Processes.Started;
import dev.straingauge.producer.journal.EventLog;
import dev.straingauge.schemas.run.RunId;
import dev.straingauge.schemas.topic.Topic;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Services as processes against one broker and one store, killed in the middle of a run (contract
 * K1, K3).
 */
@SuppressWarnings("NullAway.Init") // start() sets all fields
class KilledIT {

  private static final String SPEED = "30x";
  private static final String PREFIX = "straingauge.";

  @TempDir Path temp;

  private EmbeddedKafka kafka;
  private EmbeddedS3 s3;
  private Processes processes;
  private Folder folder;

  @BeforeEach
  void start() throws Exception {
    Path servers = Files.createDirectories(temp.resolve("servers"));
    kafka = EmbeddedKafka.start(servers.resolve("kafka"));
    s3 = EmbeddedS3.start(servers);
    folder = Folder.with(Files.createDirectories(temp.resolve("work")), "tiny.yaml");
    processes =
        new Processes(
            folder.path(),
            Map.of("AWS_ACCESS_KEY_ID", s3.accessKey(), "AWS_SECRET_ACCESS_KEY", s3.secretKey()));
  }

  @AfterEach
  void stop() throws Exception {
    processes.close();
    s3.close();
    kafka.close();
  }

  @Test
  void losesNothingWhenAnalyzerAndArchiverAreKilled() throws Exception {
    // Given
    Started analyze = ready(analyze());
    Started archive = ready(archive());
    Started produce =
        processes.start(
            "produce", "tiny.yaml", "--kafka", servers(), "--speed", "10x", "-o", "json");
    produce.until("slices", () -> count(Topic.SLICES) > 50);

    // When
    analyze.kill();
    long then = count(Topic.SLICES);
    analyze = analyze();
    analyze.until("more slices", () -> count(Topic.SLICES) > then);
    archive.until("a claim", () -> !runs().ids().isEmpty());
    archive.kill();
    archive = archive();
    assertThat(produce.code()).as(produce.toString()).isZero();

    // Then
    RunId id = RunId.parse(new ObjectMapper().readTree(produce.stdout()).path("run").asText());
    archive.until("the manifest", () -> runs().open(id).isPresent());
    saysSo(archive, "run %s archived: ".formatted(id));
    saysSo(analyze, "run %s: analysed, ".formatted(id));
    Answer undisturbed = folder.run("run", "tiny.yaml", "-o", "json", "--data", "undisturbed");
    assertThat(hashes(runs().open(id).orElseThrow())).isEqualTo(hashes(undisturbed.json()));
    assertThat(document(id).path("books").path("balanced").asBoolean()).isTrue();
    archive.signal("TERM");
    analyze.signal("TERM");
    assertThat(archive.code()).as(archive.toString()).isZero();
    assertThat(analyze.code()).as(analyze.toString()).isZero();
    Started one = archive("--run", id.toString());
    assertThat(one.code()).as(one.toString()).isZero();
    assertThat(new ObjectMapper().readTree(one.stdout()).at("/archive/state").asText())
        .isEqualTo("complete");
  }

  @Test
  void endsARunWhoseProducerWasKilled() throws Exception {
    // Given
    ready(analyze());
    Started archive = ready(archive());
    Started produce =
        processes.start("produce", "tiny.yaml", "--kafka", servers(), "--speed", SPEED);
    produce.until("slices", () -> count(Topic.SLICES) > 100);

    // When
    produce.kill();
    Answer ended = folder.run("end", "latest", "--kafka", servers(), "-o", "json");
    Answer again = folder.run("end", "latest", "--kafka", servers(), "-o", "json");

    // Then
    assertThat(ended.code()).as(ended.err()).isZero();
    assertThat(ended.json().path("outcome").asText()).isEqualTo("crashed");
    assertThat(ended.json().path("left").asLong()).isPositive();
    assertThat(again.json().path("outcome").asText()).isEqualTo("crashed");
    assertThat(again.json().has("incarnation")).isFalse();
    RunId id = RunId.parse(ended.json().path("run").asText());
    archive.until("the manifest", () -> runs().open(id).isPresent());
    JsonNode document = document(id);
    assertThat(document.path("end").asText()).isEqualTo("crashed");
    assertThat(document.path("verdict").asText()).isEqualTo("UNDECIDED");
    assertThat(document.path("exitCode").asInt())
        .isEqualTo(document.path("books").path("balanced").asBoolean() ? 3 : 1);
    assertThat(document.path("books").path("balanced").asBoolean())
        .as(document.path("books").toPrettyString())
        .isTrue();
    assertThat(document.path("cleanup").path("kinds").findValuesAsText("leftReason"))
        .contains("lost with the process");
    assertThat(hashes(runs().open(id).orElseThrow()))
        .containsAllEntriesOf(Replay.of(Map.of("bootstrap.servers", servers()), PREFIX, id));
  }

  @Test
  void endsAndArchivesWhatAKilledRunLeft() throws Exception {
    // Given
    Started run = processes.start("run", "tiny.yaml", "--speed", SPEED, "--progress", "lines");
    run.until("the second phase", () -> run.stderr().contains("phase=\"closed started\""));

    // When
    run.kill();
    Answer next = folder.run("run", "tiny.yaml", "--test", "next");

    // Then
    assertThat(next.code()).as(next.err()).isZero();
    assertThat(next.err())
        .containsPattern(
            "  recovered  tiny/[0-9]{14}: its process had died; it is ended and archived now\n");
    assertThat(folder.run("show", "tiny", "-o", "json").json().path("end").asText())
        .isEqualTo("crashed");
    assertThat(folder.run("show", "next", "-o", "json").json().path("end").asText())
        .isEqualTo("completed");
    assertThat(folder.path().resolve(".straingauge/unfinished")).doesNotExist();
  }

  @Test
  void endsInOrderAtTheFirstSignal() throws Exception {
    // Given
    Started run =
        processes.start("run", "tiny.yaml", "--speed", SPEED, "--progress", "lines", "-o", "json");
    run.until("the first phase", () -> run.stderr().contains("fault="));

    // When
    run.signal("TERM");

    // Then
    assertThat(run.code()).as(run.toString()).isEqualTo(3);
    assertThat(run.stderr())
        .containsPattern(
            "stopping: no new operations, waiting up to 30 s for [0-9]+ in flight, then cleanup");
    JsonNode document = new ObjectMapper().readTree(run.stdout());
    assertThat(document.path("verdict").asText()).isEqualTo("UNDECIDED");
    assertThat(document.path("end").asText()).isEqualTo("aborted");
    assertThat(document.path("books").path("balanced").asBoolean()).isTrue();
    assertThat(document.path("cleanup").path("state").asText()).isEqualTo("clean");
  }

  @Test
  void endsAtOnceAtTheSecondSignal() throws Exception {
    // Given
    Started run =
        processes.start(
            "run", "tiny.yaml", "--speed", "realtime", "--progress", "lines", "-o", "json");
    run.until("the run", () -> run.stderr().contains("state=running"));

    // When
    run.signal("TERM");
    run.until("the first answer", () -> run.stderr().contains("stopping: "));
    run.signal("TERM");

    // Then
    assertThat(run.code()).as(run.toString()).isEqualTo(1);
    assertThat(run.stderr().stripTrailing())
        .containsPattern("left open: run 'straingauge end tiny/[0-9]{14}'$");
    assertThat(new ObjectMapper().readTree(run.stdout()).path("errors").path(0).path("id").asText())
        .isEqualTo("interrupted");
    assertThat(folder.run("end", "latest", "-o", "json").json().path("outcome").asText())
        .isIn("crashed", "aborted");
    assertThat(folder.run("list").out()).contains("tiny/", "UNDECIDED");
  }

  @Test
  void keepsTheRunsThatWereDoneBeforeTheSecondSignal() throws Exception {
    // Given
    Started run =
        processes.start(
            "run",
            "tiny.yaml",
            "--repeat",
            "3",
            "--speed",
            "15x",
            "-o",
            "json",
            "--write",
            "json=runs.json");
    run.until("the second run", () -> run.stderr().split("state=running", -1).length == 3);

    // When
    run.signal("TERM");
    run.until("the first answer", () -> run.stderr().contains("stopping: "));
    run.signal("TERM");

    // Then
    assertThat(run.code()).as(run.toString()).isEqualTo(1);
    JsonNode document = new ObjectMapper().readTree(run.stdout());
    assertThat(document.path("runs")).hasSize(1);
    assertThat(document.path("runs").path(0).path("end").asText()).isEqualTo("completed");
    assertThat(document.path("errors").path(0).path("id").asText()).isEqualTo("interrupted");
    assertThat(folder.path().resolve("runs.json")).hasContent(run.stdout());
  }

  private static Started ready(Started service) throws InterruptedException {
    service.until("it works", () -> service.stderr().contains("until Ctrl-C"));
    return service;
  }

  private static void saysSo(Started service, String words) throws InterruptedException {
    service.until("'%s'".formatted(words), () -> service.stderr().contains(words));
  }

  private Started analyze() throws Exception {
    return processes.start("analyze", "--kafka", servers(), "-o", "json");
  }

  private Started archive(String... more) throws Exception {
    List<String> args = new ArrayList<>(List.of("archive", "--kafka", servers(), "-o", "json"));
    args.addAll(List.of("--s3", s3.endpoint().toString(), "--bucket", EmbeddedS3.BUCKET));
    args.addAll(List.of(more));
    return processes.start(args.toArray(String[]::new));
  }

  private String servers() {
    return kafka.bootstrapServers();
  }

  /** Records of a topic, marks of transactions included. */
  private long count(Topic topic) {
    try (EventLog log = EventLog.open(Map.of("bootstrap.servers", servers()), topic, PREFIX)) {
      return log.partitions().stream().mapToLong(log::end).sum();
    } catch (RuntimeException e) {
      return 0;
    }
  }

  private Runs runs() {
    return new Runs(
        new FolderObjectStore(temp.resolve("servers/s3").resolve(EmbeddedS3.BUCKET)), new Keys(""));
  }

  private JsonNode document(RunId id) throws Exception {
    return new ObjectMapper().readTree(runs().open(id).flatMap(RunArchive::summary).orElseThrow());
  }

  private static Map<String, String> hashes(RunArchive archive) {
    return new TreeMap<>(archive.manifest().hashes());
  }

  private static Map<String, String> hashes(JsonNode document) {
    Map<String, String> hashes = new TreeMap<>();
    document
        .path("hashes")
        .properties()
        .forEach(entry -> hashes.put(entry.getKey(), entry.getValue().asText()));
    return hashes;
  }
}
