/** The JSON documents of a run. Home of Jackson in this module. */
@NullMarked
package dev.straingauge.archiver.report;

import org.jspecify.annotations.NullMarked;
