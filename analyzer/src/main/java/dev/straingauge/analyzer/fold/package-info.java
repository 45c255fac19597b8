/**
 * The analysis of one run as plain sequential code over its events: no Kafka, no clock, no thread
 * (contract A1).
 */
@NullMarked
package dev.straingauge.analyzer.fold;

import org.jspecify.annotations.NullMarked;
