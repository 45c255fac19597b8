/**
 * Change points over the runs of a test, with a life of their own: found, confirmed, dealt with.
 */
@NullMarked
package dev.straingauge.archiver.history;

import org.jspecify.annotations.NullMarked;
