package dev.straingauge.archiver.manifest;

import dev.straingauge.event.Distribution;
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

  private final String name;
  private final DuckDBAppender appender;

  /**
   * @param columns definition, a constant of this package
   */
  Table(DuckDBConnection connection, String name, String columns) throws SQLException {
    this.name = name;
    try (Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE " + name + " (" + columns + ")");
    }
    appender = connection.createAppender(name);
  }

  String name() {
    return name;
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

  /** part ÷ whole, NULL where the whole is 0. */
  Table ratio(double part, double whole) {
    return whole == 0 ? none() : real(part / whole);
  }

  /** A moment, and its distance from the run's start in seconds. */
  Table time(@Nullable Long nanos, long startNanos) {
    if (nanos == null) {
      return none().none();
    }
    long moment = nanos;
    return put(() -> appender.appendEpochNanos(moment)).real((moment - startNanos) / 1e9);
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
  @Override
  public void close() {
    Derivations.sql(name, appender::close);
  }

  private Table put(Derivations.Sql step) {
    Derivations.sql(name, step);
    return this;
  }
}
