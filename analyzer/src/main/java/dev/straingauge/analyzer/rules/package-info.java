/** Thresholds, judged window by window. */
@NullMarked
package dev.straingauge.analyzer.rules;

import org.jspecify.annotations.NullMarked;
