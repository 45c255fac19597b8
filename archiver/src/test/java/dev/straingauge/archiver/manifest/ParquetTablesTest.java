package dev.straingauge.archiver.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.straingauge.archiver.TestRun;
import dev.straingauge.event.ClusterFacts;
import dev.straingauge.event.Driver;
import dev.straingauge.event.Event;
import dev.straingauge.event.RunStarted;
import dev.straingauge.schemas.codec.Codec;
import dev.straingauge.schemas.codec.MalformedRecordException;
import dev.straingauge.schemas.topic.Topic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The tables of several runs at once, and what docs/reference/archive.md says of them. */
class ParquetTablesTest extends RunFinisherFixture {

  private static final List<String> TABLES =
      List.of("operations", "slices", "rolling", "breaches", "incidents");
  private static final Pattern SQL = Pattern.compile("```sql\n(.*?)```", Pattern.DOTALL);
  private static final Pattern NAME = Pattern.compile("`([a-z0-9_]+)`");

  private Path root = Path.of("");

  /** Two runs of one test and version, one of another version on another cluster. */
  @BeforeEach
  void archiveThreeRuns() throws Exception {
    root = Files.createDirectories(temp.resolve("bucket/some=prefix"));
    archive(1, 30, "2.1.8", "abcd1234");
    archive(2, 60, "2.1.8", "abcd1234");
    archive(3, 9, "2.2.0", "ffff0000");
  }

  @Test
  void haveTheColumnsThatTheReferenceNamesAndNoOthers() throws Exception {
    String page = page();
    for (String table : TABLES) {
      List<String> documented = new ArrayList<>(columns(page, "All begin with"));
      documented.addAll(columns(page, "**" + table + "**"));
      for (int run = 1; run <= 3; run++) {
        assertThat(
                query(
                    ("SELECT column_name || ' ' || column_type FROM (DESCRIBE FROM"
                            + " read_parquet('%s', hive_partitioning = false))")
                        .formatted(folder(run).resolve(table + ".parquet"))))
            .as("%s of run %d", table, run)
            .containsExactlyElementsOf(documented);
      }
    }
  }

  @Test
  void areReadOverManyRunsAtOnceWithRunVersionAndClusterAsColumns() throws Exception {
    assertThat(
            query(
                """
                SELECT run, test_name, driver, driver_version, cluster_fingerprint, count(*), min(intended_offset_seconds)
                FROM read_parquet('%s/*/*/analysis/operations.parquet') GROUP BY ALL ORDER BY run
                """
                    .formatted(root)))
        .containsExactly(
            "finish/20261121074501|finish|efs.csi.aws.com|2.1.8|abcd1234|31|0.999999995",
            "finish/20261121074502|finish|efs.csi.aws.com|2.1.8|abcd1234|61|0.999999995",
            "finish/20261121074503|finish|efs.csi.aws.com|2.2.0|ffff0000|10|0.999999995");
  }

  @Test
  void haveOneSchemaWhateverTheReaderTakesForPartitions() throws Exception {
    for (String table : TABLES) {
      String files = "'%s/*/*/analysis/%s.parquet'".formatted(root, table);
      List<String> one =
          query("DESCRIBE FROM read_parquet(%s, hive_partitioning = false)".formatted(files));
      assertThat(
              query(
                  "DESCRIBE FROM read_parquet(%s, union_by_name = true, hive_partitioning = false)"
                      .formatted(files)))
          .isEqualTo(one);
      // a prefix of the bucket that looks like a partition is one column more, and no other
      assertThat(
              query(
                  "DESCRIBE FROM read_parquet(%s, union_by_name = true, hive_partitioning = true)"
                      .formatted(files)))
          .startsWith(one.toArray(String[]::new))
          .hasSize(one.size() + 1)
          .last()
          .asString()
          .startsWith("some|");
    }
  }

