/** Commands from nothing to an archived run, in this process and as processes that are killed. */
@NullMarked
package dev.straingauge.cli.endtoend;

import org.jspecify.annotations.NullMarked;
