/** Avro single-object encoding of every record. Home of Avro in this module. */
@NullMarked
package dev.straingauge.schemas.codec;

import org.jspecify.annotations.NullMarked;
