package dev.straingauge.archiver.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.straingauge.archiver.MemoryStore;
import dev.straingauge.archiver.TestRun;
import dev.straingauge.archiver.chunk.ChunkBuilder;
import dev.straingauge.archiver.chunk.ChunkName;
import dev.straingauge.archiver.chunk.TopicFormat;
import dev.straingauge.archiver.report.Manifest;
import dev.straingauge.archiver.report.RunMetadata;
import dev.straingauge.archiver.store.Content;
import dev.straingauge.archiver.store.Keys;
import dev.straingauge.schemas.run.RunId;
import dev.straingauge.schemas.topic.Topic;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;

/** A run's chunks in a store, as the consumer makes them, to be finished. */
abstract class RunFinisherFixture {

  static final RunId RUN = TestRun.id("finish", 1);

  @TempDir Path temp;
  final MemoryStore store = new MemoryStore();

  /** The run that is archived, finished and read. */
  RunId id = RUN;

  void archive(TestRun run) {
    List<TestRun.Sent> all = new ArrayList<>(run.events());
    all.addAll(run.results());
    for (Topic topic : Topic.values()) {
      put(topic, all.stream().filter(s -> s.topic() == topic).map(TestRun.Sent::value).toList());
    }
  }

  /** Other records instead of those that the topic has. */
  void replace(Topic topic, List<byte[]> values) {
    String chunks = topic == Topic.EVENTS ? "events/" : "analysis/log/" + topic.shortName() + "/";
    store.list("lab/" + id + "/" + chunks).forEach(chunk -> store.delete(chunk.key()));
    put(topic, values);
  }

  /** Chunks of at most 20 records, raw ones apart, as the consumer makes them. */
  void put(Topic topic, List<byte[]> values) {
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
      String key = "lab/" + id + "/" + chunk.name();
      store.putIfAbsent(key, Content.of(chunk.finish()), new TreeMap<>());
    }
  }

  Manifest finish() {
    return new RunFinisher(store, new Keys("lab"), temp, "0.1.0")
        .finish(new RunMetadata(id, "n", "cluster", 3), id);
  }

  JsonNode json(String name) throws Exception {
    return new ObjectMapper()
        .readTree(store.get("lab/" + id + "/" + name, 10_000_000).orElseThrow());
  }

  /** Rows of a query over a Parquet file of the run, columns joined by a bar. */
  List<String> rows(String file, String select) throws Exception {
    Path parquet = temp.resolve("read.parquet");
    Files.write(parquet, store.get("lab/" + id + "/analysis/" + file, 100_000_000).orElseThrow());
    return query(select.replace("FILE", "'" + parquet + "'"));
  }

  /** Rows of a query, columns joined by a bar. */
  static List<String> query(String sql) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
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
}
