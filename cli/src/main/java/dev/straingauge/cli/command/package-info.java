/** The commands: options, help, what each does. Home of picocli. */
@NullMarked
package dev.straingauge.cli.command;

import org.jspecify.annotations.NullMarked;
