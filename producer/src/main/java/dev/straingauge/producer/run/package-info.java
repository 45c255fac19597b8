/** A run from its claim to its last record. */
@NullMarked
package dev.straingauge.producer.run;

import org.jspecify.annotations.NullMarked;
