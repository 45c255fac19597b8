/** The cluster as a port: what can be asked of it and what comes back. */
@NullMarked
package dev.straingauge.producer.cluster;

import org.jspecify.annotations.NullMarked;
