/** Archived runs, found and read back. */
@NullMarked
package dev.straingauge.archiver.read;

import org.jspecify.annotations.NullMarked;
