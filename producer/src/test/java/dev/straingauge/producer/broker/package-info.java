/** A real broker for tests of this module. */
@NullMarked
package dev.straingauge.producer.broker;

import org.jspecify.annotations.NullMarked;
