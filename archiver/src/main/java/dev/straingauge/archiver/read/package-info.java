/** Archived runs: found, read back, deleted. */
@NullMarked
package dev.straingauge.archiver.read;

import org.jspecify.annotations.NullMarked;
