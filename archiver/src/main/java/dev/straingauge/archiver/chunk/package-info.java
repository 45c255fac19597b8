/**
 * Chunks: Avro container files of one run and topic, written and read without decoding their
 * records. Home of Avro.
 */
@NullMarked
package dev.straingauge.archiver.chunk;

import org.jspecify.annotations.NullMarked;
