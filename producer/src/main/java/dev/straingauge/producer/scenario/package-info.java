/** Scenario code: what operations do, as plain sequential strands. */
@NullMarked
package dev.straingauge.producer.scenario;

import org.jspecify.annotations.NullMarked;
