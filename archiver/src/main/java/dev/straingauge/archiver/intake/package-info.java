/** Runs that other tools made, put into the archive without Kafka. */
@NullMarked
package dev.straingauge.archiver.intake;

import org.jspecify.annotations.NullMarked;
