package dev.straingauge.producer.cluster.simulated;

/**
 * How a driver makes snapshots.
 *
 * @param create CreateSnapshot, until it is ready to use
 * @param delete DeleteSnapshot
 */
record Snapshotting(Latency create, Latency delete) {}
