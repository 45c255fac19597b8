/** Runs of other tools: through the folds and into the archive. */
@NullMarked
package dev.straingauge.cli.intake;

import org.jspecify.annotations.NullMarked;
