/** The two streams of a command: what goes where, how wide, in which symbols and colours. */
@NullMarked
package dev.straingauge.cli.terminal;

import org.jspecify.annotations.NullMarked;
