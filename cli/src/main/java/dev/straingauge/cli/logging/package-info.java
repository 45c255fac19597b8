/**
 * Where log records go: all to the log file, warnings of our own to the terminal. Home of logback.
 */
@NullMarked
package dev.straingauge.cli.logging;

import org.jspecify.annotations.NullMarked;
