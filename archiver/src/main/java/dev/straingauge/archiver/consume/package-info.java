/**
 * From Kafka to chunks: claims, flushes, take-over after a crash. Home of kafka-clients in this
 * module.
 */
@NullMarked
package dev.straingauge.archiver.consume;

import org.jspecify.annotations.NullMarked;
