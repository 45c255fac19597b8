package dev.straingauge.archiver.manifest;

import dev.straingauge.archiver.store.StoreException;
import java.sql.SQLException;
import java.util.List;

/**
 * Failures while deriving: they may pass (a full disk), so they are reported as the store's are.
 */
final class Derivations {

  private Derivations() {}

  static StoreException failed(String what, Exception e) {
    return new StoreException(
        StoreException.FAILED, "derive %s: %s".formatted(what, e.getMessage()), List.of(), e);
  }

  /** Something that talks to the database. */
  @FunctionalInterface
  interface Sql {
    void run() throws SQLException;
  }

  static void sql(String what, Sql statement) {
    try {
      statement.run();
    } catch (SQLException e) {
      throw failed(what, e);
    }
  }
}
