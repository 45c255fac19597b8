/**
 * One set of tests that every kind of broker has to pass: the embedded one, and a real one in a
 * container.
 */
@NullMarked
package dev.straingauge.cli.broker;

import org.jspecify.annotations.NullMarked;
