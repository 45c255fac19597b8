package dev.straingauge.producer.cluster.simulated;

/**
 * How a driver makes volumes larger.
 *
 * @param controller ControllerExpandVolume
 * @param node NodeExpandVolume, on a node where a pod has it mounted
 */
record Expanding(Latency controller, Latency node) {}
