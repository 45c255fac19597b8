/**
 * Kafka and S3 that a command works with, embedded or real. Home of kafka-clients in this module.
 */
@NullMarked
package dev.straingauge.cli.stack;

import org.jspecify.annotations.NullMarked;
