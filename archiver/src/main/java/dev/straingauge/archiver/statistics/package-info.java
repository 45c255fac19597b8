/** Tests, intervals and change points over the values of runs: pure functions. */
@NullMarked
package dev.straingauge.archiver.statistics;

import org.jspecify.annotations.NullMarked;
