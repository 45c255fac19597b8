/**
 * The folds as a Streams topology: source, one processor, sinks, and a store of live runs. Home of
 * kafka-streams in this module.
 */
@NullMarked
package dev.straingauge.analyzer.topology;

import org.jspecify.annotations.NullMarked;
