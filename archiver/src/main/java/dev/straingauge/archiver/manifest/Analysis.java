package dev.straingauge.archiver.manifest;

import dev.straingauge.event.RunStarted;
import dev.straingauge.schemas.run.RunId;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import org.duckdb.DuckDBConnection;

/**
 * The tables of one run, in an in-memory database that spills into a folder: its memory does not
 * grow with the run. Not thread-safe.
 */
final class Analysis implements AutoCloseable {

  private static final String RUN_COLUMNS =
      "run VARCHAR, test_name VARCHAR, driver VARCHAR, driver_version VARCHAR, cluster_fingerprint"
          + " VARCHAR";
  private static final String DISTRIBUTION =
      """
      %1$s_count BIGINT, %1$s_p50_nanos BIGINT, %1$s_p90_nanos BIGINT, %1$s_p95_nanos BIGINT, %1$s_p99_nanos BIGINT,
      %1$s_p999_nanos BIGINT, %1$s_max_nanos BIGINT, %1$s_above_nanos BIGINT
      """;
  private static final String SERIES =
      "measure VARCHAR, operation VARCHAR, step VARCHAR, labels VARCHAR, ";
  private static final String COUNTS =
      """
      started BIGINT, skipped BIGINT, succeeded BIGINT, failed BIGINT, timed_out BIGINT, errors BIGINT, bytes BIGINT,
      """;

  static final String OPERATIONS =
      """
      id BIGINT, kind VARCHAR, step VARCHAR, target VARCHAR, parent BIGINT,
      intended TIMESTAMP_NS, intended_offset_seconds DOUBLE, started TIMESTAMP_NS, started_offset_seconds DOUBLE,
      accepted TIMESTAMP_NS, accepted_offset_seconds DOUBLE, completed TIMESTAMP_NS, completed_offset_seconds DOUBLE,
      outcome VARCHAR, reason VARCHAR, code VARCHAR, attempts INTEGER, bytes BIGINT,
      response_nanos BIGINT, service_nanos BIGINT, lag_nanos BIGINT, limited_nanos BIGINT, age_nanos BIGINT
      """;
  static final String SLICES =
      SERIES
          + "start TIMESTAMP_NS, start_offset_seconds DOUBLE, "
          + COUNTS
          + "in_flight BIGINT, covered_nanos BIGINT, "
          + DISTRIBUTION.formatted("response")
          + ", response_sketch BLOB, service_sketch BLOB, censored_sketch BLOB";
  static final String ROLLING =
      SERIES
          + "\"end\" TIMESTAMP_NS, end_offset_seconds DOUBLE, window_seconds DOUBLE,"
          + " advance_seconds DOUBLE, "
          + COUNTS
          + """
          in_flight BIGINT, max_in_flight BIGINT, covered_nanos BIGINT,
          iops DOUBLE, throughput_bytes_per_second DOUBLE, error_ratio DOUBLE, completeness DOUBLE,
          """
          + DISTRIBUTION.formatted("response")
          + ", "
          + DISTRIBUTION.formatted("service");
  static final String VERIFY =
      "target VARCHAR, kind VARCHAR, count BIGINT, errors BIGINT, bytes BIGINT, nanos BIGINT,"
          + " sketch BLOB";

  private final DuckDBConnection connection;

  /**
   * @param spill a folder of its own
   */
  Analysis(Path spill) {
    Properties settings = new Properties();
    settings.setProperty("memory_limit", "128MB");
    settings.setProperty("threads", "1");
    settings.setProperty("temp_directory", spill.toString());
    settings.setProperty("autoinstall_known_extensions", "false");
    settings.setProperty("autoload_known_extensions", "false");
    try {
      connection =
          DriverManager.getConnection("jdbc:duckdb:", settings).unwrap(DuckDBConnection.class);
    } catch (SQLException e) {
      throw Derivations.failed("the analysis", e);
    }
  }

  /** Makes a table. */
  Table table(String name, String columns) {
    try {
      return new Table(connection, name, columns);
    } catch (SQLException e) {
      throw Derivations.failed(name, e);
    }
  }

  /** Facts that every row of every file carries. */
  void describe(RunId run, RunStarted started) {
    try (Table table = table("run_facts", RUN_COLUMNS)) {
      table
          .begin()
          .text(run.toString())
          .text(run.testName())
          .text(started.getDriver().getName())
          .text(started.getDriver().getVersion())
          .text(started.getCluster().getFingerprint())
          .end();
    }
  }

  /** Writes a table, which is closed, as Parquet. */
  void writeParquet(Table table, Path file) {
    String path = file.toString().replace("'", "''");
    Derivations.sql(
        table.name(),
        () -> {
          try (Statement statement = connection.createStatement()) {
            statement.execute(
                "COPY (SELECT f.*, t.* FROM %s t, run_facts f) TO '%s' (FORMAT parquet, COMPRESSION zstd)"
                    .formatted(table.name(), path));
            statement.execute("DROP TABLE " + table.name());
          }
        });
  }

  DuckDBConnection connection() {
    return connection;
  }

  @Override
  public void close() {
    Derivations.sql("the analysis", connection::close);
  }
}
