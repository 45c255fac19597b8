package dev.straingauge.archiver.manifest;

import dev.straingauge.event.RunStarted;
import dev.straingauge.schemas.run.RunId;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import org.duckdb.DuckDBConnection;

/**
 * The tables of one run, in an in-memory database that spills into a folder: its memory does not
 * grow with the run. Each table has a connection of its own, so that different threads may fill
 * different tables.
 */
final class Analysis implements AutoCloseable {

  private final DuckDBConnection connection;

  /**
   * @param spill a folder of its own
   */
  Analysis(Path spill) {
    Properties settings = new Properties();
    settings.setProperty("memory_limit", "96MB");
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
  Table table(TableSpec spec) {
    try {
      return new Table(connection.duplicate().unwrap(DuckDBConnection.class), spec);
    } catch (SQLException e) {
      throw Derivations.failed(spec.name(), e);
    }
  }

  /** Facts that every row of every file carries; before the first file is written. */
  void describe(RunId run, RunStarted started, long startNanos, long endNanos) {
    try (Table table = table(TableSpec.RUN)) {
      table
          .begin()
          .text(run.toString())
          .text(run.testName())
          .text(started.getDriver().getName())
          .text(started.getDriver().getVersion())
          .text(started.getCluster().getFingerprint())
          .number(startNanos)
          .number(endNanos)
          .end();
    }
  }

  @Override
  public void close() {
    Derivations.sql("the analysis", connection::close);
  }
}
