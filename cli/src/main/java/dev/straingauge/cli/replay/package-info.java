/** Archived runs once more: through the folds, into Kafka, with other rules. */
@NullMarked
package dev.straingauge.cli.replay;

import org.jspecify.annotations.NullMarked;
