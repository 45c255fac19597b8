package dev.straingauge.archiver.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import dev.straingauge.archiver.MemoryStore;
import dev.straingauge.archiver.TestRun;
import dev.straingauge.archiver.chunk.ChunkBuilder;
import dev.straingauge.archiver.chunk.ChunkName;
import dev.straingauge.archiver.chunk.TopicFormat;
import dev.straingauge.archiver.report.Manifest;
import dev.straingauge.archiver.report.RunMetadata;
import dev.straingauge.archiver.store.Content;
import dev.straingauge.archiver.store.Keys;
import dev.straingauge.event.DeadLetter;
import dev.straingauge.schemas.codec.Codec;
import dev.straingauge.schemas.run.RunId;
import dev.straingauge.schemas.topic.Topic;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFinisherTest {

  private static final RunId RUN = TestRun.id("finish", 1);
  private static final RunMetadata OWNER = new RunMetadata(RUN, "n", "cluster", 3);

  @TempDir Path temp;
  private final MemoryStore store = new MemoryStore();

  private void archive(TestRun run) {
    List<TestRun.Sent> all = new ArrayList<>(run.events());
    all.addAll(run.results());
    for (Topic topic : Topic.values()) {
      put(topic, all.stream().filter(s -> s.topic() == topic).map(TestRun.Sent::value).toList());
    }
  }

  /** Chunks of at most 20 records, raw ones apart, as the consumer makes them. */
  private void put(Topic topic, List<byte[]> values) {
    TopicFormat format = TopicFormat.of(topic);
    @Nullable ChunkBuilder chunk = null;
    long offset = 100;
    for (byte[] value : values) {
      offset += 3; // other runs lie between
      int branch = format.branch(value);
      boolean raw = branch == TopicFormat.RAW;
      if (chunk == null || chunk.count() == 20 || chunk.name().raw() != raw) {
        write(chunk);
        chunk = new ChunkBuilder(format, new ChunkName(topic, 3, offset, raw));
      }
      chunk.add(value, branch, offset);
    }
    write(chunk);
  }

  private void write(@Nullable ChunkBuilder chunk) {
    if (chunk != null) {
      String key = "lab/" + RUN + "/" + chunk.name();
      store.putIfAbsent(key, Content.of(chunk.finish()), new TreeMap<>());
    }
  }

  private Manifest finish() {
    return new RunFinisher(store, new Keys("lab"), temp, "0.1.0").finish(OWNER, RUN);
  }

  private JsonNode json(String name) throws Exception {
    return new ObjectMapper()
        .readTree(store.get("lab/" + RUN + "/" + name, 10_000_000).orElseThrow());
  }

  /** Rows of a query over a Parquet file of the run, columns joined by a bar. */
  private List<String> rows(String file, String select) throws Exception {
    Path parquet = temp.resolve("read.parquet");
    Files.write(parquet, store.get("lab/" + RUN + "/analysis/" + file, 100_000_000).orElseThrow());
    List<String> rows = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(select.replace("FILE", "'" + parquet + "'"))) {
      while (result.next()) {
        List<String> columns = new ArrayList<>();
        for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
          columns.add(String.valueOf(result.getObject(i)));
        }
        rows.add(String.join("|", columns));
      }
    }
    return rows;
  }

  @Test
  void writesOneRowPerOperation() throws Exception {
    archive(TestRun.of("n", 30, 0));
    finish();
    assertThat(
            rows(
                "operations.parquet", "SELECT outcome, count(*) FROM FILE GROUP BY ALL ORDER BY 1"))
        .containsExactly("failed|10", "skipped|1", "succeeded|10", "timed out|9", "unfinished|1");
    assertThat(
            rows(
                "operations.parquet",
                """
                SELECT run, test_name, driver, driver_version, cluster_fingerprint, id, kind, step, target, epoch_ns(intended),
                intended_offset_seconds, started_offset_seconds, completed_offset_seconds, outcome, reason, attempts,
                response_nanos, service_nanos, lag_nanos, age_nanos FROM FILE WHERE id IN (0, 1, 29, 30) ORDER BY id
                """))
        .containsExactly(
            RUN
                + "|finish|efs.csi.aws.com|2.1.8|abcd1234|0|attach_pod|churn|vol-0|1767225600999999995|0.999999995|1.0|1.5"
                + "|succeeded|null|1|500000005|500000000|5|null",
            RUN
                + "|finish|efs.csi.aws.com|2.1.8|abcd1234|1|attach_pod|churn|vol-1|1767225601999999995|1.999999995|2.0|2.5"
                + "|failed|VerifyMismatch|1|500000005|500000000|5|null",
            RUN
                + "|finish|efs.csi.aws.com|2.1.8|abcd1234|29|attach_pod|churn|vol-29|1767225629999999995|29.999999995|30.0|null"
                + "|unfinished|null|null|null|null|5|1000000006",
            RUN
                + "|finish|efs.csi.aws.com|2.1.8|abcd1234|30|create_pvc|churn|null|1767225631000000000|31.0|null|null"
                + "|skipped|limit-volumes|0|null|null|null|null");
  }

  @Test
  void writesTimesAsNanosecondTimestamps() throws Exception {
    archive(TestRun.of("n", 10, 0));
    finish();
    assertThat(
            rows(
                "operations.parquet",
                "SELECT typeof(intended), typeof(completed) FROM FILE LIMIT 1"))
        .containsExactly("TIMESTAMP_NS|TIMESTAMP_NS");
    assertThat(rows("rolling.parquet", "SELECT typeof(\"end\") FROM FILE LIMIT 1"))
        .containsExactly("TIMESTAMP_NS");
  }

  @Test
  void writesRollingWindowsWithNullWhereThereIsNoNumber() throws Exception {
    archive(TestRun.of("n", 10, 0));
    finish();
    assertThat(
            rows(
                "rolling.parquet",
                """
                SELECT end_offset_seconds, window_seconds, iops, throughput_bytes_per_second, error_ratio, completeness,
                response_count, response_p50_nanos IS NULL, response_p99_nanos, response_above_nanos FROM FILE ORDER BY 1 LIMIT 2
                """))
        .containsExactly(
            "1.0|10.0|0.0|102.4|null|null|0|true|null|null",
            "2.0|10.0|0.5|102.4|0.4|0.6|5|false|null|60000000000");
  }

  @Test
  void writesSlicesWithTheirSketches() throws Exception {
    archive(TestRun.of("n", 10, 0));
    finish();
    assertThat(
            rows(
                "slices.parquet",
                """
                SELECT count(*), sum(started), sum(succeeded), min(response_p50_nanos), min(octet_length(response_sketch)) > 0
                FROM FILE
                """))
        .containsExactly("10|10|10|500000000|true");
  }

  @Test
  void writesASummaryThatItsSchemaAccepts() throws Exception {
    // Given
    archive(TestRun.of("n", 30, 2));
    // When
    Manifest manifest = finish();
    // Then
    JsonNode summary = json("report.json");
    JsonSchema schema =
        JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
            .getSchema(Files.readString(Path.of("../docs/reference/summary.schema.json")));
    assertThat(schema.validate(summary)).isEmpty();
    assertThat(summary.at("/operations/0/response/p50/value").decimalValue())
        .isEqualByComparingTo("0.5");
    assertThat(summary.at("/operations/0/response/p99/value").isNull()).isTrue();
    assertThat(summary.at("/operations/0/response/p99/above").intValue()).isEqualTo(60);
    assertThat(summary.at("/operations/0/survivors/p99/reason").textValue()).isEqualTo("no data");
    assertThat(summary.at("/operations/0/completeness").decimalValue()).isEqualByComparingTo("0.9");
    assertThat(summary.at("/books/balanced").booleanValue()).isTrue();
    assertThat(summary.at("/books/equations")).hasSize(8);
    assertThat(summary.at("/hashes").size()).isEqualTo(Topic.values().length);
    assertThat(summary.at("/archive/bytes").longValue()).isEqualTo(manifest.bytes());
    assertThat(summary.at("/archive/objects").intValue())
        .isEqualTo(store.list("lab/" + RUN).size());
    assertThat(summary.at("/exitCode").intValue()).isZero();
  }

  @Test
  void writesTheReportOfTheEfsFrameworkKeyByKey() throws Exception {
    // Given
    archive(TestRun.of("n", 30, 0));
    // When
    finish();
    // Then
    JsonNode report = json("efs_orchestrator_20261121_074501.json");
    assertThat(report.fieldNames())
        .toIterable()
        .containsExactly("test_name", "test_type", "timestamp", "system_info", "results");
    JsonNode results = report.get("results");
    assertThat(results.get("test_duration").doubleValue()).isEqualTo(31.000000001);
    assertThat(results.at("/operations/attach_pod").toString())
        .isEqualTo("{\"success\":27,\"fail\":3,\"success_rate\":90.0}");
    assertThat(results.at("/operations/verify_read_write").toString())
        .isEqualTo(
            "{\"write_success\":9,\"write_fail\":1,\"write_success_rate\":90.0,\"read_success\":0,\"read_fail\":0,\"read_success_rate\":0.0}");
    assertThat(results.at("/scenarios/many_to_one").toString())
        .isEqualTo("{\"runs\":4,\"success\":3,\"fail\":1,\"success_rate\":75.0}");
    assertThat(results.at("/metrics/file_performance/by_volume/vol-1/iops").toString())
        .isEqualTo("{\"read\":null,\"write\":5.0,\"metadata\":null}");
    assertThat(
            results.at("/metrics/file_performance/by_volume/vol-1/throughput/write").doubleValue())
        .isEqualTo(4.5);
    assertThat(
            results.at("/metrics/file_performance/by_volume/vol-1/latency/write/p99").doubleValue())
        .isEqualTo(0.002);
    assertThat(
            results
                .at("/metrics/file_performance/by_volume/vol-1/operation_counts/write")
                .intValue())
        .isEqualTo(10);
  }

  @Test
  void listsEveryObjectWithItsHash() throws Exception {
    archive(TestRun.of("n", 30, 1));
    Manifest manifest = finish();
    assertThat(manifest.complete()).as(manifest.reason()).isTrue();
    for (Manifest.ObjectFacts object : manifest.objects()) {
      byte[] bytes = store.get("lab/" + RUN + "/" + object.name(), 100_000_000).orElseThrow();
      assertThat(RecordHash.sha256(bytes)).isEqualTo(object.sha256());
    }
    assertThat(Manifest.parse("m", manifest.toJson())).isEqualTo(manifest);
    assertThat(json("config.json").at("/plan/secret").textValue()).isEqualTo("***");
  }

  @Test
  void isIncompleteAndSaysWhyWhenRecordsAreMissing() {
    // Given
    archive(TestRun.of("n", 30, 0));
    store.list("lab/" + RUN + "/events/").stream()
        .skip(1)
        .limit(1)
        .forEach(o -> store.delete(o.key()));
    // When
    Manifest manifest = finish();
    // Then
    assertThat(manifest.complete()).isFalse();
    assertThat(manifest.reason()).isEqualTo("B6 does not balance for events");
    assertThat(manifest.books().getFirst().left() - manifest.books().getFirst().right())
        .isEqualTo(20);
  }

  @Test
  void isIncompleteAndSaysWhyWhenADeadLetterIsMissing() {
    // Given
    TestRun run = TestRun.of("n", 30, 3);
    archive(run);
    replaceDeadLetters(List.of(letter("malformed"), letter("malformed"), letter("no_run")));

    // When
    Manifest manifest = finish();

    // Then
    assertThat(manifest.complete()).isFalse();
    assertThat(manifest.reason()).isEqualTo("B6 does not balance for dead-letters");
    assertThat(manifest.books().getLast())
        .isEqualTo(
            new Manifest.Equation(
                "B6",
                "dead-letters",
                "set aside in the Summary ≤ archived, by cause",
                3,
                2,
                false,
                "malformed: 2 of 3"));
  }

  @Test
  void takesDeadLettersFromBeforeTheRunAndAfterIt() {
    // Given
    archive(TestRun.of("n", 30, 1));
    replaceDeadLetters(
        List.of(letter("no_run"), letter("malformed"), letter("malformed"), letter("after_close")));

    // When
    Manifest manifest = finish();

    // Then
    assertThat(manifest.complete()).as(manifest.reason()).isTrue();
    assertThat(manifest.books().getLast().left()).isEqualTo(1);
    assertThat(manifest.books().getLast().right()).isEqualTo(2);
  }

  private void replaceDeadLetters(List<byte[]> letters) {
    store
        .list("lab/" + RUN + "/analysis/log/dead-letters/")
        .forEach(chunk -> store.delete(chunk.key()));
    put(Topic.DEAD_LETTERS, letters);
  }

  private static byte[] letter(String cause) {
    return new Codec().encode(new DeadLetter(cause, null, "why", ByteBuffer.allocate(1)));
  }

  @Test
  void countsWhatCameAfterTheClose() {
    // Given
    TestRun run = TestRun.of("n", 30, 0);
    List<byte[]> events = new ArrayList<>(run.events().stream().map(TestRun.Sent::value).toList());
    events.add(events.get(5));
    events.add(new byte[] {1});
    archive(run);
    store.list("lab/" + RUN + "/events/").forEach(o -> store.delete(o.key()));
    put(Topic.EVENTS, events);
    // When
    Manifest manifest = finish();
    // Then
    assertThat(manifest.complete()).as(manifest.reason()).isTrue();
    assertThat(manifest.topics())
        .hasEntrySatisfying(
            "events", facts -> assertThat(facts.records()).isEqualTo(events.size()));
  }

  @Test
  void leavesAFinishedRunAsItIs() {
    archive(TestRun.of("n", 5, 0));
    Manifest first = finish();
    Map<String, Long> before = sizes();
    assertThat(finish()).isEqualTo(first);
    assertThat(sizes()).isEqualTo(before);
  }

  private Map<String, Long> sizes() {
    Map<String, Long> sizes = new TreeMap<>();
    store.list("").forEach(o -> sizes.put(o.key(), o.bytes()));
    return sizes;
  }
}
