/** Percentiles over observations of which some have no end. */
@NullMarked
package dev.straingauge.schemas.survival;

import org.jspecify.annotations.NullMarked;
