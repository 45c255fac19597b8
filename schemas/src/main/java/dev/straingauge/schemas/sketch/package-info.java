/** The latency sketch. */
@NullMarked
package dev.straingauge.schemas.sketch;

import org.jspecify.annotations.NullMarked;
