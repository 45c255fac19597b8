/** Benchmarks, each beside a limit or a peer. */
@NullMarked
package dev.straingauge.benchmarks;

import org.jspecify.annotations.NullMarked;
