/**
 * The topics of a run: names, partitions, retention; created and checked on a broker. Home of
 * kafka-clients in this module.
 */
@NullMarked
package dev.straingauge.schemas.topic;

import org.jspecify.annotations.NullMarked;
