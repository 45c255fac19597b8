package dev.straingauge.archiver.manifest;

/**
 * A table that is filled row by row, and what becomes of it in Parquet. All text here is constant:
 * no value of a run is ever part of a statement.
 *
 * @param name of the table and its file
 * @param columns definition, in the order in which rows are filled
 * @param select columns of the file, over {@code t}, the table, and {@code f}, the facts of the run
 */
record TableSpec(String name, String columns, String select) {

  private static final String SERIES =
      "measure VARCHAR, operation VARCHAR, step VARCHAR, labels VARCHAR";
  private static final String SERIES_SELECT = "t.measure, t.operation, t.step, t.labels";
  private static final String COUNTS =
      "started BIGINT, skipped BIGINT, succeeded BIGINT, failed BIGINT, timed_out BIGINT, errors"
          + " BIGINT, bytes BIGINT";
  private static final String COUNTS_SELECT =
      "t.started, t.skipped, t.succeeded, t.failed, t.timed_out, t.errors, t.bytes";
  private static final String DISTRIBUTION =
      """
      %1$s_count BIGINT, %1$s_p50_nanos BIGINT, %1$s_p90_nanos BIGINT, %1$s_p95_nanos BIGINT,
      %1$s_p99_nanos BIGINT, %1$s_p999_nanos BIGINT, %1$s_max_nanos BIGINT, %1$s_above_nanos BIGINT\
      """;
  private static final String DISTRIBUTION_SELECT =
      """
      t.%1$s_count, t.%1$s_p50_nanos, t.%1$s_p90_nanos, t.%1$s_p95_nanos,
      t.%1$s_p99_nanos, t.%1$s_p999_nanos, t.%1$s_max_nanos, t.%1$s_above_nanos\
      """;

  /** Facts that every row of every file carries, and the bounds of the run. */
  static final TableSpec RUN =
      new TableSpec(
          "run_facts",
          """
          run VARCHAR, test_name VARCHAR, driver VARCHAR, driver_version VARCHAR, cluster_fingerprint VARCHAR,
          start_nanos BIGINT, end_nanos BIGINT
          """,
          "f.run, f.test_name, f.driver, f.driver_version, f.cluster_fingerprint");

  static final TableSpec OPERATIONS =
      new TableSpec(
          "operations",
          """
          id BIGINT, kind VARCHAR, step VARCHAR, target VARCHAR, parent BIGINT,
          intended TIMESTAMP_NS, started TIMESTAMP_NS, accepted TIMESTAMP_NS, completed TIMESTAMP_NS,
          outcome VARCHAR, reason VARCHAR, code VARCHAR, attempts INTEGER, bytes BIGINT, limited_nanos BIGINT
          """,
          "t.id, t.kind, t.step, t.target, t.parent, %s, %s, %s, %s,"
                  .formatted(time("intended"), time("started"), time("accepted"), time("completed"))
              + """
              t.outcome, t.reason, t.code, t.attempts, t.bytes,
              epoch_ns(t.completed) - epoch_ns(t.intended) AS response_nanos,
              epoch_ns(t.completed) - epoch_ns(t.started) AS service_nanos,
              epoch_ns(t.started) - epoch_ns(t.intended) AS lag_nanos,
              t.limited_nanos,
              CASE WHEN t.outcome = 'unfinished' THEN f.end_nanos - epoch_ns(t.intended) END AS age_nanos
              """);

  static final TableSpec SLICES =
      new TableSpec(
          "slices",
          SERIES
              + ", start TIMESTAMP_NS, "
              + COUNTS
              + ", in_flight BIGINT, covered_nanos BIGINT, "
              + DISTRIBUTION.formatted("response")
              + ", response_sketch BLOB, service_sketch BLOB, censored_sketch BLOB",
          String.join(
              ", ",
              SERIES_SELECT,
              time("start"),
              COUNTS_SELECT,
              "t.in_flight, t.covered_nanos",
              DISTRIBUTION_SELECT.formatted("response"),
              "t.response_sketch, t.service_sketch, t.censored_sketch"));

