package dev.straingauge.archiver.manifest;

import dev.straingauge.event.Distribution;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/**
 * A temporary table that is filled row by row, one method per column in the order of its
 * definition. Values are appended, never part of a statement. Not thread-safe.
 */
final class Table implements AutoCloseable {

  private final TableSpec spec;
  private final DuckDBConnection connection;
  private final DuckDBAppender appender;

  /**
   * @param connection used by this table only, and closed with it
   */
  Table(DuckDBConnection connection, TableSpec spec) throws SQLException {
    this.connection = connection;
    this.spec = spec;
    try (Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE %s (%s)".formatted(spec.name(), spec.columns()));
    }
    appender = connection.createAppender(spec.name());
    appender
        .unsafeBreakThreadConfinement(); // made here, filled by one other thread, then closed here
  }

  String name() {
    return spec.name();
  }

  Table begin() {
    return put(appender::beginRow);
  }

  void end() {
    put(appender::endRow);
  }

  Table text(@Nullable String text) {
    return text == null ? none() : put(() -> appender.append(text));
  }

  Table integer(int number) {
    return put(() -> appender.append(number));
  }

  Table number(long number) {
    return put(() -> appender.append(number));
  }

  Table number(@Nullable Long number) {
    return number == null ? none() : number(number.longValue());
  }

  Table real(double number) {
    return put(() -> appender.append(number));
  }

  Table flag(boolean flag) {
    return put(() -> appender.append(flag));
  }

  Table time(@Nullable Long nanos) {
    if (nanos == null) {
      return none();
    }
    long moment = nanos;
    return put(() -> appender.appendEpochNanos(moment));
  }

  Table bytes(byte[] bytes) {
    return put(() -> appender.append(bytes));
  }

  /** count, p50, p90, p95, p99, p999, max, above. */
  Table distribution(@Nullable Distribution d) {
    if (d == null) {
      return none().none().none().none().none().none().none().none();
    }
    return number(d.getCount())
        .number(d.getP50Nanos())
        .number(d.getP90Nanos())
        .number(d.getP95Nanos())
        .number(d.getP99Nanos())
        .number(d.getP999Nanos())
        .number(d.getMaxNanos())
        .number(d.getAboveNanos());
  }

  Table none() {
    return put(appender::appendNull);
  }

  /** No more rows come. */
  void filled() {
    Derivations.sql(name(), appender::close);
  }

  /** Writes the table, which is filled, as Parquet, and drops it. */
  void writeParquet(Path file) {
    String path = file.toString().replace("'", "''");
    Derivations.sql(
        name(),
        () -> {
          try (Statement statement = connection.createStatement()) {
            statement.execute(
                "COPY (SELECT %s, %s FROM %s t, run_facts f) TO '%s' (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 30720)"
                    .formatted(TableSpec.RUN.select(), spec.select(), spec.name(), path));
            statement.execute("DROP TABLE " + spec.name());
          }
        });
  }

  /** The rows of a query over this table, which is filled. */
  void query(String select, Rows rows) throws SQLException, IOException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(select)) {
      rows.read(result);
    }
  }

  /** Reads rows. */
  @FunctionalInterface
  interface Rows {
    void read(ResultSet rows) throws SQLException, IOException;
  }

  @Override
  public void close() {
    Derivations.sql(
        name(),
        () -> {
          appender.close();
          connection.close();
        });
  }

  private Table put(Derivations.Sql step) {
    Derivations.sql(name(), step);
    return this;
  }
}
