package dev.straingauge.cli.failure;

import java.util.Arrays;
import java.util.Optional;

/**
 * Every error that a user can meet. Each has an entry in {@code docs/reference/errors.md}; the exit
 * code follows from the id.
 */
public enum ErrorId {
  /** The command line is wrong. */
  USAGE("usage", 2),
  /** A scenario, or another file of settings, has problems. */
  CONFIG_INVALID("config-invalid", 2),
  /** A scenario cannot be read. */
  SCENARIO_UNREADABLE("scenario-unreadable", 2),
  /** A file of settings cannot be read. */
  CONFIG_UNREADABLE("config-unreadable", 2),
  /** No such scenario. */
  SCENARIO_UNKNOWN("scenario-unknown", 2),
  /** No such file of thresholds. */
  RULES_UNKNOWN("rules-unknown", 2),
  /** No such driver profile. */
  DRIVER_UNKNOWN("driver-unknown", 2),
  /** The plan lasts longer than the broker keeps events. */
  PLAN_TOO_LONG("plan-too-long", 2),
  /** The text names no run, or none in the archive. */
  RUN_UNKNOWN("run-unknown", 2),
  /** The run was deleted. */
  RUN_DELETED("run-deleted", 2),
  /** The beginning of a run id fits several runs. */
  RUN_AMBIGUOUS("run-ambiguous", 2),
  /** A table cannot be read. */
  TABLE_INVALID("table-invalid", 2),
  /** What is to be imported is damaged, or not what it is taken for. */
  IMPORT_INVALID("import-invalid", 2),
  /** There is nothing to import. */
  IMPORT_EMPTY("import-empty", 2),
  /** Something is where a run was to be exported to. */
  EXPORT_EXISTS("export-exists", 2),
  /** No change, or several, begin so. */
  CHANGE_UNKNOWN("change-unknown", 2),
  /** The run has no such incident, or several. */
  INCIDENT_UNKNOWN("incident-unknown", 2),
  /** The run has no such volume. */
  VOLUME_UNKNOWN("volume-unknown", 2),
  /** The topics have another number of partitions. */
  TOPICS_PARTITIONS("topics-partitions", 2),
  /** The topics are set up in a way that loses or reorders events. */
  TOPICS_CONFIG("topics-config", 2),
  /** The properties for Kafka clients are not usable. */
  KAFKA_CONFIG("kafka-config", 2),
  /** Somebody else works in the data folder. */
  DATA_LOCKED("data-locked", 1),
  /** The data folder cannot be written. */
  DATA_UNWRITABLE("data-unwritable", 1),
  /** The disk is full. */
  DISK_FULL("disk-full", 1),
  /** No free port. */
  PORT_TAKEN("port-taken", 1),
  /** The embedded broker or object store broke. */
  EMBEDDED_BROKEN("embedded-broken", 1),
  /** Kafka does not answer. */
  KAFKA_UNREACHABLE("kafka-unreachable", 1),
  /** Kafka refuses: authentication or authorisation. */
  KAFKA_DENIED("kafka-denied", 1),
  /** Kafka refuses to create a topic. */
  TOPICS_CREATE("topics-create", 1),
  /** Kafka went away in the middle. */
  KAFKA_GONE("kafka-gone", 1),
  /** Kafka failed in another way, or in the middle. */
  KAFKA_FAILED("kafka-failed", 1),
  /** S3 does not answer. */
  S3_UNREACHABLE("s3-unreachable", 1),
  /** S3 refuses: credentials or rights. */
  S3_DENIED("s3-denied", 1),
  /** The bucket does not exist. */
  S3_BUCKET_MISSING("s3-bucket-missing", 1),
  /** S3 failed in another way, or in the middle. */
  S3_FAILED("s3-failed", 1),
  /** The runs of this Kafka were going to another store. */
  STORE_DIFFERS("store-differs", 2),
  /** The kubeconfig is not usable. */
  CLUSTER_CONFIG("cluster-config", 2),
  /** The cluster, or the scenario for it, will not do. */
  CLUSTER_UNFIT("cluster-unfit", 2),
  /** The cluster does not answer. */
  CLUSTER_UNREACHABLE("cluster-unreachable", 1),
  /** The cluster refuses: authentication or rights. */
  CLUSTER_DENIED("cluster-denied", 1),
  /** The cluster would not make what a run needs. */
  CLUSTER_REFUSES("cluster-refuses", 1),
  /** The cluster failed in another way. */
  CLUSTER_FAILED("cluster-failed", 1),
  /** Another {@code end} ends the run. */
  END_TAKEN("end-taken", 1),
  /** The run's producer is still writing. */
  RUN_ALIVE("run-alive", 1),
  /** The run was ended by another while its producer slept. */
  RUN_TAKEN_OVER("run-taken-over", 1),
  /** The run has no end yet. */
  RUN_UNFINISHED("run-unfinished", 1),
  /** So few runs that no comparison can be significant. */
  RUNS_INSUFFICIENT("runs-insufficient", 3),
  /** The archive of a run is damaged. */
  ARCHIVE_CORRUPT("archive-corrupt", 1),
  /** A newer Straingauge wrote the archive. */
  ARCHIVE_NEWER("archive-newer", 1),
  /** A part of a run is missing in its archive. */
  ARCHIVE_INCOMPLETE("archive-incomplete", 1),
  /** A replay gives other results than those that are archived. */
  REPLAY_DIFFERS("replay-differs", 1),
  /** A topic is missing. */
  TOPICS_MISSING("topics-missing", 1),
  /** The analysis does not begin in time. */
  ANALYZER_SLOW_START("analyzer-slow-start", 1),
  /** The analysis stopped. */
  ANALYZER_FAILED("analyzer-failed", 1),
  /** The archiver stopped. */
  ARCHIVER_FAILED("archiver-failed", 1),
  /** Another archiver of the same topics took over. */
  ARCHIVER_REPLACED("archiver-replaced", 1),
  /** The scenario broke off. */
  RUN_FAILED("run-failed", 1),
  /** The scenario broke off and the run is open. */
  RUN_BROKEN("run-broken", 1),
  /** The books of the run do not balance. */
  BOOKS_UNBALANCED("books-unbalanced", 1),
  /** Stopped at once by a second interrupt. */
  INTERRUPTED("interrupted", 1),
  /** The machine lacks something that Straingauge needs. */
  DOCTOR_FAILED("doctor-failed", 1),
  /** The memory of the process is used up. */
  OUT_OF_MEMORY("out-of-memory", 1),
  /** A defect of Straingauge. */
  INTERNAL("internal", 1);

  private final String id;
  private final int exitCode;

  ErrorId(String id, int exitCode) {
    this.id = id;
    this.exitCode = exitCode;
  }

  /** As written in messages, JSON and the reference. */
  public String id() {
    return id;
  }

  /** Exit code of a command that ends with it. */
  public int exitCode() {
    return exitCode;
  }

  /** The entry of that id, if there is one. */
  public static Optional<ErrorId> of(String id) {
    return Arrays.stream(values()).filter(entry -> entry.id.equals(id)).findFirst();
  }
}
