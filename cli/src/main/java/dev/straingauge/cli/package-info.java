/** The process. */
@NullMarked
package dev.straingauge.cli;

import org.jspecify.annotations.NullMarked;
