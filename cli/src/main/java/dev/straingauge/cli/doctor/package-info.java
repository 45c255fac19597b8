/** Looks at the surroundings before a run does. */
@NullMarked
package dev.straingauge.cli.doctor;

import org.jspecify.annotations.NullMarked;
