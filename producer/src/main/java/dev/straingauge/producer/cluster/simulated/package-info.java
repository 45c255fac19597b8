/** The simulated cluster: state machines over virtual time. */
@NullMarked
package dev.straingauge.producer.cluster.simulated;

import org.jspecify.annotations.NullMarked;
