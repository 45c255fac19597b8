/** The archiver as a service: Kafka to runs in an object store. */
@NullMarked
package dev.straingauge.archiver;

import org.jspecify.annotations.NullMarked;
