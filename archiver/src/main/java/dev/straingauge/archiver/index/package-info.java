/** What lists and histories need of each run, kept beside the runs: derived, never the truth. */
@NullMarked
package dev.straingauge.archiver.index;

import org.jspecify.annotations.NullMarked;