  static final TableSpec ROLLING =
      new TableSpec(
          "rolling",
          SERIES
              + ", \"end\" TIMESTAMP_NS, window_seconds DOUBLE, advance_seconds DOUBLE, "
              + COUNTS
              + ", in_flight BIGINT, max_in_flight BIGINT, covered_nanos BIGINT, "
              + DISTRIBUTION.formatted("response")
              + ", "
              + DISTRIBUTION.formatted("service"),
          String.join(
              ", ",
              SERIES_SELECT,
              time("end"),
              "t.window_seconds, t.advance_seconds",
              COUNTS_SELECT,
              "t.in_flight, t.max_in_flight, t.covered_nanos",
              "(t.succeeded + t.errors) / (NULLIF(t.covered_nanos, 0) / 1e9) AS iops",
              "t.bytes / (NULLIF(t.covered_nanos, 0) / 1e9) AS throughput_bytes_per_second",
              "t.errors / NULLIF(t.succeeded + t.errors, 0) AS error_ratio",
              "t.succeeded / NULLIF(t.succeeded + t.errors, 0) AS completeness",
              DISTRIBUTION_SELECT.formatted("response"),
              DISTRIBUTION_SELECT.formatted("service")));

  /** What was said last of each incident. */
  static final TableSpec INCIDENTS =
      new TableSpec(
          "incidents",
          """
          incident VARCHAR, class VARCHAR, state VARCHAR, since TIMESTAMP_NS, until TIMESTAMP_NS,
          class_since TIMESTAMP_NS, volume VARCHAR, claim VARCHAR, namespace VARCHAR, pod VARCHAR, pod_uid VARCHAR,
          node VARCHAR, holder_pod VARCHAR, holder_node VARCHAR, cause VARCHAR, evidence VARCHAR, blind BOOLEAN,
          told INTEGER
          """,
          "t.incident, t.class, t.state, %s, %s, %s,"
                  .formatted(time("since"), time("until"), time("class_since"))
              + """
              t.volume, t.claim, t.namespace, t.pod, t.pod_uid, t.node, t.holder_pod, t.holder_node, t.cause,
              t.evidence, t.blind, t.told, epoch_ns(t.until) - epoch_ns(t.since) AS duration_nanos
              """);

  static final TableSpec BREACHES =
      new TableSpec(
          "breaches",
          """
          breach VARCHAR, sequence INTEGER, kind VARCHAR, rule VARCHAR, rule_version VARCHAR,
          measure VARCHAR, operation VARCHAR, labels VARCHAR, "at" TIMESTAMP_NS, since TIMESTAMP_NS,
          level VARCHAR, level_before VARCHAR, window_seconds DOUBLE, bound DOUBLE,
          numerator BIGINT, denominator BIGINT, reached BOOLEAN, observations BIGINT, succeeded BIGINT, ended BIGINT,
          abort BOOLEAN
          """,
          "t.breach, t.sequence, t.kind, t.rule, t.rule_version, t.measure, t.operation, t.labels, "
              + time("at")
              + ", "
              + time("since")
              + """
              , t.level, t.level_before, t.window_seconds, t.bound, t.numerator, t.denominator, t.reached,
              t.observations, t.succeeded, t.ended, t.abort
              """);

  /** Only for the report of the EFS framework. */
  static final TableSpec VERIFY =
      new TableSpec(
          "verify",
          "target VARCHAR, kind VARCHAR, count BIGINT, errors BIGINT, bytes BIGINT, nanos BIGINT,"
              + " sketch BLOB",
          "");

  /** A time, and its distance from the run's start. */
  private static String time(String column) {
    return "t.\"%1$s\", (epoch_ns(t.\"%1$s\") - f.start_nanos) / 1e9 AS %1$s_offset_seconds"
        .formatted(column);
  }
}
