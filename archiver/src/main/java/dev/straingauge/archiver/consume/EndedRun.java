package dev.straingauge.archiver.consume;

import dev.straingauge.schemas.run.RunId;

/**
 * A run of which every record is in the store.
 *
 * @param id run id in Kafka
 * @param folder name under which it is archived
 * @param nonce of its RunStarted
 * @param clusterId Kafka cluster that it came from
 * @param partition there
 */
public record EndedRun(RunId id, RunId folder, String nonce, String clusterId, int partition) {}
