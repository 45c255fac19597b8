package dev.straingauge.producer.journal;

/**
 * Where an acknowledged record is.
 *
 * @param partition partition of the topic {@code events}
 * @param offset offset in it
 * @param appendMillis the broker's append time, milliseconds since 1970
 */
public record Place(int partition, long offset, long appendMillis) {}
