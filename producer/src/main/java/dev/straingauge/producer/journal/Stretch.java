package dev.straingauge.producer.journal;

/**
 * Records of one partition: {@code from} ≤ offset < {@code to}.
 *
 * @param partition partition of the topic {@code events}
 * @param from first offset
 * @param to offset after the last
 */
public record Stretch(int partition, long from, long to) {}
