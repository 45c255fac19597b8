/**
 * The one place where events are numbered, stamped, encoded and sent. Home of kafka-clients in this
 * module.
 */
@NullMarked
package dev.straingauge.producer.journal;

import org.jspecify.annotations.NullMarked;
