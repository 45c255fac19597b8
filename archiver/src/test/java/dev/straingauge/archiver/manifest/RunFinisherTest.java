package dev.straingauge.archiver.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import dev.straingauge.archiver.TestRun;
import dev.straingauge.archiver.chunk.RecordHash;
import dev.straingauge.archiver.report.Manifest;
import dev.straingauge.archiver.store.Content;
import dev.straingauge.archiver.store.Keys;
import dev.straingauge.event.DeadLetter;
import dev.straingauge.event.Event;
import dev.straingauge.event.WriterEnded;
import dev.straingauge.event.WriterOutcome;
import dev.straingauge.schemas.codec.Codec;
import dev.straingauge.schemas.topic.Topic;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RunFinisherTest extends RunFinisherFixture {

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
  void leavesOutWhatTheAnalysisSetAside() throws Exception {
    // Given: an end of a writer that was never announced, as the second event
    TestRun run = TestRun.of("n", 30, 0);
    archive(run);
    List<byte[]> events = new ArrayList<>(run.events().stream().map(TestRun.Sent::value).toList());
    byte[] stray =
        new Codec()
            .encode(
                new Event(
                    1,
                    1,
                    1L,
                    TestRun.START,
                    new WriterEnded(WriterOutcome.COMPLETED, 1L, 0L, List.of(), List.of(), 10L)));
    events.add(2, stray);
    replace(Topic.EVENTS, events);
    replace(
        Topic.DEAD_LETTERS,
        List.of(
            new Codec()
                .encode(new DeadLetter("malformed", null, "unannounced", ByteBuffer.wrap(stray)))));
    // When
    finish();
    // Then
    assertThat(rows("operations.parquet", "SELECT count(*) FROM FILE")).containsExactly("31");
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
  void writesWhatWasSaidLastOfEachIncident() throws Exception {
    archive(TestRun.of("n", 10, 0));
    finish();
    assertThat(
            rows(
                "incidents.parquet",
                """
                SELECT incident, class, state, since_offset_seconds, duration_nanos, volume, cause, evidence, told FROM FILE
                """))
        .containsExactly(
            "i-0123456789ab|SLOW|RECOVERED|0.0|70000000000|pvc-1|node-lost|node n1 is not ready|2");
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
    assertThat(summary.at("/driver/changes/0/version").textValue()).isEqualTo("2.2.0");
    assertThat(summary.at("/driver/changes/0/atSeconds").decimalValue()).isEqualByComparingTo("1");
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
  void leavesAFinishedRunAsItIs() {
    archive(TestRun.of("n", 5, 0));
    Manifest first = finish();
    Map<String, Long> before = sizes();
    assertThat(finish()).isEqualTo(first);
    assertThat(sizes()).isEqualTo(before);
  }

  @Test
  void putsNothingAgainIntoAFinishedRunAndDeletesItsMarker() {
    // Given
    String marker = new Keys("lab").open("cluster", 3, RUN);
    store.put(marker, Content.of(new byte[1]));
    archive(TestRun.of("n", 5, 0));
    Manifest first = finish();
    assertThat(store.head(marker)).isEmpty();
    store.delete("lab/" + RUN + "/report.json");

    // When
    Manifest second = finish();

    // Then
    assertThat(second).isEqualTo(first);
    assertThat(store.head("lab/" + RUN + "/report.json")).isEmpty();
  }

  private Map<String, Long> sizes() {
    Map<String, Long> sizes = new TreeMap<>();
    store.list("").forEach(o -> sizes.put(o.key(), o.bytes()));
    return sizes;
  }
}
