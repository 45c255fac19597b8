/**
 * Numbers and tables as a reader sees them, and the summary of a run drawn from its document. Pure.
 */
@NullMarked
package dev.straingauge.cli.summary;

import org.jspecify.annotations.NullMarked;
