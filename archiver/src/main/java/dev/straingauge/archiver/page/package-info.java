/** The report of a run as a page: plain HTML and static SVG, complete without script and style. */
@NullMarked
package dev.straingauge.archiver.page;

import org.jspecify.annotations.NullMarked;
