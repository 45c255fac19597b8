/**
 * Two groups of archived runs compared: which numbers became worse or better, and how sure that is.
 */
@NullMarked
package dev.straingauge.archiver.compare;

import org.jspecify.annotations.NullMarked;
