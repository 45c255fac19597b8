/** The analysis beside a Flink job over the same events. */
@NullMarked
package dev.straingauge.benchmarks.flink;

import org.jspecify.annotations.NullMarked;
