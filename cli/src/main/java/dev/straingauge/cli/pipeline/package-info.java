/** A run from its claim to its archive: producer, analyzer and archiver together in one process. */
@NullMarked
package dev.straingauge.cli.pipeline;

import org.jspecify.annotations.NullMarked;