  @Test
  void readersWithoutNanosecondsLoseNothing() throws Exception {
    for (Map.Entry<String, String> time :
        Map.of("operations", "completed", "rolling", "end", "slices", "start").entrySet()) {
      String column = time.getValue();
      assertThat(
              query(
                  """
                  SELECT count(*) FROM read_parquet('%s/*/*/analysis/%s.parquet')
                  WHERE round("%s_offset_seconds" * 1e9)::BIGINT <> epoch_ns("%s") - %d
                  """
                      .formatted(root, time.getKey(), column, column, TestRun.START)))
          .containsExactly("0");
    }
  }

  @Test
  void answerTheQueriesOfTheReference() throws Exception {
    List<List<String>> answers = new ArrayList<>();
    Matcher sql = SQL.matcher(page());
    while (sql.find()) {
      answers.add(query(sql.group(1).replace("ROOT", root.toString())));
    }
    assertThat(answers).hasSize(2);
    assertThat(answers.getFirst())
        .containsExactly(
            "2.1.8|attach_pod|failed|30",
            "2.1.8|attach_pod|succeeded|30",
            "2.1.8|attach_pod|timed out|28",
            "2.1.8|attach_pod|unfinished|2",
            "2.1.8|create_pvc|skipped|2",
            "2.2.0|attach_pod|failed|3",
            "2.2.0|attach_pod|succeeded|3",
            "2.2.0|attach_pod|timed out|2",
            "2.2.0|attach_pod|unfinished|1",
            "2.2.0|create_pvc|skipped|1");
    assertThat(answers.getLast())
        .containsExactly(
            "finish/20261121074501|2.1.8|abcd1234|Infinity",
            "finish/20261121074502|2.1.8|abcd1234|Infinity",
            "finish/20261121074503|2.2.0|ffff0000|Infinity");
  }

  private void archive(int second, int operations, String version, String fingerprint)
      throws Exception {
    id = TestRun.id("finish", second);
    TestRun run = TestRun.of("n", operations, 0);
    archive(run);
    List<byte[]> events = new ArrayList<>();
    for (TestRun.Sent sent : run.events()) {
      events.add(described(sent.value(), version, fingerprint));
    }
    replace(Topic.EVENTS, events);
    finish();
    for (String table : TABLES) {
      Path file =
          Files.createDirectories(root.resolve(id + "/analysis")).resolve(table + ".parquet");
      Files.write(
          file,
          store.get("lab/" + id + "/analysis/" + table + ".parquet", 100_000_000).orElseThrow());
    }
  }

  private static byte[] described(byte[] value, String version, String fingerprint)
      throws MalformedRecordException {
    Codec codec = new Codec();
    Event event = codec.decodeEvent(value);
    if (!(event.getBody() instanceof RunStarted started)) {
      return value;
    }
    RunStarted other =
        RunStarted.newBuilder(started)
            .setDriver(new Driver("efs.csi.aws.com", version, List.of()))
            .setCluster(new ClusterFacts("simulated", "1.34", 20, fingerprint))
            .build();
    return codec.encode(
        new Event(
            event.getWriter(),
            event.getIncarnation(),
            event.getSequence(),
            event.getTime(),
            other));
  }

  private Path folder(int second) {
    return root.resolve(TestRun.id("finish", second) + "/analysis");
  }

  private static String page() throws IOException {
    return Files.readString(Path.of("../docs/reference/archive.md"));
  }

  /** Name and type of each column of the table behind {@code head}, as the page says. */
  private static List<String> columns(String page, String head) {
    int from = page.indexOf("|---", page.indexOf("\n" + head));
    List<String> columns = new ArrayList<>();
    for (String row : page.substring(page.indexOf('\n', from) + 1).lines().toList()) {
      if (!row.startsWith("|")) {
        break;
      }
      List<String> cells = List.of(row.split("\\|", -1));
      List<String> types = List.of(cells.get(2).strip().split(", "));
      Matcher name = NAME.matcher(cells.get(1));
      for (int i = 0; name.find(); i++) {
        String type = types.get(Math.min(i, types.size() - 1));
        columns.add(name.group(1) + " " + type);
        if (type.equals("TIMESTAMP_NS")) {
          columns.add(name.group(1) + "_offset_seconds DOUBLE");
        }
      }
    }
    assertThat(columns).as("columns behind '%s'", head).isNotEmpty();
    return columns;
  }
}
